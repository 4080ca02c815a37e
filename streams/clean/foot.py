"""What stands at an article's foot: end marks, agencies, an editor's initials in brackets."""

import re

from streams.clean.bylines import Credits
from streams.clean.lines import Line
from streams.clean.places import gazetteer

AFTER_INITIALS = 300  # debris that may follow the initials in a text without line breaks

_INITIALS = r"[a-z]{2,6}\d?(?:[/,;-] ?[a-z]{1,6}){0,3}"
_CAPITALS = r"[A-Z]{1,5}(?:[-/][A-Z0-9]{1,5}){1,3}|[A-Z]{2,4}"
_FOOT_INITIALS = re.compile(
    rf"(?:^|(?<=[.!?…\"”’,)\]\w])\s*)[\[(](?P<initials>{_INITIALS}|(?:{_CAPITALS}))[\])]\s*\.?$"
)
_INNER_INITIALS = re.compile(rf"(?<=[.!?\"”]) [\[(](?P<initials>{_INITIALS})[\])] (?=[A-Z0-9]|[\w -]{{3,120}}\.?$)")
_END_MARK = re.compile(r"\s*(?:[\[(](?:\*{1,3}|-|\.{2,3})?[\])]|\*{2,3}|_{3,}|■|###)\s*\.?$")
_BARE_AGENCY = re.compile(r"(?<=[.!?\"”])\s+(?P<agency>[A-Z]{2,7})\.?$")
_BARE_INITIALS = re.compile(r"(?P<initials>[a-z]{2,4})(?P<agencies>(?:/[a-zA-Z]{2,10}){1,4})")  # "abc/dpa" on a line
_SLASHED_INITIALS = re.compile(r"[a-z]{1,4}(?:/[a-z]{1,4}){1,4}")  # "rb/abc/de" on a line
_BRACKETS = re.compile(r"\s*[\[(](?P<names>[^\[\]()]{2,40})[\])]\s*\.?$")
_SLASH = re.compile(r"\s*[/,&-]\s*|\s+(?:and|dan)\s+")


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
        elif _SLASHED_INITIALS.fullmatch(line.text):
            found.add(Credits(editor=line.text))
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
    """How many characters at the end name nothing but agencies and outlets, in brackets or as "... EFE"."""
    match = _BRACKETS.search(text, max(0, len(text) - 50))
    if match and _are_agencies(match["names"], language):
        return len(text) - match.start()
    match = _BARE_AGENCY.search(text, max(0, len(text) - 12))
    return len(text) - match.start() if match and _are_agencies(match["agency"], language) else 0


def _are_agencies(names: str, language: str) -> bool:
    return all(gazetteer(language).is_named_outlet(name) for name in _SLASH.split(names.strip("/ ")))


def _is_foot(text: str, match: re.Match[str]) -> bool:
    """Whether bracketed letters end the article and not its last sentence ("... the agency (BPS).")."""
    before = text[: match.start()].rstrip()
    letters = match["initials"]
    return not before or before[-1] in '.!?…"”’' or (letters.islower() and not match[0].endswith("."))


def _initials(letters: str, language: str) -> Credits:
    known = gazetteer(language)
    is_agency = known.is_named_outlet(letters) or known.is_named_outlet(letters.split("/", maxsplit=1)[0])
    return Credits() if is_agency else Credits(editor=letters)


def cut_after_initials(line: Line) -> Credits:
    """The initials inside the last part of a text without line breaks, and the debris after them."""
    start = max(0, len(line.text) - AFTER_INITIALS)
    match = _INNER_INITIALS.search(line.text, start)
    if not match:
        return Credits()
    line.trim_tail(len(line.text) - match.start(), "editor")
    return Credits(editor=match["initials"])
