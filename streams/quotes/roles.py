"""The role that stands before the comma in front of a name: "Governor of the Bank, X"."""

from bisect import bisect_left

from streams.quotes.bounds import Bounds
from streams.quotes.classes import TITLE
from streams.quotes.lexicon import Lexicon
from streams.quotes.nouns import Nouns
from streams.quotes.people import Reader
from streams.quotes.text import Range, Text

MAX_PLACES = 4  # places between commas of their own


class Roles:
    """Finds such roles in one text."""

    def __init__(self, text: Text, lexicon: Lexicon, nouns: Nouns, reader: Reader) -> None:
        self._text = text
        self._lexicon = lexicon
        self._nouns = nouns
        self._reader = reader
        self._source = lexicon.data.source
        self._bounds = Bounds(text, lexicon)
        self._titles = text.places_of(TITLE)

    def with_title_before(self, first: int, floor: int) -> int:
        """Take in "Governor of the Bank," when the name behind the comma begins at `first`.

        The province may stand between commas of its own: "Wali Kota Sorong, Papua Barat Daya, X".
        """
        if first - 2 < floor or self._text.words[first - 1] != ",":
            return first
        place = first
        for _ in range(MAX_PLACES):
            begin = self._with_role_before(place, floor)
            if begin != place:
                return begin
            begin = self._place_before(place, floor)
            if begin == place:
                break
            place = begin
        return first

    def _place_before(self, first: int, floor: int) -> int:
        """Where a place between commas before a word begins, or that word."""
        comma = first - 1
        if comma - 1 < floor or self._text.words[comma] != "," or not self._text.capital[comma - 1]:
            return first
        begin = self._bounds.clause_start(comma, floor)
        inserted = begin - 1 > floor and self._text.words[begin - 1] == ","
        return begin if inserted and self._lexicon.is_place(self._text, begin, comma) else first

    def _with_role_before(self, first: int, floor: int) -> int:
        """Where the role behind whose comma a name begins starts, or the name."""
        text = self._text
        comma = first - 1
        named = text.capital[first] or text.lower[first] in self._source.honorifics
        if comma - 1 < floor or text.words[comma] != "," or not named:
            return first
        begin = self._nouns.skip_openers(self._bounds.clause_start(comma, floor), comma)
        if begin >= comma or not (text.capital[comma - 1] or self._holds_title(begin, comma)):
            return first
        verb = self._nouns.has_verb(Range(begin, comma))
        if not verb and (text.lower[begin] in self._source.titles or self._reader.read(Range(begin, comma)).title):
            return begin
        return first if self._source.affiliation_first else self._title_inside(begin, comma) or first

    def _holds_title(self, first: int, last: int) -> bool:
        """Whether the noun of a title stands in a range."""
        number = bisect_left(self._titles, first)
        return number < len(self._titles) and self._titles[number] < last

    def _title_inside(self, first: int, comma: int) -> int | None:
        """Where a role behind other words begins ("It came from the rector of X,")."""
        text = self._text
        for word in range(first + 1, comma):
            if text.classes[word] & TITLE and not text.capital[word - 1]:
                goes_on = not self._nouns.has_verb(Range(word, comma))
                return word if goes_on and self._reader.read(Range(word, comma)).title else None
        return None
