"""Who wrote and who edited: bylines, editor lines, an editor's initials in brackets at the foot."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from streams.clean.lines import Line
from streams.clean.phrases import NAME
from streams.languages.clean_data import CleanData, clean_data

LONGEST_CREDIT = 300
LONGEST_NAME_WORDS = 5
LONGEST_INITIAL = 3  # a longer word in capitals after a name is no part of it
AFTER_INITIALS = 300  # debris that may follow the initials in a text without line breaks

_AND = r"\s*(?:,|&|/|;|\band\b|\bdan\b|\bund\b|\bet\b|\by\b|\be\b|\boch\b|\bve\b|\ben\b)\s*"
_NAMES = re.compile(rf"{NAME}(?:{_AND}{NAME})*")
_INITIALS = r"[a-z]{2,6}(?:[/,;-] ?[a-z]{1,6}){0,3}"
_CAPITALS = r"[A-Z]{1,5}(?:[-/][A-Z0-9]{1,5}){1,3}|[A-Z]{2,4}"
_FOOT_INITIALS = re.compile(rf"(?:^|(?<=[.!?…\"”’,)\w])\s*)[\[(](?P<initials>{_INITIALS}|(?:{_CAPITALS}))[\])]\s*\.?$")
_INNER_INITIALS = re.compile(rf"(?<=[.!?\"”]) [\[(](?P<initials>{_INITIALS})[\])] (?=[A-Z0-9])")
_END_MARK = re.compile(r"\s*(?:[\[(](?:\*{1,3}|-|\.{2,3})?[\])]|\*{2,3}|■|###)\s*\.?$")
_BARE_INITIALS = re.compile(r"(?P<initials>[a-z]{2,4})(?P<agencies>(?:/[a-zA-Z]{2,10}){1,4})")  # "abc/dpa" on a line
_BRACKETS = re.compile(r"\s*[\[(](?P<names>[^\[\]()]{2,40})[\])]\s*\.?$")
_SLASH = re.compile(r"\s*[/,&-]\s*|\s+(?:and|dan)\s+")
_EDGE = " \t|•·-–—:;,.()[]*"


@dataclass(slots=True)
class Credits:
    """The names found; each stays as the first place gave it."""

    by: str | None = None
    editor: str | None = None

    def add(self, other: "Credits") -> None:
        """Fill what is missing."""
        self.by = self.by or other.by
        self.editor = self.editor or other.editor


class _Labels:
    """The words before a name, in one language."""

    def __init__(self, data: CleanData) -> None:
        self._by = {label.casefold() for label in (*data.byline, *data.byline_line, *data.reporter)}
        self._editor = {label.casefold() for label in data.editor}
        every = {*self._by, *self._editor, *(role.casefold() for role in data.roles)}
        words = "|".join(re.escape(label).replace(r"\ ", r"\s+") for label in sorted(every, key=len, reverse=True))
        self.colon = re.compile(rf"(?<!\w)(?P<label>{words or '(?!)'})\s*[:：]\s*", re.IGNORECASE)
        self.bare = re.compile(rf"(?<!\w)(?P<label>{words or '(?!)'})\s+(?=(?-i:[^\W\d_a-z]))", re.IGNORECASE)
        self.alone = re.compile(rf"(?:{words or '(?!)'})\s*:?", re.IGNORECASE)
        self.outlets = {name.casefold() for name in (*data.agencies, *data.outlets)}
        self.agency = re.compile(
            "(?:" + "|".join(re.escape(name) for name in sorted(data.agencies, key=len, reverse=True)) + r")\b"
        )

    def credit(self, label: str, value: str) -> Credits:
        name = _name(value)
        label = " ".join(label.casefold().split())
        if label in self._editor:
            return Credits(editor=name)
        return Credits(by=name if label in self._by else None)


@cache
def _labels(language: str) -> _Labels:
    return _Labels(clean_data(language))


def _name(value: str) -> str | None:
    """The names a label's value begins with; of a value that runs on, the first two words."""
    value = re.split(r"[|\n(]| [-–—] |\s{2,}", value)[0].strip(_EDGE)
    if not value or not value[0].isupper():
        return None
    words = value.split()
    if not words[0].isupper():
        words = list(takewhile(lambda word: not (word.isupper() and len(word) > LONGEST_INITIAL), words))
        value = " ".join(words) if len(words) < len(value.split()) else value
    if len(words) <= LONGEST_NAME_WORDS:
        return value
    match = _NAMES.match(value)
    if match and match.end() == len(value):
        return value
    return " ".join(words[:2])


