"""Where a name begins and ends among the words of organisations, places, honorifics and ages around it."""

from streams.quotes.lexicon import Lexicon
from streams.quotes.text import Range, Text

BRACKETS = frozenset("()[]")
MIN_ACRONYM = 2
MIN_LOCAL = 3
MAX_PLACES = 8
MIN_LONG_NAME = 4


class Names:
    """Tells names from organisations in one text. `short_names` are the single words the article uses for people."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._text = text
        self._source = lexicon.data.source
        self._organisations = lexicon.organisations
        self._capitalised = lexicon.capitalised_organisations
        self.short_names: frozenset[str] = frozenset()

    def split(self, words: Range, *, local: bool = False, corporate: bool = False) -> tuple[Range, Range]:
        """Cut "Bank Sentral Budi Santoso" in two: the name begins behind the last word of an organisation.

        Where the words follow a `local` office ("Bupati"), the first of three or more is the place; behind a
        `corporate` title, a first word that the article also uses without the second is the organisation.
        """
        first, last = words.first, self._before_age(words)
        boundary = first
        for word in range(first, last):
            if self.is_organisation_word(word) or self._text.words[word] in BRACKETS:
                boundary = min(word + 1 + (self._text.lower[word] in self._source.organisation_heads), last)
            elif word > first and self._is_rank(word):
                boundary = word
                break
        boundary = self._by_short_name(Range(boundary, last), named=boundary > first)
        if boundary == first and last - first >= MIN_LOCAL and (local or (corporate and self._stands_alone(first))):
            boundary = first + 1
        end = boundary
        while end < last and self._in_name(end, boundary):
            end += 1
        return Range(first, boundary), self.without_honorifics(Range(boundary, end))

    def _before_age(self, words: Range) -> int:
        """The end of a phrase without the age in brackets that follows a name."""
        text = self._text.words
        last = words.last
        if last - words.first > 3 and text[last - 1] == ")" and text[last - 3] == "(" and text[last - 2].isdigit():
            return last - 3
        return last

    def _by_short_name(self, words: Range, *, named: bool) -> int:
        """Where the name begins, told by the part of it that the article uses alone.

        A part that ends the phrase is a surname and tells nothing. Behind a known organisation (`named`) only a long
        rest is cut again.
        """
        if words.last - words.first < (MIN_LONG_NAME if named else MIN_LOCAL):
            return words.first
        lower = self._text.lower
        found = next((i for i in range(*words) if lower[i] in self.short_names), words.first)
        return found if found < words.last - 1 else words.first

    def _is_rank(self, word: int) -> bool:
        """Whether a rank or title of respect opens the name here; single letters are initials."""
        return len(self._text.words[word]) > 1 and self._text.lower[word] in self._source.honorifics

    def _stands_alone(self, word: int) -> bool:
        """Whether the article uses a word, no speaker's, without the one behind it."""
        lower = self._text.lower
        if lower[word] in self.short_names:
            return False
        place = -1
        for _ in range(min(lower.count(lower[word]), MAX_PLACES)):
            place = lower.index(lower[word], place + 1)
            if lower[place : place + 2] != lower[word : word + 2] and self._text.capital[place]:
                return True
        return False

    def only_begins_sentence(self, name: Range) -> bool:
        """Whether a one-word name is a common word, capitalised because its sentence begins."""
        if name.last - name.first != 1 or self._text.sentence(name.first).first != name.first:
            return False
        return self._text.lower[name.first] in self._text.words

    def is_organisation_word(self, word: int) -> bool:
        """Whether a word belongs to organisations and places: known ones, acronyms, numbers."""
        lower, token = self._text.lower[word], self._text.words[word]
        if lower in self._organisations or token[0].isdigit():
            return True
        if lower in self._capitalised and self._text.capital[word]:
            return True
        return len(token) >= MIN_ACRONYM and token.isupper() and lower not in self._source.honorifics

    def _in_name(self, word: int, first: int) -> bool:
        text = self._text
        if text.capital[word]:
            return True
        if word == first:
            return text.lower[word] in self._source.honorifics
        return text.words[word] == "." or text.lower[word] in self._source.particles

    def without_honorifics(self, words: Range) -> Range:
        """A name without what only shows respect, and without marks at its edges."""
        first, last = words
        text = self._text
        while first < last and (text.lower[first] in self._source.honorifics or not text.is_word(first)):
            first += 1
        while last > first and not text.is_word(last - 1) and not text.ends_abbreviation(last - 1):
            last -= 1
        return Range(first, last)

    def capitals(self, words: Range) -> Range | None:
        """The first run of capitalised words that name no kind of text, if any."""
        text = self._text
        statements = self._source.statements
        first = next((i for i in range(*words) if text.capital[i] and text.lower[i] not in statements), None)
        if first is None:
            return None
        last = first
        while last < words.last and text.capital[last]:
            last += 1
        return Range(first, last)
