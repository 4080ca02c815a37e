"""Single words and their classes, a bit each: one look-up a word tells all, and a class is found at the speed of C."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar, cast

CAPITAL = 1
ENDS_SENTENCE = 2  # full stops and the like; a new line
MARKS_QUOTE = 4  # double quotation marks; a new line, which interrupts a quote
MARKS_SINGLE_QUOTE = 8  # single ones; a new line
CUE = 16  # a cue may begin here
RELAY = 32  # words that name who handed a quote on may begin here
TITLE = 64
VERB = 128

T = TypeVar("T")

MAX_KNOWN = 50_000  # words
MAX_LENGTH = 40  # characters of a word that is kept

PLAIN = r" [a-zA-Z]++(?=[ ,.\n])"  # what most pieces are; the rest of the pattern would take them just the same
# Blanks, then a word or mark. Nothing is tried twice: no part gives back what it took.
WORD = (
    PLAIN + r"|[^\S\n]*+"
    r"(?:{elided}\d++(?:[.,:/]\d++)*+(?:-\w++(?:[.,:/]\d++)*+)*+|\w++(?:[-'’‘]\w++)*+|[^\w\s'`]|\n|``|''|['`])"
)
ELIDED = r"(?i:{words})['’](?=\w)|"  # a word of its own before the next one ("l’", "qu’")

DOUBLE = frozenset(("“", "”", "„", "‟", "«", "»", '"', "″", "＂", "``", "''", "「", "」"))
SINGLE = frozenset(("‘", "’", "'", "‚", "‹", "›"))
FULL_STOPS = frozenset(".?!…")
NEWLINE = ENDS_SENTENCE | MARKS_QUOTE | MARKS_SINGLE_QUOTE

_ONLY = {1 << bit: bytes(number >> bit & 1 for number in range(256)) for bit in range(8)}


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


class Known(dict[str, T], Generic[T]):
    """What a function says of words, worked out at first sight and remembered; hostile texts cannot fill the memory."""

    def __init__(self, of_word: Callable[[str], T]) -> None:
        super().__init__()
        self._of_word = of_word

    def __missing__(self, word: str) -> T:
        """Work out what is said of a word that is new."""
        said = self._of_word(word)
        if len(word) <= MAX_LENGTH:
            if len(self) >= MAX_KNOWN:
                self.clear()
            self[word] = said
        return said


class Columns(NamedTuple):
    """The words of a text: as written, in lower case, their classes as a byte each, whether they have a capital."""

    words: tuple[str, ...]
    lower: tuple[str, ...]
    classes: bytes
    capital: Sequence[bool]  # ones and zeros, in fact


class Words:
    """What is known of words and marks wherever they stand, by the piece of text they are: blanks before them included.

    `of_lower` gives the classes that a language pack adds to a word in lower case; `elisions` are the words that lose
    their vowel to an apostrophe.
    """

    def __init__(self, of_lower: Callable[[str], int] = lambda _: 0, elisions: Iterable[str] = ()) -> None:
        self._of_lower = of_lower
        self.cut = token(elisions).findall
        self._known = Known(self._word)
        self._once: Known[str] = Known(str)  # not `sys.intern`, which some versions of Python never forget

    def _word(self, piece: str) -> tuple[str, str, int]:
        """A word or mark without the blanks before it: as written, in lower case, its classes."""
        # Each word once in memory, whatever stands before it: what is compared most is then the same object.
        written = self._once[piece.lstrip() or "\n"]
        lower = self._once[written.lower()]
        return written, lower, _by_glyphs(written) | self._of_lower(lower)

    def columns(self, pieces: list[str]) -> Columns:
        """What is known of each word of a text."""
        # One look-up a word: in a table this large each of them waits for memory.
        words, lower, each = zip(*map(self._known.__getitem__, pieces), strict=True) if pieces else ((), (), ())
        classes = bytes(each)
        return Columns(words, lower, classes, cast("Sequence[bool]", classes.translate(_ONLY[CAPITAL])))


def places(classes: bytes, wanted: int) -> list[int]:
    """The numbers of the words of one class in a text; `classes` has a byte a word."""
    marked = classes.translate(_ONLY[wanted])
    found: list[int] = []
    word = marked.find(1)
    while word >= 0:
        found.append(word)
        word = marked.find(1, word + 1)
    return found