def read_credits(text: str, language: str) -> Credits | None:
    """The names in a text that is nothing but credits; None where it is something else."""
    labels = _labels(language)
    text = text[:LONGEST_CREDIT].strip(_EDGE)
    pattern = labels.colon if labels.colon.match(text) else labels.bare
    if not pattern.match(text):
        return None
    matches = list(pattern.finditer(text))
    found = Credits()
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        value = text[match.end() : end].strip(_EDGE)
        if pattern is labels.bare and not _is_names(value):
            return None
        found.add(labels.credit(match["label"], value))
    return found


def _is_names(value: str) -> bool:
    """Whether a value is one or more names, perhaps with a short addition ("in Lisbon", ", Staff Writer")."""
    match = _NAMES.match(value)
    return bool(match) and len(value[match.end() if match else 0 :].split()) <= 3 and len(value.split()) <= 12


def is_label(text: str, language: str) -> bool:
    """Whether a line is a byline's label alone ("By", "Reporter:")."""
    return bool(_labels(language).alone.fullmatch(text))


def is_bare_name(text: str) -> bool:
    """Whether a line could be a reporter's name and nothing else: two to four capitalised words."""
    words = text.strip(_EDGE).split()
    return 2 <= len(words) <= 4 and "/" not in text and bool(_NAMES.fullmatch(text.strip(_EDGE)))


def bare_name(text: str) -> str:
    """The name on such a line, without marks around it."""
    return text.strip(_EDGE)


def agency_byline(text: str, language: str) -> str | None:
    """The agency of a line like "Associated Press in Lisbon"."""
    match = _labels(language).agency.match(text)
    if match and (
        match.end() == len(text)
        or (re.match(r" (?:in|dan|and|,|&|w|en|i|di) ?", text[match.end() :]) and len(text) < 60)
    ):
        return match[0]
    return None


def take_foot(line: Line, language: str) -> tuple[Credits, bool]:
    """Trim end marks, agency and editor's initials from the end of an article's last line.

    Tell whether anything went.
    """
    found = Credits()
    took = False
    for _ in range(4):
        if match := _END_MARK.search(line.text, max(0, len(line.text) - 12)):
            line.trim_tail(len(line.text) - match.start(), "end-mark")
        elif match := _FOOT_INITIALS.search(line.text, max(0, len(line.text) - 40)):
            if not _is_foot(line.text, match):
                break
            found.add(_initials(match["initials"], language))
            line.trim_tail(len(line.text) - match.start(), "editor")
        elif (match := _BARE_INITIALS.fullmatch(line.text)) and _are_agencies(match["agencies"], language):
            found.add(Credits(editor=match["initials"]))
            line.trim_tail(len(line.text), "editor")
        elif length := _agency_length(line.text, language):
            line.trim_tail(length, "agency")
        else:
            break
        took = True
        if not line.text:
            break
    return found, took


def _agency_length(text: str, language: str) -> int:
    """How many characters at the end name nothing but agencies and outlets, in brackets."""
    match = _BRACKETS.search(text, max(0, len(text) - 50))
    if not match or not _are_agencies(match["names"], language):
        return 0
    return len(text) - match.start()


def _are_agencies(names: str, language: str) -> bool:
    return all(name.casefold() in _labels(language).outlets for name in _SLASH.split(names.strip("/ ")))


def _is_foot(text: str, match: re.Match[str]) -> bool:
    """Whether bracketed letters end the article and not its last sentence ("... the agency (BPS).")."""
    before = text[: match.start()].rstrip()
    letters = match["initials"]
    return not before or before[-1] in '.!?…"”’' or (letters.islower() and not match[0].endswith("."))


def _initials(letters: str, language: str) -> Credits:
    return Credits() if letters.casefold() in _labels(language).outlets else Credits(editor=letters)


def cut_after_initials(line: Line) -> Credits:
    """The initials inside the last part of a text without line breaks, and the debris after them."""
    start = max(0, len(line.text) - AFTER_INITIALS)
    match = _INNER_INITIALS.search(line.text, start)
    if not match:
        return Credits()
    line.trim_tail(len(line.text) - match.start(), "editor")
    return Credits(editor=match["initials"])
