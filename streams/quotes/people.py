"""What a noun phrase says of a speaker: name, job title, affiliation."""

from typing import Literal, NamedTuple

from streams.quotes.lexicon import Lexicon
from streams.quotes.names import BRACKETS, MIN_LOCAL, Names
from streams.quotes.text import POSSESSIVES, Range, Text, bare
from streams.quotes.titles import Titles

MIN_FULL_NAME = 2  # words
Kind = Literal["person", "organisation", "pronoun", "role", "statement", "unnamed"]


class Reference(NamedTuple):
    """A noun phrase, read. `name` is the range of the name in the text, None for a bare role or pronoun."""

    kind: Kind
    name: Range | None = None
    title: str | None = None
    affiliation: str | None = None
    alias: Range | None = None


class Reader:
    """Reads noun phrases of one text."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._source = lexicon.data.source
        self._clause = lexicon.data.clause
        self._names = Names(text, lexicon)
        self._titles = Titles(text, lexicon, self._names)
        self._read: dict[Range, Reference] = {}

    def know_short_names(self, names: frozenset[str]) -> None:
        """Tell which single words the article uses for people; long phrases are read again with that knowledge."""
        self._names.short_names = names
        self._read = {words: read for words, read in self._read.items() if words.last - words.first < MIN_LOCAL}

    def read(self, words: Range) -> Reference:
        """Take a noun phrase apart."""
        if words not in self._read:
            self._read[words] = self._parse(words)
        return self._read[words]

    def _parse(self, words: Range) -> Reference:
        lower = self._text.lower
        first, last = self.without_determiners(words)
        if first >= last:
            return Reference("pronoun" if lower[words.first] in self._source.pronouns else "unnamed")
        if last - first == 1 and lower[first] in self._source.pronouns:
            return Reference("pronoun")
        alias = self._alias(first, last)
        head, *more = self._segments(Range(first, alias))
        reference = self._head(head)
        titled = reference.title is not None
        for segment in more:
            if not (self._lexicon.is_degree(self._text, segment.first) or lower[segment.first] in self._clause.times):
                reference = self._add(reference, segment, titled=titled)
        if reference.kind == "role" and self._is_crowd(words, reference):
            return Reference("unnamed")
        if alias < last:
            return reference._replace(alias=self._names.without_honorifics(Range(alias + 1, last)))
        return reference

    def _is_crowd(self, words: Range, reference: Reference) -> bool:
        """Whether a bare role stands for people in general ("warga")."""
        first = self._text.lower[words.first]
        if first in self._clause.plurals:
            return True
        if first in self._clause.determiners or reference.affiliation:
            return False
        return (reference.title or "").lower().partition(" ")[0] in self._source.crowds

    def _alias(self, first: int, last: int) -> int:
        """Where "also known as" stands behind a name, or the end."""
        aliases = self._source.aliases
        places = (i for i in range(first + 1, last) if self._text.lower[i] in aliases and self._text.capital[i - 1])
        return next(places, last)

    def without_determiners(self, words: Range) -> Range:
        """A phrase without articles, marks and an age at its beginning."""
        first, last = words
        lower, determiners = self._text.lower, self._clause.determiners
        while first < last and (
            lower[first] in determiners or not (lower[first][0].isalpha() or self._is_number(first))
        ):
            first += 1
        return Range(first, last)

    def _is_number(self, word: int) -> bool:
        """Whether here is a number that is no age ("67-year-old")."""
        token = self._text.words[word]
        return token[0].isalnum() and not (token[0].isdigit() and "-" in token)

    def _segments(self, words: Range) -> list[Range]:
        """Cut at commas."""
        text = self._text
        cuts = [i for i in range(*words) if text.words[i] == "," and not self._lexicon.joins_fields(text, i)]
        edges = [words.first, *(c + 1 for c in cuts)]
        return [s for s in map(Range, edges, [*cuts, words.last]) if s.last > s.first] or [words]

    def _head(self, words: Range) -> Reference:
        """Read a phrase without commas: title, affiliation and name in one."""
        first, last = self._first_of_several(self.without_determiners(words))
        if first >= last:
            return Reference("unnamed")
        if self._source.capitalised_nouns:
            return self._titled_or_not(Range(first, last))
        return self._with_tail(Range(first, last))

    def _with_tail(self, words: Range) -> Reference:
        """Read a phrase whose affiliation may stand behind the name: "Mira Berg of Hill Bank"."""
        tail = self._text.find(self._lexicon.tail_words, words.first + MIN_FULL_NAME, words.last - 1)
        while tail < words.last - 1 and not self._begins_tail(tail):
            tail = self._text.find(self._lexicon.tail_words, tail + 1, words.last - 1)
        head = self._titled_or_not(Range(words.first, tail)) if tail < words.last - 1 else None
        if head is None or head.kind != "person":
            return self._titled_or_not(words)
        return head._replace(affiliation=self._owner(Range(tail, words.last)) or head.affiliation)

    def _begins_tail(self, word: int) -> bool:
        """Whether a full name stands before a word in lower case."""
        capital = self._text.capital
        return not capital[word] and all(capital[word - MIN_FULL_NAME : word])

    def _titled_or_not(self, words: Range) -> Reference:
        first, last = words
        owner = self._owner_of_title(words)
        if owner:
            reference = self._titled_or_not(Range(owner, last))
            return reference._replace(affiliation=self._owner_name(Range(first, owner)))
        title = self._titles.find(Range(first, last)) or self._titles.described(Range(first, last))
        if title is None:
            return self._untitled(Range(first, last))
        rest = self._skip_linkers(Range(title.last, last))
        if rest.first > title.last and (self._source.affiliation_first or self._source.capitalised_nouns):
            affiliation, name = rest, Range(last, last)
        else:
            local = self._text.holds(self._source.local_offices, *title)
            corporate = self._text.holds(self._source.corporate, *title)
            affiliation, name = self._names.split(rest, local=local, corporate=corporate)
            if name.last <= name.first and affiliation.last > affiliation.first:
                affiliation, name = self._behind_lower(rest, affiliation)
        if name.last > name.first and self._text.lower[name.first] in self._source.pronouns:
            name = Range(last, last)
        return self._titled(Range(first, title.first), title, affiliation, name)

    def _behind_lower(self, rest: Range, affiliation: Range) -> tuple[Range, Range]:
        """Go on behind an organisation in lower case: it goes on itself, or a profession stands before the name."""
        text = self._text
        begin = text.find_capital(affiliation.last, rest.last)
        if begin < rest.last and text.lower[begin - 1] in self._source.titles:
            return affiliation, self._names.whole(Range(begin, rest.last))
        return rest, Range(rest.last, rest.last)

    def _first_of_several(self, words: Range) -> Range:
        """Only the first of two people who are joined by "and"."""
        lower = self._text.lower
        for word in range(words.first + 1, words.last - 1):
            joins = lower[word] in self._clause.conjunctions and lower[word + 1] in self._source.titles
            if joins and not (lower[word] in self._source.title_joins and lower[word - 1] in self._lexicon.described):
                return Range(words.first, word)
        return words

    def _titled(self, before: Range, title: Range, affiliation: Range, name: Range) -> Reference:
        whole = Range(self.without_determiners(before).first, title.last)
        title, owner = self._owned(before, title)
        if affiliation.last > affiliation.first and owner.last > owner.first and not self._possessive(owner):
            title = whole
        if affiliation.last > affiliation.first and self._text.words[affiliation.first] not in BRACKETS:
            owner = affiliation
            if self._belongs_to_title(title, affiliation):
                title, owner = Range(title.first, affiliation.last), Range(title.first, title.first)
        named = name if name.last > name.first else None
        office = bare(self._text.text(owner)) or None
        return Reference("person" if named else "role", named, self._text.text(title), office)

    def _possessive(self, words: Range) -> bool:
        return self._text.lower[words.last - 1].endswith(POSSESSIVES)

    def _owned(self, before: Range, title: Range) -> tuple[Range, Range]:
        """The whole title and its owner, of the words before its noun: "the county's | flood officer"."""
        text = self._text
        edge = next((i + 1 for i in reversed(range(*before)) if text.lower[i].endswith(POSSESSIVES)), before.first)
        if edge == before.first:
            edge = next((i + 1 for i in reversed(range(*before)) if text.capital[i]), before.first)
        return Range(self.without_determiners(Range(edge, title.last)).first, title.last), Range(before.first, edge)

    def _belongs_to_title(self, title: Range, affiliation: Range) -> bool:
        """Whether what follows a title is no affiliation: a person ("adviser to X"), or a minister's field."""
        lower, source = self._text.lower, self._source
        minister = lower[title.last - 1] in source.ministers and lower[title.first] not in source.local_offices
        binds = minister or self._text.holds(source.personal, *title)
        return binds and not any(self._names.is_organisation_word(i) for i in range(*affiliation))

    def _owner_of_title(self, words: Range) -> int | None:
        """Where the title begins in "President Smith's chief of staff"; None unless a title stands before the owner."""
        lower = self._text.lower
        if not self._source.affiliation_first or lower[words.first] not in self._lexicon.described:
            return None
        edges = (i + 1 for i in range(words.first, words.last - 1) if lower[i].endswith(POSSESSIVES))
        return next((i for i in edges if lower[i] in self._lexicon.described), None)

    def _owner_name(self, words: Range) -> str:
        """The name of an owner, without his title."""
        owner = self._titled_or_not(words)
        return bare(self._text.text(owner.name or words))

    def _skip_linkers(self, words: Range) -> Range:
        first, last = words
        while first < last and self._text.lower[first] in self._lexicon.linkers:
            first += 1
        return Range(first, last)

    def _untitled(self, words: Range) -> Reference:
        """A name, an organisation, or somebody without a name."""
        text, lower = self._text, self._text.lower
        first, last = words
        if text.holds(self._source.statements, first, last):
            return Reference("statement", self._names.capitals(words))
        if (
            last - first == 1
            and self._source.affiliation_first
            and lower[first].removesuffix("s") in self._source.titles
        ):
            return Reference("unnamed")
        ends_in_crowd = lower[last - 1] in self._source.crowds and not text.capital[last - 1]
        begins_with_crowd = lower[first] in self._source.crowds and (last - first == 1 or not text.capital[first + 1])
        if begins_with_crowd or (self._source.affiliation_first and ends_in_crowd):
            return Reference("unnamed")
        bare = self._names.without_honorifics(words)
        if lower[first] in self._source.epithets and True not in text.capital[first + 1 : last]:
            return Reference("unnamed")
        institution = bare.first in (first, last) or lower[first] in self._source.organisations
        if institution and any(self._names.is_organisation_word(i) for i in range(first, last)):
            return self._organisation(words)
        return self._person(bare, last)

    def _person(self, bare: Range, last: int) -> Reference:
        """A name, unless it only looks like one: a common word that begins a sentence, or the owner in "X's mother"."""
        text = self._text
        affiliation, name = (
            self._names.split(bare) if self._names.is_mixed(bare) else (Range(last, last), self._names.whole(bare))
        )
        owner = bare.first < name.last < last and text.lower[name.last - 1].endswith(POSSESSIVES)
        if name.last <= name.first or owner or self._names.only_begins_sentence(name):
            return Reference("unnamed")
        if not (text.capital[name.first] or self._source.capitalised_nouns):
            return Reference("unnamed")
        return Reference("person", name, None, text.text(affiliation) or None)

    def _organisation(self, words: Range) -> Reference:
        """An organisation, or a person with the organisation in brackets behind."""
        first, last = words
        head = last - 1 if self._source.affiliation_first else first
        if not (self._text.capital[first] or self._text.lower[head] in self._source.organisations):
            return Reference("unnamed")
        bracket = self._text.find(BRACKETS, first, last)
        if bracket < last and not any(self._names.is_organisation_word(i) for i in range(first, bracket)):
            return Reference("person", self._names.without_honorifics(Range(first, bracket)))
        adverbial = next((i for i in range(first + 1, last) if self._is_adverbial(i)), last)
        return Reference("organisation", Range(first, adverbial))

    def _is_adverbial(self, word: int) -> bool:
        lower = self._text.lower[word]
        return lower in self._clause.adjuncts and lower not in self._source.linkers and not self._text.capital[word]

    def _add(self, head: Reference, segment: Range, *, titled: bool) -> Reference:
        """Read one more segment behind a comma; `titled` phrases begin with a title."""
        if head.kind == "unnamed":
            more = self._head(segment)
            return more if more.kind == "person" else head
        if titled:
            return self._complete(head, segment)
        return self._describe(head, segment) if head.kind == "person" else head

    def _describe(self, head: Reference, segment: Range) -> Reference:
        """Read one more segment behind a name: the role, or where somebody is from."""
        if self._lower_linker(segment.first):
            return head if head.affiliation else head._replace(affiliation=self._owner(segment))
        more = self._head(segment)
        return self._role_of_name(head, more, segment) if more.title and not head.title else head

    def _complete(self, head: Reference, segment: Range) -> Reference:
        """Read one more segment behind a title: the name that belongs to it, or one more role of who has both."""
        if head.kind == "person" and self._lower_linker(segment.first):
            return head if head.affiliation else head._replace(affiliation=self._owner(segment))
        more = self._head(segment)
        short = head.name is not None and head.name.last - head.name.first == 1
        named = more.kind == "person" and not more.title and not self._source.affiliation_first
        if head.kind == "role" or ((short or named) and not more.title):
            return self._name_of_role(head, more, segment)
        if head.kind == "person" and not head.affiliation and more.title and not more.name:
            return head._replace(affiliation=more.affiliation)
        return head

    def _lower_linker(self, word: int) -> bool:
        lower = self._text.lower[word]
        links = lower in self._source.linkers and lower not in self._source.posts
        links = links and lower not in self._clause.determiners
        return links and not self._text.capital[word]

    def _owner(self, segment: Range) -> str | None:
        """The organisation or place in "of the City Police"; None without a name."""
        words = self.without_determiners(self._skip_linkers(segment))
        return self._text.text(words) if True in self._text.capital[words.first : words.last] else None

    def _role_of_name(self, head: Reference, more: Reference, segment: Range) -> Reference:
        if more.name and self._text.lower[segment.first] in self._source.personal:
            return head._replace(title=self._text.text(Range(segment.first, more.name.last)))
        parts = (more.affiliation, self._text.text(more.name) if more.name else None)
        affiliation = " ".join(part for part in parts if part) or head.affiliation
        return head._replace(title=more.title, affiliation=affiliation)

    def _name_of_role(self, head: Reference, more: Reference, segment: Range) -> Reference:
        """A role with the name behind a comma; what looked like a one-word name was a place then."""
        place = " ".join(part for part in (head.affiliation, self._text.text(head.name) if head.name else None) if part)
        if head.name and not head.affiliation and (head.title or "").split()[0].lower() in self._source.personal:
            return Reference("person", more.name, f"{head.title} {place}")
        if more.kind == "person":
            return Reference("person", more.name, head.title, place or more.affiliation)
        affiliation, name = self._names.split(self._skip_linkers(segment))
        if name.last > name.first and affiliation.last > affiliation.first:
            return Reference("person", name, head.title, place or self._text.text(affiliation))
        if more.kind == "organisation" and not place:
            return head._replace(affiliation=self._text.text(segment))
        return head
