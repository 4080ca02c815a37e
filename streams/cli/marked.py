"""An article's text with its quotes, their speakers, cues and sources marked where they stand."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

import click

from streams.cli.body import fill, printable
from streams.events import Quote

Part = Literal["direct", "mixed", "indirect", "source", "cue", "speaker"]  # a later one is painted over an earlier one

COLOURS: dict[Part, str] = {
    "direct": "green",
    "mixed": "cyan",
    "indirect": "blue",
    "source": "bright_magenta",
    "cue": "yellow",
    "speaker": "bright_red",
}
SIGNS: dict[Part, tuple[str, str]] = {"source": ("~", "~"), "cue": ("_", "_"), "speaker": ("<", ">")}
ORDER = {part: number for number, part in enumerate(COLOURS)}
REACH = 400  # code points behind a cue in which the sources of its sentence stand
WORD = re.compile(r"\S+")


class Mark(NamedTuple):
    """A stretch of the body, in code points, and what it is; `number` is that of its quote, 0 for other parts."""

    start: int
    end: int
    part: Part
    number: int = 0


class MarkedText:
    """A body with its marks, in colour or with signs; numbers stand in both."""

    def __init__(self, body: str, quotes: list[Quote], *, colour: bool) -> None:
        self._body = body
        self._colour = colour
        self._parts: list[Part | None] = [None] * len(body)
        self._before: defaultdict[int, str] = defaultdict(str)
        self._behind: defaultdict[int, str] = defaultdict(str)
        for mark in sorted(set(_marks(body, quotes)), key=_painting_order):
            self._parts[mark.start : mark.end] = [mark.part] * (mark.end - mark.start)
            self._sign(mark)

    def lines(self, width: int) -> Iterator[str]:
        """The paragraphs, wrapped."""
        start = 0
        for paragraph in self._body.split("\n"):
            words = WORD.finditer(self._body, start, start + len(paragraph))
            yield from fill((self._word(*word.span()) for word in words), width)
            start += len(paragraph) + 1

    def _sign(self, mark: Mark) -> None:
        """Number a quote, and where there is no colour bracket what else is marked; inner signs stand inside."""
        before, behind = (f"[{mark.number} ", f" {mark.number}]") if mark.number else SIGNS[mark.part]
        if mark.number or not self._colour:
            self._before[mark.start] += before
            self._behind[mark.end - 1] = behind + self._behind[mark.end - 1]

    def _word(self, start: int, end: int) -> str:
        """What stands between two white spaces, with its signs, each stretch in its colour."""
        made = ""
        for part, places in groupby(range(start, end), self._parts.__getitem__):
            signed = "".join(self._signed(place) for place in places)
            made += click.style(signed, fg=COLOURS[part]) if self._colour and part else signed
        return made

    def _signed(self, place: int) -> str:
        return self._before.get(place, "") + printable(self._body[place]) + self._behind.get(place, "")


def legend(*, colour: bool) -> str:
    """What the colours or signs mean."""
    if not colour:
        return "[1 quote 1]  <speaker>  _cue_  ~source~"
    return "  ".join(click.style(part, fg=name) for part, name in COLOURS.items())


def _painting_order(mark: Mark) -> tuple[int, int, int]:
    """Parts over one another in their order; of one part, what is longer below."""
    return -1 if mark.number else ORDER[mark.part], mark.start - mark.end, mark.start


def _marks(body: str, quotes: Iterable[Quote]) -> Iterator[Mark]:
    for number, quote in enumerate(quotes, 1):
        for span in quote.spans:
            yield Mark(span.start, span.end, quote.type, number)
        if quote.cue:
            yield Mark(quote.cue.start, quote.cue.end, "cue")
            yield from _sources(body, quote, quote.cue.end)
        if quote.speaker and quote.speaker.start is not None and quote.speaker.end is not None:
            yield Mark(quote.speaker.start, quote.speaker.end, "speaker")


def _sources(body: str, quote: Quote, start: int) -> Iterator[Mark]:
    """The chain of sources stands behind the cue, in its order."""
    end = start + REACH
    for source in quote.info_sources:
        found = body.find(source.name, start, end)
        if found >= 0:
            start = found + len(source.name)
            yield Mark(found, start, "source")
