"""Debris inside a line: what a page without line breaks carries in and after its text."""

import re
from functools import cache
from typing import NamedTuple

from streams.clean.bylines import LONGEST_CREDIT, Credits, read_credits
from streams.clean.edits import Edit
from streams.clean.foot import cut_after_initials, take_foot
from streams.clean.lines import Line
from streams.clean.phrases import has_any, phrase_regex
from streams.languages.clean_data import Phrases, clean_data

SHORTEST_LINE = 200
SEARCHED_SHARE = 0.6  # the tail begins after this share of a line
LARGEST_TAIL = 900
LONGEST_REST = 250  # characters behind a next-page line that are no article
LONGEST_MARK = 5  # from the end of a sentence to the first word of the tail, a bullet between them
SCRIPT = "script"


class _Pattern(NamedTuple):
    regex: re.Pattern[str]
    rule: str
    needles: tuple[str, ...] = ("",)


@cache
def _tails(language: str) -> list[_Pattern]:
    phrases = clean_data(language).tails
    return [
        _Pattern(re.compile(r"[.!?…\"”’)\]] ?\s(?:[*•►] )?(?:" + text + ")"), rule, _needles(phrases[rule]))
        for rule, text in _sources(phrases, "$")
    ]


@cache
def _inline(language: str) -> list[_Pattern]:
    phrases = clean_data(language).inline
    return [
        _Pattern(re.compile(r"(?<!\S)(?:" + text + r")(?!\w)[.:]?\s?"), rule, _needles(phrases[rule]))
        for rule, text in _sources(phrases, "")
    ]


@cache
def _inline_needles(language: str) -> tuple[str, ...]:
    """Those of all rules: most lines have none."""
    return tuple(dict.fromkeys(needle for pattern in _inline(language) for needle in pattern.needles))


def _needles(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The longest pieces of phrases that stand in the text as they are, to look for first."""
    return tuple(dict.fromkeys(max(re.split(r"[*#@ ]", phrase), key=len) for phrase in phrases))


def _sources(phrases: Phrases, end: str) -> list[tuple[str, str]]:
    """One regular expression a rule; a phrase that ends in `*` needs nothing after it."""
    joined = []
    for rule, texts in phrases.items():
        parts = [
            phrase_regex(text[:-1]) if text.endswith("*") and end else phrase_regex(text) + (r"\s*\.?" + end)
            for text in texts
        ]
        joined.append((rule, "|".join(parts).replace(".*", ".{0,200}?")))
    return joined


def may_have_inline(text: str, language: str) -> bool:
    """Whether interface words may stand in a text."""
    return has_any(text, _inline_needles(language))


def cut_inline(line: Line, language: str) -> list[Edit]:
    """Edits that take interface words out of running text."""
    return [
        Edit(line.start + match.start(), line.start + match.end(), "", pattern.rule)
        for pattern in _inline(language)
        if has_any(line.text, pattern.needles)
        for match in pattern.regex.finditer(line.text)
    ]


def begins_tail(text: str, start: int, end: int, language: str) -> bool:
    """Whether the words from `start` to `end` stand where the tail of a text begins, near its end."""
    if len(text) < SHORTEST_LINE or len(text) - end > LONGEST_REST:
        return False
    begin = max(0, start - LONGEST_MARK)
    tails = (pattern.regex.search(text, begin) for pattern in _tails(language))
    return any(tail and tail.start() < start for tail in tails)


def take_tail(line: Line, language: str) -> Credits:
    """Trim what stands after the last sentence of an article's last line; give the names in it."""
    found = Credits()
    if len(line.text) >= SHORTEST_LINE:
        _cut_tail(line, language, found)
        found.add(cut_after_initials(line))
    foot, _ = take_foot(line, language)
    found.add(foot)
    return found


def _cut_tail(line: Line, language: str, found: Credits) -> None:
    start = max(int(len(line.text) * SEARCHED_SHARE), len(line.text) - LARGEST_TAIL)
    for pattern in _tails(language):
        begin = 0 if pattern.rule == SCRIPT else start
        match = pattern.regex.search(line.text, begin) if has_any(line.text[begin:], pattern.needles) else None
        if match and not _begins_inline(line.text, match.start() + 1, language):
            text = line.text[match.start() + 1 :]
            line.trim_tail(len(text), pattern.rule)
            _read_tail(text, language, found)
            start = min(start, len(line.text))


def _begins_inline(text: str, start: int, language: str) -> bool:
    """Whether what stands there goes alone, and the article goes on behind it."""
    start += len(text[start:]) - len(text[start:].lstrip())
    matches = (pattern.regex.match(text, start) for pattern in _inline(language))
    return any(match and len(text) - match.end() > LONGEST_REST for match in matches)


def _read_tail(text: str, language: str, found: Credits) -> None:
    """The credits in a tail, wherever they begin."""
    for match in re.finditer(r"(?<!\S)[A-Z]", text[: LONGEST_CREDIT * 4]):
        credit = read_credits(text[match.start() :], language)
        if credit:
            found.add(credit)
            return
