"""A noun phrase without commas, read: title, affiliation and name in one."""

from typing import Literal

import msgspec

from streams.quotes.lexicon import Lexicon
from streams.quotes.names import BRACKETS, Names
from streams.quotes.text import POSSESSIVES, Range, Text, bare
from streams.quotes.titles import Titles

APOSTROPHES = "'’"
MIN_FULL_NAME = 2  # words
MIN_WITH_TAIL = 4  # words of a full name with where its bearer is from
MAX_PLACES = 8  # occurrences of a word that are looked at
Kind = Literal["person", "organisation", "pronoun", "role", "statement", "unnamed"]


class Reference(msgspec.Struct, frozen=True, gc=False):
    """A noun phrase, read. `name` is the range of the name in the text, None for a bare role or pronoun."""

    kind: Kind
    name: Range | None = None
    title: str | None = None
    affiliation: str | None = None
    alias: Range | None = None


class Heads:
    """Reads phrases of one text, telling names by `names`."""

    def __init__(self, text: Text, lexicon: Lexicon, names: Names) -> None:
        self._text = text
        self._lexicon = lexicon
        self._source = lexicon.data.source
        self._clause = lexicon.data.clause
        self._names = names
        self._titles = Titles(text, lexicon, names)

    def read(self, words: Range) -> Reference:
        """Read a phrase without commas: title, affiliation and name in one."""
        words = self._first_of_several(self.without_determiners(words))
        if words.first >= words.last:
            return Reference("unnamed")
        if self._source.capitalised_nouns:
            return self._titled_or_not(words)
        return self._with_tail(words)

    def institution(self, reference: Reference) -> Reference:
        """What has an article like no name of a person without a title: "the Hill Courier"."""
        name = reference.name
        if reference.kind != "person" or reference.title or name is None:
            return reference
        first = self._text.lower[name.first]
        if first in self._source.epithets or first in self._source.honorifics:
            return reference
        return Reference("unnamed") if self._is_short(name) else Reference("organisation", name)

    def _with_tail(self, words: Range) -> Reference:
        """Read a phrase whose affiliation may stand behind the name: "Mira Berg of Hill Bank"."""
        if words.last - words.first < MIN_WITH_TAIL:
            return self._titled_or_not(words)
        tail = self._text.find(self._lexicon.tail_words, words.first + MIN_FULL_NAME, words.last - 1)
        while tail < words.last - 1 and not self._begins_tail(tail):
            tail = self._text.find(self._lexicon.tail_words, tail + 1, words.last - 1)
        head = self._titled_or_not(Range(words.first, tail)) if tail < words.last - 1 else None
        if head is None or head.name is None or head.kind != "person" or self._is_short(head.name):
            return self._titled_or_not(words)
        return msgspec.structs.replace(head, affiliation=self.owner(Range(tail, words.last)) or head.affiliation)

    @staticmethod
    def _is_short(name: Range) -> bool:
        return name.last - name.first < MIN_FULL_NAME

    def _begins_tail(self, word: int) -> bool:
        """Whether a full name stands before a word in lower case."""
        capital = self._text.capital
        return not capital[word] and all(capital[word - MIN_FULL_NAME : word])

    def owner(self, segment: Range) -> str | None:
        """The organisation or place in "of the City Police"; None without a name."""
        words = self.without_determiners(self.skip_linkers(segment))
        return self._text.text(words) if True in self._text.capital[words.first : words.last] else None

    def without_determiners(self, words: Range) -> Range:
        """A phrase without articles, marks and an age at its beginning."""
        first, last = words.first, words.last
        lower, determiners = self._text.lower, self._clause.determiners
        if first < last and lower[first] not in determiners and lower[first][0].isalpha():
            return words
        while first < last and (
            lower[first] in determiners or not (lower[first][0].isalpha() or self._is_number(first))
        ):
            first += 1
        return words if first == words.first else Range(first, last)

    def _is_number(self, word: int) -> bool:
        """Whether here is a number that is no age ("67-year-old")."""
        token = self._text.words[word]
        return token[0].isalnum() and not (token[0].isdigit() and "-" in token)

    def skip_linkers(self, words: Range) -> Range:
        """A phrase without linking words at its beginning, or what points back ("the director of that film")."""
        first, last = words.first, words.last
        while first < last and self._text.lower[first] in self._lexicon.before_name:
            first += 1
        return words if first == words.first else Range(first, last)

    def _first_of_several(self, words: Range) -> Range:
        """Only the first of two people who are joined by "and"."""
        lower = self._text.lower
        for word in range(words.first + 1, words.last - 1):
            joins = lower[word] in self._clause.conjunctions and lower[word + 1] in self._source.titles
            if joins and not (lower[word] in self._source.title_joins and lower[word - 1] in self._lexicon.described):
                return Range(words.first, word)
        return words

    def _titled_or_not(self, words: Range) -> Reference:
        first, last = words.first, words.last
        owner = self._owner_of_title(words)
        if owner:
            reference = self._titled_or_not(Range(owner, last))
            return msgspec.structs.replace(reference, affiliation=self._owner_name(Range(first, owner)))
        title = self._titles.find(words) or self._titles.described(words)
        if title is None:
            return self._untitled(words)
        rest = self.skip_linkers(Range(title.last, last))
        if rest.first > title.last and (self._source.affiliation_first or self._source.capitalised_nouns):
            affiliation, name = rest, Range(last, last)
        else:
            local = self._text.holds(self._source.local_offices, title.first, title.last)
            corporate = self._text.holds(self._source.corporate, title.first, title.last)
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
        office = bare(self._text.text(owner)).rstrip(APOSTROPHES) or None
        return Reference("person" if named else "role", named, self._text.text(title), office)

    def _possessive(self, words: Range) -> bool:
        return self._text.lower[words.last - 1].endswith(POSSESSIVES)

    def _owned(self, before: Range, title: Range) -> tuple[Range, Range]:
        """The whole title and its owner, of the words before its noun: "the county's | flood officer"."""
        if before.first == before.last:
            return title, before
        text = self._text
        backwards = reversed(range(before.first, before.last))
        edge = next((i + 1 for i in backwards if self._ends_owner(i, before.first)), before.first)
        if edge == before.first:
            owning = (
                i for i in reversed(range(before.first, before.last)) if text.lower[i] not in self._source.honorifics
            )
            edge = next((i + 1 for i in owning if text.capital[i]), before.first)
        owner = self._behind_modifiers(before.first, edge)
        if owner == edge - 1 and not text.capital[title.first] and self._only_begins(owner):
            return Range(owner, title.last), Range(owner, owner)
        edge += edge < title.first and text.ends_abbreviation(edge)
        return Range(self.without_determiners(Range(edge, title.last)).first, title.last), Range(owner, edge)

    def _only_begins(self, word: int) -> bool:
        """Whether a word before a title is a common one, with a capital because its sentence begins."""
        text, source = self._text, self._source
        lower = text.lower[word]
        if not source.proper or text.sentence_of[word].first != word or text.words[word].isupper():
            return False
        if lower.endswith(POSSESSIVES) or any(lower in words for words in (source.proper, source.given_names)):
            return False
        named = lower in self._lexicon.data.places or lower in source.epithets
        return not named and all(text.sentence_of[i].first == i for i in text.places[lower][:MAX_PLACES])

    def _behind_modifiers(self, first: int, edge: int) -> int:
        """Where an owner begins behind modifiers of the title ("former | Russian president")."""
        lower = self._text.lower
        owner = first
        while owner < edge and lower[owner] in self._source.title_modifiers:
            if self._lexicon.long_places.length_at(lower, owner, edge):
                break
            owner += 1
        if owner == edge - 1 and lower[owner] in self._source.organisations:
            # "Former Justice Department official": what has a capital belongs to the department's name.
            while owner > first and self._text.capital[owner - 1] and lower[owner - 1] not in self._source.standing:
                owner -= 1
        return owner

    def _ends_owner(self, word: int, first: int) -> bool:
        """Whether a possessive ends here: "the ministry's", or the mark alone behind a plural, "the ministers'"."""
        text = self._text
        if text.words[word] in APOSTROPHES and word > first:
            return text.glued(word) and text.lower[word - 1].endswith("s")
        return text.lower[word].endswith(POSSESSIVES)

    def _belongs_to_title(self, title: Range, affiliation: Range) -> bool:
        """Whether what follows a title is no affiliation: a person ("adviser to X"), or a minister's field."""
        lower, source = self._text.lower, self._source
        minister = lower[title.last - 1] in source.ministers and lower[title.first] not in source.local_offices
        binds = minister or self._text.holds(source.personal, title.first, title.last)
        return binds and not self._names.holds_organisation_word(affiliation.first, affiliation.last)

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

    def _untitled(self, words: Range) -> Reference:
        """A name, an organisation, or somebody without a name."""
        text, lower = self._text, self._text.lower
        first, last = words.first, words.last
        institution = text.capital[first] and lower[first] in self._source.organisation_heads
        if not institution and text.holds(self._source.statements, first, last):
            return Reference("statement", self._names.capitals(words))
        if self._is_crowd(words):
            return Reference("unnamed")
        named = self._names.without_honorifics(words)
        alone = named.first in (first, last) or lower[first] in self._source.organisations
        organised = self._names.holds_organisation_word(first, last)
        if alone and organised:
            return self._organisation(words)
        return self._person(named, last, organised=organised)

    def _is_crowd(self, words: Range) -> bool:
        """Whether people in general are meant, or somebody known by a bare noun ("the man")."""
        lower, capital, source = self._text.lower, self._text.capital, self._source
        first, last = words.first, words.last
        alone = last - first == 1
        if source.affiliation_first:
            if alone and lower[first].removesuffix("s") in source.titles:
                return True
            if lower[last - 1] in source.crowds and not capital[last - 1]:
                return True
        if lower[first] in source.crowds and (alone or not capital[first + 1]):
            return True
        return lower[first] in source.epithets and True not in capital[first + 1 : last]

    def _person(self, words: Range, last: int, *, organised: bool) -> Reference:
        """A name, unless it only looks like one: a common word that begins a sentence, or the owner in "X's mother"."""
        text = self._text
        affiliation, name = Range(last, last), self._names.whole(words)
        if organised or self._names.has_rank(words):
            affiliation, name = self._names.split(words)
        owner = words.first < name.last < last and text.lower[name.last - 1].endswith(POSSESSIVES)
        if name.last <= name.first or owner or self._names.only_begins_sentence(name):
            return Reference("unnamed")
        if not (text.capital[name.first] or self._source.capitalised_nouns):
            return Reference("unnamed")
        return Reference("person", name, None, text.text(affiliation) or None)

    def _organisation(self, words: Range) -> Reference:
        """An organisation, or a person with the organisation in brackets behind."""
        first, last = words.first, words.last
        head = last - 1 if self._source.affiliation_first else first
        named = self._text.capital[head] and self._names.is_organisation_word(head)
        if not (named or self._text.capital[first] or self._text.lower[head] in self._source.organisations):
            return Reference("unnamed")
        bracket = self._text.find(BRACKETS, first, last)
        if bracket < last and not self._names.holds_organisation_word(first, bracket):
            return Reference("person", self._names.without_honorifics(Range(first, bracket)))
        adverbial = next((i for i in range(first + 1, last) if self._is_adverbial(i)), last)
        return Reference("organisation", Range(first, adverbial))

    def _is_adverbial(self, word: int) -> bool:
        lower = self._text.lower[word]
        return lower in self._clause.adjuncts and lower not in self._source.linkers and not self._text.capital[word]
