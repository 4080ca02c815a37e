"""Lines that were one paragraph: text wrapped at a width, or broken around a link."""

import re
from collections.abc import Sequence
from itertools import pairwise

from streams.clean.edits import Edit
from streams.clean.lines import Line

WRAP_WIDTHS = range(45, 100)
FEWEST_WRAPS = 3
LONG_LINE = 40
SHORTEST_BROKEN, SHORTEST_PARTED = 60, 40  # characters of a paragraph before its rest, on the next line or below debris
LONGEST_PARAGRAPH = 20_000

_SENTENCE_END = re.compile(r"[.!?…:;]['\"”’»)\]]*$")
_CONTINUES = re.compile(r"[^\W\d_A-Z]|[,;.)](?:\s|$)")
_RUNS_ON = re.compile(r"[^\W\d_A-Z]+ [^\W_]|[,;.)]")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_INITIALS = re.compile(r"[a-z]{1,4}(?:/[a-z]{1,4}){1,4}$|[\[(]")


def join_wrapped(lines: list[Line], text: str) -> list[Line]:
    """Lines with broken ones put together again; dropped lines part paragraphs."""
    wrapped = _is_wrapped(lines)
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if (
            last
            and last.kept
            and line.kept
            and (_is_wrap(last, line) if wrapped else _belongs(last, line, len(last.text), SHORTEST_BROKEN))
        ):
            _join(last, line, text)
        else:
            joined.append(line)
    return joined


def goes_on(lines: Sequence[Line]) -> list[bool]:
    """For each kept line, whether it goes on the kept line before it, from which only dropped lines part it.

    Nothing needs to part it from a line that does so itself.
    """
    found: list[bool] = []
    last: Line | None = None
    is_apart = is_rest = False
    length = 0  # of the paragraph so far
    for line in lines:
        if line.kept:
            shortest = SHORTEST_PARTED if is_apart else SHORTEST_BROKEN
            is_rest = (is_apart or is_rest) and last is not None and _belongs(last, line, length, shortest)
            found.append(is_rest)
            length = len(line.text) + (length + 1 if is_rest else 0)
            last = line
        is_apart = not line.kept
    return found


def mark_parted(lines: Sequence[Line]) -> None:
    """Note the pieces of paragraphs that dropped lines part, so that none is taken for a headline or what is below it.

    No rest of a sentence begins as an outlet's or a product's name may ("kabarkota.com -", "iPhone"), and a line in
    capitals may be a headline above such a name.
    """
    kept = [line for line in lines if line.kept]
    for (last, line), is_rest in zip(pairwise(kept), goes_on(lines)[1:], strict=True):
        if is_rest and _RUNS_ON.match(line.text) and not _has_capitals(last.text):
            last.is_parted = line.is_parted = True


def _has_capitals(text: str) -> bool:
    """Whether more than half of a line's long words have capitals, as in titles."""
    words: list[str] = _LONG_WORD.findall(text)
    return sum(word[0].isupper() for word in words) > len(words) / 2


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


def _is_wrap(last: Line, line: Line) -> bool:
    """Whether a line goes on in the next one of a wrapped text."""
    width = len(last.text.rsplit("\n", 1)[-1]) if not last.joins else last.end - last.joins[-1].end
    return _may_go_on(last, line) and (_starts_lower(line.text) or last.text[-1] == "," or width in WRAP_WIDTHS)


def _belongs(last: Line, line: Line, length: int, shortest: int) -> bool:
    """Whether a paragraph of some length that ends in a line goes on in the next one."""
    is_long = shortest <= length <= LONGEST_PARAGRAPH
    return is_long and _may_go_on(last, line) and _starts_lower(line.text) and last.text[-1] not in ",|"


def _may_go_on(last: Line, line: Line) -> bool:
    return not (len(last.text) > LONGEST_PARAGRAPH or _SENTENCE_END.search(last.text[-8:]) or line.is_list_item)


def _join(last: Line, line: Line, text: str) -> None:
    last.joins.append(Edit(last.end, line.start, " ", "line-break"))
    last.end = line.end
    last.text = text[last.start : last.end].replace("\n", " ")
