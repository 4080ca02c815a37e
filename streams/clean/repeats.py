"""Blocks that stand in the text twice: a body pasted twice, a paragraph shown again, a pull quote."""

import re
from collections import Counter

from streams.clean.lines import Line

SHORTEST_REPEAT = 40  # letters and digits; shorter lines repeat for good reasons
FEWEST_REFRAINS = 3
MOST_LINES = 400  # beyond, only whole lines are compared: a comparison of all with all would be slow
LONG_LINE = 1_000  # a line in which sentences, too, are compared

_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_FAR_MARKS = re.compile(
    rb"\xe2[\x80-\x82].|\xc2[\xa0-\xbf]", re.DOTALL
)  # curly quotes, dashes, bullets, guillemets in UTF-8
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+(?=\S)[^.!?]*)*[.!?]*[\"”’)]*\s*")


def key(text: str) -> bytes:
    """A text's letters and digits, in lower case and UTF-8: equal for copies with other blanks and other marks."""
    words = text.lower().encode("utf-8", "replace").translate(None, _MARKS)
    return words if words.isascii() else _FAR_MARKS.sub(b"", words)


def drop_repeats(lines: list[Line]) -> None:
    """Drop lines whose words stand elsewhere: the later of two copies, and a line that a longer one contains."""
    keys = [key(line.text) if line.kept or line.rule == "headline" else b"" for line in lines]
    times = Counter(keys)
    seen: set[bytes] = set()
    for index, (line, words) in enumerate(zip(lines, keys, strict=True)):
        if words in seen and line.kept:
            near = {times[keys[i]] for i in (index - 1, index + 1) if 0 <= i < len(keys) and keys[i]}
            if not _is_refrain(line, times[words], among_repeats=max(near, default=1) > 1):
                line.drop("repeated-block")
        elif len(words) >= SHORTEST_REPEAT:
            seen.add(words)
    if len(lines) <= MOST_LINES:
        _drop_contained(lines, keys)
    _drop_short_repeats(lines, keys)
    for line, words in zip(lines, keys, strict=True):
        if line.kept and len(line.text) >= LONG_LINE and words.count(words[-SHORTEST_REPEAT:]) > 1:
            _drop_repeated_tail(line)


def _is_refrain(line: Line, times: int, *, among_repeats: bool) -> bool:
    """Whether an article itself may say a line again: an interview's question, an item of a plan."""
    return (line.text[-1] == "?" and not among_repeats) or (times >= FEWEST_REFRAINS and not line.is_prose)


def _drop_contained(lines: list[Line], keys: list[bytes]) -> None:
    """A pull quote, or a paragraph's second copy that lost its dateline: the words stand inside a longer line."""
    kept = [words for line, words in zip(lines, keys, strict=True) if line.kept]
    whole = b"\n" + b"\n\n".join(kept) + b"\n"
    for line, words in zip(lines, keys, strict=True):
        times = whole.count(words) if line.kept and len(words) >= SHORTEST_REPEAT else 0
        if times > 1 and times > whole.count(b"\n" + words + b"\n"):
            line.drop("repeated-block")
            whole = whole.replace(b"\n" + words + b"\n", b"\n\n", 1)


def _drop_short_repeats(lines: list[Line], keys: list[bytes]) -> None:
    """Short lines (a subheading, a short answer) between two dropped lines of a second copy."""
    seen: set[bytes] = set()
    for index, (line, words) in enumerate(zip(lines, keys, strict=True)):
        if line.kept and words and words in seen:
            near = [lines[i].rule for i in (index - 1, index + 1) if 0 <= i < len(lines)]
            if "repeated-block" in near:
                line.drop("repeated-block")
        seen.add(words)


def _drop_repeated_tail(line: Line) -> None:
    """The second copy of a text without line breaks: its last sentences stand in the same order before them."""
    sentences = [(match.start(), key(match[0])) for match in _SENTENCE.finditer(line.text)]
    first: dict[bytes, int] = {}
    for index, (_, words) in enumerate(sentences):
        first.setdefault(words, index)
    begin = len(sentences)
    length = 0
    for index in range(len(sentences) - 1, 0, -1):
        words = sentences[index][1]
        if first[words] >= index:
            break
        begin = index
        length += len(words)
    if length >= SHORTEST_REPEAT * 2:
        line.trim_tail(len(line.text) - sentences[begin][0], "repeated-block")
