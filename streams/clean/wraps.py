"""Lines that were one paragraph: text wrapped at a width, or broken around a link."""

import re
from collections.abc import Sequence
from itertools import pairwise

from streams.clean.edits import Edit
from streams.clean.lines import Line

WRAP_WIDTHS = range(45, 100)
FEWEST_WRAPS = 3
LONG_LINE = 40
LONGEST_PARAGRAPH = 20_000

_SENTENCE_END = re.compile(r"[.!?…:;]['\"”’»)\]]*$")
_CONTINUES = re.compile(r"[^\W\d_A-Z]|[,;.)](?:\s|$)")
_INITIALS = re.compile(r"[a-z]{1,4}(?:/[a-z]{1,4}){1,4}$|[\[(]")


def join_wrapped(lines: list[Line], text: str) -> list[Line]:
    """Lines with broken ones put together again; dropped lines part paragraphs."""
    wrapped = _is_wrapped(lines)
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and last.kept and line.kept and _belongs(last, line, wrapped=wrapped):
            _join(last, line, text)
        else:
            joined.append(line)
    return joined


def goes_on(lines: Sequence[Line]) -> list[bool]:
    """For each kept line, whether it goes on the kept line before it, from which only dropped lines part it."""
    found: list[bool] = []
    last: Line | None = None
    is_apart = False
    for line in lines:
        if line.kept:
            found.append(is_apart and last is not None and _belongs(last, line, wrapped=False))
            last = line
        is_apart = not line.kept
    return found


def _is_wrapped(lines: list[Line]) -> bool:
    """Whether lines break in the middle of sentences all over the text."""
    long = sum(len(line.text) >= LONG_LINE for line in lines)
    pairs = pairwise(lines)
    breaks = sum(
        a.kept
        and b.kept
        and len(a.text) >= LONG_LINE
        and _starts_lower(b.text)
        and not _SENTENCE_END.search(a.text[-8:])
        for a, b in pairs
    )
    return breaks >= FEWEST_WRAPS and breaks >= long / 4


def _starts_lower(text: str) -> bool:
    return bool(_CONTINUES.match(text)) and not text[0].isupper() and not _INITIALS.match(text)


def _belongs(last: Line, line: Line, *, wrapped: bool) -> bool:
    if len(last.text) > LONGEST_PARAGRAPH or _SENTENCE_END.search(last.text[-8:]) or line.is_list_item:
        return False
    if wrapped:
        width = len(last.text.rsplit("\n", 1)[-1]) if not last.joins else last.end - last.joins[-1].end
        return _starts_lower(line.text) or last.text[-1] == "," or width in WRAP_WIDTHS
    return len(last.text) >= LONG_LINE * 1.5 and _starts_lower(line.text) and last.text[-1] not in ",|"


def _join(last: Line, line: Line, text: str) -> None:
    last.joins.append(Edit(last.end, line.start, " ", "line-break"))
    last.end = line.end
    last.text = text[last.start : last.end].replace("\n", " ")
