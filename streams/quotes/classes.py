"""Single words and their classes, a bit each: one look-up a word tells all, and a class is found at the speed of C."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

CAPITAL = 1
ENDS_SENTENCE = 2  # full stops and the like; a new line
MARKS_QUOTE = 4  # double quotation marks; a new line, which interrupts a quote
MARKS_SINGLE_QUOTE = 8  # single ones; a new line
CUE = 16  # a cue may begin here
RELAY = 32  # words that name who handed a quote on may begin here
TITLE = 64
VERB = 128

MAX_KNOWN = 50_000  # words
MAX_LENGTH = 40  # characters of a word that is kept

# Blanks, then a word or mark. Nothing is tried twice: no part gives back what it took.
WORD = (
    r"[^\S\n]*+(?:{elided}\d++(?:[.,:/]\d++)*+(?:-\w++(?:[.,:/]\d++)*+)*+|\w++(?:[-'’‘]\w++)*+|[^\w\s'`]|\n|``|''|['`])"
)
ELIDED = r"(?i:{words})['’](?=\w)|"  # a word of its own before the next one ("l’", "qu’")

DOUBLE = frozenset(("“", "”", "„", "‟", "«", "»", '"', "″", "＂", "``", "''", "「", "」"))
SINGLE = frozenset(("‘", "’", "'", "‚", "‹", "›"))
FULL_STOPS = frozenset(".?!…")
NEWLINE = ENDS_SENTENCE | MARKS_QUOTE | MARKS_SINGLE_QUOTE

_ONLY = {1 << bit: bytes(number >> bit & 1 for number in range(256)) for bit in range(8)}


class Word(NamedTuple):
    """What is known of a word or mark wherever it stands: as written, in lower case, its classes as one byte."""

    written: str
    lower: str
    classes: bytes
    capital: bool


def _by_glyphs(word: str) -> int:
    """The classes that glyphs alone show."""
    if word == "\n":
        return NEWLINE
    marks = ENDS_SENTENCE * (word in FULL_STOPS)
    marks |= MARKS_QUOTE * (word in DOUBLE) | MARKS_SINGLE_QUOTE * (word in SINGLE)
    return marks | CAPITAL * word[0].isupper()


def token(elisions: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds the next word or mark with the blanks before it."""
    words = "|".join(sorted(elisions, key=len, reverse=True))
    return re.compile(WORD.format(elided=ELIDED.format(words=words) if words else ""))


class Words(dict[str, Word]):
    """Words by how they stand in a text, blanks before them included; worked out at first sight and remembered.

    Hostile texts cannot fill the memory. `of_lower` gives what a language pack adds to a word in lower case; `elisions`
    are the words that lose their vowel to an apostrophe.
    """

    def __init__(self, of_lower: Callable[[str], int] = lambda _: 0, elisions: Iterable[str] = ()) -> None:
        super().__init__()
        self._of_lower = of_lower
        self.cut = token(elisions).findall

    def __missing__(self, piece: str) -> Word:
        """Work out what is known of a word that is new."""
        written = piece.lstrip() or "\n"
        lower = written.lower()
        classes = _by_glyphs(written) | self._of_lower(lower)
        word = Word(written, lower, bytes((classes,)), bool(classes & CAPITAL))
        if len(piece) <= MAX_LENGTH:
            self[piece] = word
        return word

    def of_all(self, pieces: Iterable[str]) -> Iterator[Word]:
        """What is known of each word of a text."""
        if len(self) > MAX_KNOWN:
            self.clear()
        return map(self.__getitem__, pieces)


def places(classes: bytes, wanted: int) -> list[int]:
    """The numbers of the words of one class in a text; `classes` has a byte a word."""
    marked = classes.translate(_ONLY[wanted])
    found: list[int] = []
    word = marked.find(1)
    while word >= 0:
        found.append(word)
        word = marked.find(1, word + 1)
    return found
