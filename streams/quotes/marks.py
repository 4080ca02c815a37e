"""Where quotation marks open and close: all glyphs, damaged pairs, quotes that run on over paragraphs."""

from collections.abc import Iterator

import msgspec

from streams.quotes.classes import MARKS_QUOTE, MARKS_SINGLE_QUOTE
from streams.quotes.text import Range, Text

ALWAYS_OPEN = frozenset(("“", "„", "‟", "«", "``", "「", "‘", "‚", "‹"))
EITHER = frozenset(('"', "″", "＂", "''", "”", "»", "'", "›"))
SENTENCE_MARKS = frozenset(".,!?:;…")


class Quoted(msgspec.Struct, frozen=True, gc=False):
    """Words between quotation marks.

    `whole` takes the marks in, `inner` leaves them out. `closed` is false where the mark at the end is missing.
    `carried` says that the quote before, left open at its paragraph's end, goes on here.
    """

    whole: Range
    inner: Range
    closed: bool
    carried: bool


class _Scanner:
    """Walks over the marks and new lines of a text once, holding the mark that is open."""

    def __init__(self, text: Text, stops: list[int]) -> None:
        self._text = text
        self._stops = stops
        self._open: int | None = None
        self._depth = 0
        self._carried = False

    def pieces(self) -> Iterator[Quoted]:
        words = self._text.words
        for number in self._stops:
            if self._open is None:
                if words[number] != "\n" and self._opens(number):
                    self._open, self._depth = number, 0
            elif words[number] == "\n":
                yield from self._paragraph_ends(number)
            else:
                yield from self._inside(number)
        yield from self._finish(self._text.size, closed=False)

    def _paragraph_ends(self, newline: int) -> Iterator[Quoted]:
        yield from self._finish(newline, closed=False)
        following = newline + 1
        while following < self._text.size and self._text.words[following] == "\n":
            following += 1
        self._carried = following < self._text.size and self._opens(following)

    def _inside(self, number: int) -> Iterator[Quoted]:
        if self._looks_like_opener(number):
            if self._text.words[number - 1] in SENTENCE_MARKS and self._text.words[number] in EITHER:
                # The quote before was never closed.
                yield from self._finish(number, closed=False)
                self._open = number
            else:
                self._depth += 1
        elif self._depth:
            self._depth -= 1
        else:
            yield from self._finish(number, closed=True)

    def _finish(self, end: int, *, closed: bool) -> Iterator[Quoted]:
        if self._open is not None and end > self._open + 1:
            whole = Range(self._open, end + closed)
            yield Quoted(whole, Range(self._open + 1, end), closed, self._carried)
        self._open = None
        self._carried = False

    def _opens(self, number: int) -> bool:
        word = self._text.words[number]
        if word not in ALWAYS_OPEN and word not in EITHER:
            return False
        before = number == 0 or not self._text.glued(number) or not self._text.is_word(number - 1)
        after = number + 1 < self._text.size and self._text.glued(number + 1)
        if word in ALWAYS_OPEN or word == '"':
            return before or after
        return before and after

    def _looks_like_opener(self, number: int) -> bool:
        """Space before and a word after, and not the glyph that closes what is open."""
        text = self._text
        if text.glued(number) and text.words[number - 1] not in ("(", "["):
            return False
        return number + 1 < text.size and text.glued(number + 1) and text.is_word(number + 1)


def quoted(text: Text) -> list[Quoted]:
    """All quoted pieces in text order. Single marks count only where there are no double ones: most are apostrophes."""
    stops = text.places_of(MARKS_QUOTE)
    if all(text.words[stop] == "\n" for stop in stops):
        stops = text.places_of(MARKS_SINGLE_QUOTE)
    return list(_Scanner(text, stops).pieces())
