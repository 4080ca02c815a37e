"""Edits: what happened to a text, each with its rule and offsets; the text itself is never touched.

Cleaning runs in passes, each on the text that the one before left: characters are repaired (mojibake, invisible
characters), then what stands inside lines, then lines are judged. `compose` puts two passes into one list of edits of
the raw text, so that an event can say of each character what became of it.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from streams.events import Removal, Repair


class Edit(NamedTuple):
    """Code points `start` to `end` (exclusive) of a text read `text` afterwards; an empty `text` is a removal."""

    start: int
    end: int
    text: str
    rule: str

    def moved(self, by: int) -> "Edit":
        """The same edit of a text that begins so many code points earlier."""
        return Edit(self.start + by, self.end + by, self.text, self.rule)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after its edits, which are in order and do not overlap."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += (text[position : edit.start], edit.text)
        position = edit.end
    return "".join([*pieces, text[position:]])


def compose(raw: str, first: list[Edit], second: list[Edit]) -> list[Edit]:
    """Make edits of `raw` that do what `first` does and then `second`, whose offsets count in the text after `first`.

    Where edits of both passes touch the same characters they become one, under the rule of the second.
    """
    if not first:
        return second
    return list(_Composer(raw, first, second))


class _Composer:
    """Walks both lists from the left; `_shift` is what turns offsets of the text between the passes into raw ones."""

    def __init__(self, raw: str, first: list[Edit], second: list[Edit]) -> None:
        self._middle = apply(raw, first)
        self._first = deque(first)
        self._second = deque(second)
        self._shift = 0

    def __iter__(self) -> Iterator[Edit]:
        while self._first or self._second:
            if not self._second or (self._first and self._first_end() <= self._second[0].start):
                yield self._take_first()
            elif not self._first or self._second[0].end <= self._first_start():
                yield self._second.popleft().moved(self._shift)
            else:
                yield self._take_both()

    def _first_start(self) -> int:
        return self._first[0].start - self._shift

    def _first_end(self) -> int:
        return self._first_start() + len(self._first[0].text)

    def _take_first(self) -> Edit:
        edit = self._first.popleft()
        self._shift += edit.end - edit.start - len(edit.text)
        return edit

    def _take_both(self) -> Edit:
        """One edit for all those that overlap, directly or through one another."""
        start = end = min(self._first_start(), self._second[0].start)
        raw_start = start + self._shift
        taken = [self._second.popleft()]
        end = taken[0].end
        while True:
            if self._first and self._first_start() < end:
                end = max(end, self._first_end())
                self._take_first()
            elif self._second and self._second[0].start < end:
                taken.append(self._second.popleft())
                end = max(end, taken[-1].end)
            else:
                break
        moved = [edit.moved(-start) for edit in taken]
        return Edit(raw_start, end + self._shift, apply(self._middle[start:end], moved), taken[-1].rule)


def without_overlaps(removals: Iterable[Edit], repairs: Iterable[Edit]) -> list[Edit]:
    """Everything in order; of two that overlap the first stays, unless the second is a removal that ends behind it."""
    chosen: list[Edit] = []
    tagged = [(edit.start, 0, edit) for edit in removals] + [(edit.start, 1, edit) for edit in repairs]
    for _, is_repair, edit in sorted(tagged, key=lambda item: (item[0], item[2].end, item[1])):
        if not chosen or edit.start >= chosen[-1].end:
            chosen.append(edit)
        elif not is_repair and edit.end > chosen[-1].end:
            chosen[-1] = edit
    return chosen


def merge_whitespace(text: str, edits: list[Edit]) -> list[Edit]:
    """Join removals that nothing or only another removal's border parts, so that events stay small.

    Removed whitespace joins its neighbour, whatever that neighbour's rule; two removals of one rule become one.
    """
    merged: list[Edit] = []
    for edit in edits:
        if edit.start == edit.end and not edit.text:
            continue
        last = merged[-1] if merged else None
        if last and last.end == edit.start and not last.text and not edit.text:
            is_space = text[edit.start : edit.end].isspace()
            if is_space or last.rule == edit.rule or text[last.start : last.end].isspace():
                merged[-1] = Edit(last.start, edit.end, "", last.rule if is_space else edit.rule)
                continue
        merged.append(edit)
    return merged


def record(raw: str, edits: Iterable[Edit], *, keep_text: bool) -> tuple[tuple[Removal, ...], tuple[Repair, ...]]:
    """Put edits of the raw text as an event has them; `keep_text` also carries the removed text."""
    removals, repairs = [], []
    for edit in edits:
        if edit.text:
            before = raw[edit.start : edit.end]
            repairs.append(Repair(rule=edit.rule, before=before, after=edit.text, start=edit.start))
        else:
            text = raw[edit.start : edit.end] if keep_text else None
            removals.append(Removal(rule=edit.rule, start=edit.start, end=edit.end, text=text))
    return tuple(removals), tuple(repairs)
