"""The text as lines that know where they stand, and what a line looks like: prose or not."""

import re
from dataclasses import dataclass, field

from streams.clean.edits import Edit
from streams.clean.phrases import Known

_ENDS_A_SENTENCE = re.compile(r"[.!?…:;。]['\"”’»›“)\]]*$|[!?,.…]\S{0,2}$")
# Initials or an agency behind the last sentence.
_SIGNED = re.compile(r"\s*[\[(][\w/ ,*.-]{0,30}[\])]\s*\.?$|(?<=[.!?\"”»])\s+[A-Z]{2,8}$")
_SENTENCE_BREAK = re.compile(r"[^\W\d_]{2}[.!?]['\"”’»)]* +['\"“‘«(]*[^\W_]")
_LIST_ITEM = re.compile(r"[-–—•*▪►●○✓]\s?\S|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s+\S")

SHORTEST_PROSE = 60
END_MARKS = (".", "!", "?", "…")
CLOSING_MARKS = "'\"”’»)"
FEWEST_SPACES = 2  # of a short sentence
LONG_PROSE = 220  # a paragraph that lost its full stop is still one


@dataclass(slots=True)
class Line:
    """A line (or several, once they are joined) of the text: `kept`, or taken out by the rule named `rule`.

    `known` is what the language pack says of it, `is_parted` whether it is a piece of a paragraph that debris parted.
    """

    start: int
    end: int
    text: str
    kept: bool = True
    rule: str | None = None
    known: Known | None = None
    is_parted: bool = False
    joins: list[Edit] = field(default_factory=list)
    trims: list[Edit] = field(default_factory=list)
    _looked_at: str | None = None  # the text that `_is_prose` is about
    _is_prose: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a paragraph, of some length and ending a sentence, or is a piece of one."""
        if self._looked_at is not self.text:
            self._is_prose = self._reads_like_prose()
            self._looked_at = self.text
        return self._is_prose or self.is_parted

    def _reads_like_prose(self) -> bool:
        if len(self.text) < SHORTEST_PROSE:
            return False
        if _ENDS_A_SENTENCE.search(self.text[-12:]) or _ENDS_A_SENTENCE.search(unsigned(self.text)[-12:]):
            return True
        return len(self.text) >= LONG_PROSE and bool(_SENTENCE_BREAK.search(self.text))

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as sentences do and has some words, or is quoted speech, or a piece of a paragraph."""
        if self.is_parted:
            return True
        text = unsigned(self.text)
        words = text.rstrip(CLOSING_MARKS)
        ends = words[-1:] in END_MARKS or (words[-1:] == "," and words != text)
        return ends and (self.text.count(" ") >= FEWEST_SPACES or self.text[0] in "\"“'‘«„")

    @property
    def holds_sentence(self) -> bool:
        """Whether a sentence ends inside it."""
        return len(self.text) >= SHORTEST_PROSE and bool(_SENTENCE_BREAK.search(self.text))

    @property
    def is_list_item(self) -> bool:
        """Whether it is an item of a list."""
        return bool(_LIST_ITEM.match(self.text))

    def drop(self, rule: str) -> None:
        """Take the line out of the article."""
        self.rule = rule
        self.kept = False

    def trim_head(self, length: int, rule: str) -> None:
        """Take the first `length` characters away, and the space after them."""
        rest = self.text[length:]
        length += len(rest) - len(rest.lstrip())
        self.trims.append(Edit(self.start, self.start + length, "", rule))
        self.start += length
        self.text = self.text[length:]
        if not self.text:
            self.drop(rule)

    def trim_tail(self, length: int, rule: str) -> None:
        """Take the last `length` characters away, and the space before them."""
        rest = self.text[: len(self.text) - length].rstrip()
        end = self.start + len(rest)
        self.trims.append(Edit(end, self.end, "", rule))
        self.end = end
        self.text = rest
        if not self.text:
            self.drop(rule)


def unsigned(text: str) -> str:
    """A text without initials or an agency in brackets at its end."""
    match = _SIGNED.search(text, max(0, len(text) - 35)) if text[-1:] in ")]." or text[-1:].isupper() else None
    return text[: match.start()] if match else text


def split_lines(text: str) -> list[Line]:
    """The lines that hold anything, without the white space around them."""
    lines = []
    position = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + raw.index(stripped[0])
            lines.append(Line(start, start + len(stripped), stripped))
        position += len(raw) + 1
    return lines


_ODD_SPACE = re.compile(r"(?<=\S)[ \t]*(?:\t| {2})[ \t]*(?=\S)")


def body_edits(text: str, lines: list[Line]) -> list[Edit]:
    """All edits that leave the kept lines, each as a paragraph, joined by one line break."""
    edits: list[Edit] = []
    position = 0
    is_first = True
    for line in lines:
        edits += _between(text, position, _first_offset(line), is_first=is_first, kept=line.kept)
        if not line.kept:
            edits.append(Edit(_first_offset(line), _last_offset(line), "", line.rule or ""))
        else:
            is_first = False
            edits += line.trims
            edits += line.joins
        position = _last_offset(line)
    if position < len(text):
        edits.append(Edit(position, len(text), "", "white-space"))
    return sorted(edits)


def _first_offset(line: Line) -> int:
    return min([line.start, *(edit.start for edit in line.trims)]) if line.trims else line.start


def _last_offset(line: Line) -> int:
    return max([line.end, *(edit.end for edit in line.trims)]) if line.trims else line.end


def _between(text: str, start: int, end: int, *, is_first: bool, kept: bool) -> list[Edit]:
    """The white space between two lines: one line break stays before a kept line, unless nothing was kept before it."""
    if kept and not is_first:
        if text[end - 1 : end] == "\n":
            end -= 1
        else:
            last = text.rindex("\n", start, end)
            spaces = [Edit(last + 1, end, "", "white-space")]
            return spaces + ([Edit(start, last, "", "white-space")] if start < last else [])
    return [Edit(start, end, "", "white-space")] if start < end else []


def spaces(line: Line) -> list[Edit]:
    """Runs of spaces and tabs inside a line, down to one space."""
    if "  " not in line.text and "\t" not in line.text:
        return []
    edits = []
    for match in _ODD_SPACE.finditer(line.text):
        start, end = line.start + match.start(), line.start + match.end()
        if "\t" in match[0]:
            edits.append(Edit(start, end, " ", "space"))
        else:
            edits.append(Edit(start + 1, end, "", "white-space"))
    return edits
