"""Marks that lost their space or were lost themselves.

After full stops and commas, before brackets, doubled stops, "?" for a quote mark.
"""

import re
from collections.abc import Iterable, Iterator

from streams.clean.edits import Edit
from streams.clean.lines import Line

_TOP_LEVEL = r"(?:com|co|org|net|id|info|gov|edu|go|ac|tv|io|uk|de|fr|es|it|my|html|php|news|js|dll|phd|www)\b"
# Where a space may be missing; what is really missing one is decided at each place.
_CANDIDATE = re.compile(r"[.,!?)(][\"”’]?(?=[\"“‘]?[^\W\d_])")
_AFTER_SENTENCE = re.compile(rf"[\"“‘]?(?!{_TOP_LEVEL})[A-Z][^\W\d_A-Z]")
_CAPITALISED = re.compile(r"[A-Z][^\W\d_A-Z]{2}")
_SHORT_NAME = re.compile(r"\([A-Z]{2,}[\w ]*\)")
_ADDRESS_PART = re.compile(r"\w+[@.]\w")
_BULLETS = "-–•"
_BULLET = re.compile(rf"[{_BULLETS}](?=[^\W\d_a-z])")
_ADDRESS = re.compile(r"://|www\.|@|[^\W\d]/\w")
_EMPTY_BRACKETS = re.compile(r" ?\(\s*\)| ?\[\s*\]|\( (?=\()")
# No ellipsis with blanks in it: ". . ."
_DOUBLED = re.compile(r"(?<=[.!?])(?<!\.\s\.)(?:\s+\.|(?<!\.\.)\.)(?=\s|$)(?!\s*\.)")
_OPENING = re.compile(r"(?:^|(?<=[\s(]))\?(?=[^\W\d_])")
_CLOSING = re.compile(r"(?<=[.,!])\?(?=[\s,.)]|$)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\?(?=(?:s|t|re|ve|ll|d|m)\b)")


def may_lack_spaces(text: str, lines: Iterable[Line]) -> bool:
    """Whether `repair_spacing` may find any place in the lines of a text."""
    is_any = any(_lost_space(text, match) for match in _CANDIDATE.finditer(text))
    return is_any or any(line.text[0] in _BULLETS for line in lines)


def repair_spacing(line: Line) -> list[Edit]:
    """Put a space behind marks that lost it, and before brackets."""
    text = line.text
    edits = []
    if _BULLET.match(text):
        edits.append(Edit(line.start + 1, line.start + 1, " ", "lost-space"))
    candidates = [match for match in _CANDIDATE.finditer(text) if _lost_space(text, match)]
    for match in _outside_addresses(text, candidates) if candidates else ():
        place = line.start + (match.start() if match[0] == "(" else match.end())
        edits.append(Edit(place, place, " ", "lost-space"))
    return edits


def may_have_empty_brackets(text: str) -> bool:
    """Whether `drop_empty_brackets` may find any in a text."""
    return "()" in text or "( " in text or "[]" in text or "[ " in text


def drop_empty_brackets(line: Line) -> list[Edit]:
    """Drop brackets with nothing in them, and one that was opened twice."""
    return _drop(line, _EMPTY_BRACKETS, "empty-brackets") if may_have_empty_brackets(line.text) else []


def may_have_doubled_stops(text: str) -> bool:
    """Whether `drop_doubled_stops` may find any in a text."""
    return ".." in text or " ." in text


def drop_doubled_stops(line: Line) -> list[Edit]:
    """Drop the second of two full stops; three are an ellipsis."""
    return _drop(line, _DOUBLED, "doubled-stop") if may_have_doubled_stops(line.text) else []


def _drop(line: Line, pattern: re.Pattern[str], rule: str) -> list[Edit]:
    return [
        Edit(line.start + match.start(), line.start + match.end(), "", rule) for match in pattern.finditer(line.text)
    ]


def _outside_addresses(text: str, candidates: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those of the places, in order, around which the characters between two blanks are no address."""
    end, is_address = -1, False
    for match in candidates:
        if match.start() >= end:  # else it is in the same run as the one before, however long the run
            start, blank = text.rfind(" ", 0, match.start()) + 1, text.find(" ", match.start())
            end = blank if blank >= 0 else len(text)
            is_address = bool(_ADDRESS.search(text, start, end))
        if not is_address:
            yield match


def _lost_space(text: str, match: re.Match[str]) -> bool:
    """Whether a mark needs a space behind it (before it, for a bracket); no address, no abbreviation, no initials."""
    mark, before, end = match[0][0], text[max(0, match.start() - 3) : match.start()], match.end()
    if mark in ".!?":
        is_word = len(before) > 1 and before[-2:].isalpha() and before[-2:].islower()
        return (is_word or before[-1:] == ")") and bool(_AFTER_SENTENCE.match(text, end))
    if mark == ",":
        return before[-1:].isalpha() and len(match[0]) == 1 and not _ADDRESS_PART.match(text, end)
    if mark == ")":
        return bool(_CAPITALISED.match(text, end))
    return before.isalpha() and before.islower() and len(before) > 2 and bool(_SHORT_NAME.match(text, match.start()))


def repair_quote_marks(line: Line) -> list[Edit]:
    """Put quotation marks where question marks stand for them: at a word's beginning, and after a stop or comma."""
    if "?" not in line.text:
        return []
    edits = _replace(line, _APOSTROPHE, "'")
    if _OPENING.search(line.text):
        edits += _replace(line, _OPENING, '"') + _replace(line, _CLOSING, '"')
    return edits


def _replace(line: Line, pattern: re.Pattern[str], mark: str) -> list[Edit]:
    return [
        Edit(line.start + match.start(), line.start + match.end(), mark, "lost-quote-mark")
        for match in pattern.finditer(line.text)
    ]
