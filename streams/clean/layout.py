"""Where the article ends among its lines, and what stands inside it that is none of it."""

import re
from itertools import groupby

from streams.clean.debris import is_strong
from streams.clean.lines import Line

_PAGE = re.compile(r"\d{1,2}")
SHORTEST_TEASER_WORDS = 3
LONGEST_TEASER = 5  # lines; a longer run is a list that the article has
LONGEST_TAIL_LINE = 160
# Rules that may stand on both sides of a line of the article.
_NO_INTERFACE = frozenset({"ad", "repeated-block", "headline", "end-mark", "kicker", "head-matter", "related"})
_ODD = frozenset({"byline", "date", "caption"})


def clear_body(lines: list[Line]) -> None:
    """Drop short lines inside the article that stand in a teaser, under a picture or between interface words."""
    first = next((index for index, line in enumerate(lines) if line.kept and is_strong(line)), len(lines))
    for start, end in _short_runs(lines):
        run = lines[start:end]
        kept = sum(line.kept for line in run)
        if start > first and 0 < kept <= LONGEST_TEASER and len(run) > 1 and any(line.rule in _ODD for line in run):
            _drop_kept(run, "teaser")
    _drop_page_numbers(lines)
    for before, line, after in zip(lines[first:], lines[first + 1 :], lines[first + 2 :], strict=False):
        between = {before.rule, after.rule} - _NO_INTERFACE
        if line.kept and None not in (before.rule, after.rule) and between and not (line.is_prose or line.is_sentence):
            line.drop("interface")


def _drop_page_numbers(lines: list[Line]) -> None:
    """Drop numbers alone on their lines that stand, several in a row, beside the words of the pagination."""
    if not any(line.rule == "pagination" for line in lines):
        return
    for is_number, group in groupby(range(len(lines)), key=lambda index: bool(_PAGE.fullmatch(lines[index].text))):
        run = list(group)
        near = [lines[index] for index in (run[0] - 1, run[-1] + 1) if 0 <= index < len(lines)]
        if is_number and any(line.rule == "pagination" for line in near):
            for index in run:
                lines[index].drop("pagination")


def _drop_kept(run: list[Line], rule: str) -> None:
    for line in run:
        if line.kept and len(line.text.split()) >= SHORTEST_TEASER_WORDS:
            line.drop(rule)


def _short_runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Runs of lines, kept or not, that are neither prose nor sentences nor lists, and follow no colon."""
    runs = []
    start = 0
    for index in range(len(lines) + 1):
        line = lines[index] if index < len(lines) else None
        if line and not (line.kept and (line.is_prose or line.is_sentence or line.is_list_item)):
            continue
        if index > start and (start == 0 or lines[start - 1].text[-1] != ":"):
            runs.append((start, index))
        start = index + 1
    return runs


def clear_tail(lines: list[Line]) -> bool:
    """Drop short lines after the last paragraph: those that debris stands before, and one that stands alone.

    Tell whether any went.
    """
    last = max((i for i, line in enumerate(lines) if line.kept and is_text(line)), default=-1)
    if last < 0 or lines[last].text[-1] == ":":
        return False
    rest = lines[last + 1 :]
    debris = next((index for index, line in enumerate(rest) if not line.kept), len(rest))
    before = [line for line in rest[:debris] if line.kept]
    is_single = len(before) == 1 and before[0].text[-1] != "."
    dropped = [line for line in rest[0 if is_single else debris :] if line.kept]
    for line in dropped:
        line.drop("tail-matter")
    return bool(dropped)


def is_text(line: Line) -> bool:
    """Whether a line is more than a heading or a link: a paragraph, a sentence, an item, or long."""
    is_long = len(line.text) > LONGEST_TAIL_LINE or line.holds_sentence
    return line.is_prose or line.is_sentence or line.is_list_item or is_long
