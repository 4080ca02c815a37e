"""What a noun phrase says of a speaker: name, job title, affiliation."""

from typing import Literal, NamedTuple

from streams.quotes.lexicon import Lexicon
from streams.quotes.names import BRACKETS, MIN_LOCAL, Names
from streams.quotes.text import Range, Text

POSSESSIVES = ("'s", "’s", "‘s")
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
        first, last = self._skip_determiners(words)
        if first >= last:
            return Reference("pronoun" if lower[words.first] in self._source.pronouns else "unnamed")
        if last - first == 1 and lower[first] in self._source.pronouns:
            return Reference("pronoun")
        alias = self._alias(first, last)
        head, *more = self._segments(Range(first, alias))
        reference = self._head(head)
        for segment in more:
            if lower[segment.first].partition("-")[0] not in self._source.degrees:
                reference = self._add(reference, segment)
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
        return (reference.title or "").lower() in self._source.crowds

    def _alias(self, first: int, last: int) -> int:
        """Where "also known as" stands behind a name, or the end."""
        aliases = self._source.aliases
        places = (i for i in range(first + 1, last) if self._text.lower[i] in aliases and self._text.capital[i - 1])
        return next(places, last)

    def _skip_determiners(self, words: Range) -> Range:
        first, last = words
        while first < last and (self._text.lower[first] in self._clause.determiners or not self._text.is_word(first)):
            first += 1
        return Range(first, last)

    def _segments(self, words: Range) -> list[Range]:
        """Cut at commas."""
        cuts = [i for i in range(*words) if self._text.words[i] == ","]
        edges = [words.first, *(c + 1 for c in cuts)]
        return [s for s in map(Range, edges, [*cuts, words.last]) if s.last > s.first] or [words]

    def _head(self, words: Range) -> Reference:
        """Read a phrase without commas: title, affiliation and name in one."""
        first, last = self._first_of_several(self._skip_determiners(words))
        if first >= last:
            return Reference("unnamed")
        title = self._title(Range(first, last))
        if title is None:
            return self._untitled(Range(first, last))
        rest = self._skip_linkers(Range(title.last, last))
        if rest.first > title.last and (self._source.affiliation_first or self._source.capitalised_nouns):
            affiliation, name = rest, Range(last, last)
        else:
            local = any(self._text.lower[i] in self._source.local_offices for i in range(*title))
            corporate = any(self._text.lower[i] in self._source.corporate for i in range(*title))
            affiliation, name = self._names.split(rest, local=local, corporate=corporate)
        if name.last > name.first and self._text.lower[name.first] in self._source.pronouns:
            name = Range(last, last)
        return self._titled(Range(first, title.first), title, affiliation, name)

    def _first_of_several(self, words: Range) -> Range:
        """Only the first of two people who are joined by "and"."""
        lower = self._text.lower
        for word in range(words.first + 1, words.last - 1):
            if lower[word] in self._clause.conjunctions and lower[word + 1] in self._source.titles:
                return Range(words.first, word)
        return words

    def _titled(self, before: Range, title: Range, affiliation: Range, name: Range) -> Reference:
        words = self._text.text(title)
        owner = self._text.text(affiliation) or self._text.text(before).removesuffix("'s").removesuffix("’s")
        if affiliation.last > affiliation.first and self._belongs_to_title(title, affiliation):
            words, owner = self._text.text(Range(title.first, affiliation.last)), ""
        named = name if name.last > name.first else None
        return Reference("person" if named else "role", named, words, owner or None)

    def _belongs_to_title(self, title: Range, affiliation: Range) -> bool:
        """Whether what follows a title is no affiliation: a person ("adviser to X"), or a minister's field."""
        lower, source = self._text.lower, self._source
        minister = lower[title.last - 1] in source.ministers and lower[title.first] not in source.local_offices
        binds = minister or lower[title.first] in source.personal
        return binds and not any(self._names.is_organisation_word(i) for i in range(*affiliation))

    def _title(self, words: Range) -> Range | None:
        """The words of a job title, with the field of an office ("Menteri Luar Negeri")."""
        lower, source = self._text.lower, self._source
        first = next((i for i in range(*words) if lower[i] in source.titles), None)
        if first is None or not (source.affiliation_first or self._only_modifiers(words.first, first)):
            return None
        while first > words.first and lower[first - 1] in source.title_modifiers:
            first -= 1
        last = first
        while last < words.last and (self._in_title(last) or self._is_body_of(last, words.last)):
            last += 1
        if any(lower[i] in source.offices for i in range(first, last)):
            last = self._behind_portfolio(last, words.last)
        return Range(first, last if source.affiliation_first else self._behind_field(last, words.last))

    def _behind_field(self, word: int, last: int) -> int:
        """Go past the field of a profession in lower case ("pengamat transportasi")."""
        text, source = self._text, self._source
        while word < last and text.is_word(word) and not text.capital[word] and not source.capitalised_nouns:
            lower = text.lower[word]
            if lower in self._lexicon.linkers or lower in source.organisations or lower in source.pronouns:
                break
            word += 1
        return word

    def _is_body_of(self, word: int, last: int) -> bool:
        """Whether a body inside a title follows ("Ketua Majelis Hakim"): an organisation before one more title."""
        lower = self._text.lower
        return word + 1 < last and lower[word] in self._source.organisations and lower[word + 1] in self._source.titles

    def _in_title(self, word: int) -> bool:
        lower = self._text.lower[word]
        if lower in self._source.titles:
            return True
        return lower in self._source.title_modifiers and lower not in self._source.organisations

    def _only_modifiers(self, first: int, last: int) -> bool:
        return all(self._text.lower[i] in self._lexicon.before_title for i in range(first, last))

    def _behind_portfolio(self, word: int, last: int) -> int:
        lower = self._text.lower
        begin = word
        while word < last and lower[word] in self._source.portfolios:
            word += 1
        while word > begin and lower[word - 1] in self._source.linkers:
            word -= 1
        return word

    def _skip_linkers(self, words: Range) -> Range:
        first, last = words
        while first < last and self._text.lower[first] in self._lexicon.linkers:
            first += 1
        return Range(first, last)

    def _untitled(self, words: Range) -> Reference:
        """A name, an organisation, or somebody without a name."""
        text, lower = self._text, self._text.lower
        first, last = words
        if any(lower[i] in self._source.statements for i in range(first, last)):
            return Reference("statement", self._names.capitals(words))
        if lower[first] in self._source.crowds and (last - first == 1 or not text.capital[first + 1]):
            return Reference("unnamed")
        bare = self._names.without_honorifics(words)
        if bare.first in (first, last) and any(self._names.is_organisation_word(i) for i in range(first, last)):
            return self._organisation(words)
        return self._person(bare, last)

    def _person(self, bare: Range, last: int) -> Reference:
        """A name, unless it only looks like one: a common word that begins a sentence, or the owner in "X's mother"."""
        text = self._text
        affiliation, name = self._names.split(bare)
        owner = bare.first < name.last < last and text.lower[name.last - 1].endswith(POSSESSIVES)
        if name.last <= name.first or owner or self._names.only_begins_sentence(name):
            return Reference("unnamed")
        if not (text.capital[name.first] or self._source.capitalised_nouns):
            return Reference("unnamed")
        return Reference("person", name, None, text.text(affiliation) or None)

    def _organisation(self, words: Range) -> Reference:
        """An organisation, or a person with the organisation in brackets behind."""
        first, last = words
        if not (self._text.capital[first] or self._text.lower[first] in self._source.organisations):
            return Reference("unnamed")
        bracket = next((i for i in range(first, last) if self._text.words[i] in BRACKETS), last)
        if bracket < last and not any(self._names.is_organisation_word(i) for i in range(first, bracket)):
            return Reference("person", self._names.without_honorifics(Range(first, bracket)))
        adverbial = next((i for i in range(first + 1, last) if self._is_adverbial(i)), last)
        return Reference("organisation", Range(first, adverbial))

    def _is_adverbial(self, word: int) -> bool:
        lower = self._text.lower[word]
        return lower in self._clause.adjuncts and lower not in self._source.linkers and not self._text.capital[word]

    def _add(self, head: Reference, segment: Range) -> Reference:
        """Read one more segment behind a comma: the name of a role, or the role of a name."""
        more = self._head(segment)
        short = head.name is not None and head.name.last - head.name.first == 1
        named = more.kind == "person" and not more.title and not self._source.affiliation_first
        if head.title and (head.kind == "role" or short or named):
            return self._name_of_role(head, more, segment)
        if head.kind == "person" and not head.title and more.title:
            return self._role_of_name(head, more, segment)
        return head

    def _role_of_name(self, head: Reference, more: Reference, segment: Range) -> Reference:
        if more.name and self._text.lower[segment.first] in self._source.personal:
            return head._replace(title=self._text.text(Range(segment.first, more.name.last)))
        parts = (more.affiliation, self._text.text(more.name) if more.name else None)
        affiliation = " ".join(part for part in parts if part) or head.affiliation
        return head._replace(title=more.title, affiliation=affiliation)

    def _name_of_role(self, head: Reference, more: Reference, segment: Range) -> Reference:
        """A role with the name behind a comma; what looked like a one-word name was a place then."""
        place = " ".join(part for part in (head.affiliation, self._text.text(head.name) if head.name else None) if part)
        if more.kind == "person":
            return Reference("person", more.name, head.title, place or more.affiliation)
        affiliation, name = self._names.split(self._skip_linkers(segment))
        if name.last > name.first and affiliation.last > affiliation.first:
            return Reference("person", name, head.title, place or self._text.text(affiliation))
        if more.kind == "organisation" and not place:
            return head._replace(affiliation=self._text.text(segment))
        return head
