"""Where each character of a clean body stood in the raw one.

A clean body is the raw body with its removals taken out and its repairs put in, nothing else. Both are recorded with
raw offsets, so the clean body can be made again from them, and any span of it can be traced back.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from streams.events import Removal, Repair, Span


class Edit(NamedTuple):
    """Raw code points `start` to `end` (exclusive) read `text` in the clean body."""

    start: int
    end: int
    text: str


def edits(removals: Iterable[Removal], repairs: Iterable[Repair]) -> list[Edit]:
    """Put removals and repairs in raw order.

    Raises:
        ValueError: two of them overlap, or one ends before it starts.
    """
    ordered = sorted(
        [Edit(r.start, r.end, "") for r in removals]
        + [Edit(r.start, r.start + len(r.before), r.after) for r in repairs]
    )
    for edit in ordered:
        if edit.end < edit.start:
            raise ValueError(f"an edit ends before it starts: {edit}")
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise ValueError(f"edits overlap: {before} and {after}")
    return ordered


def apply(raw: str, removals: Iterable[Removal], repairs: Iterable[Repair]) -> str:
    """Make the clean body from the raw one."""
    pieces: list[str] = []
    position = 0
    for edit in edits(removals, repairs):
        pieces += (raw[position : edit.start], edit.text)
        position = edit.end
    return "".join([*pieces, raw[position:]])


class RawOffsets:
    """Traces spans of a clean body back to the raw one."""

    def __init__(self, removals: Iterable[Removal], repairs: Iterable[Repair]) -> None:
        self._edits = edits(removals, repairs)
        # Clean offset at which each edit's replacement begins, and at which it ends.
        self._begins: list[int] = []
        self._ends: list[int] = []
        shift = 0
        for edit in self._edits:
            begin = edit.start + shift
            self._begins.append(begin)
            self._ends.append(begin + len(edit.text))
            shift += len(edit.text) - (edit.end - edit.start)

    def spans(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Raw spans of clean spans: the shortest raw stretch that holds the first and the last character of each.

        What was wholly put in by a repair stands nowhere in the raw body, and has none.
        """
        traced = [(self._first(span.start), self._last(span.end - 1)) for span in spans]
        return tuple(Span(start=start, end=end) for start, end in traced if start < end)

    def _first(self, clean: int) -> int:
        """The raw offset where the clean character at `clean` begins."""
        index = bisect_right(self._begins, clean) - 1
        if index < 0:
            return clean
        edit = self._edits[index]
        if clean < self._ends[index]:
            return edit.start
        return edit.end + clean - self._ends[index]

    def _last(self, clean: int) -> int:
        """The raw offset just after the clean character at `clean`."""
        index = bisect_right(self._begins, clean) - 1
        if index >= 0 and clean < self._ends[index]:
            return self._edits[index].end
        return self._first(clean) + 1
