"""Where the article begins and ends among its lines.

What stands between headline and first paragraph, and after the last one.
"""

import re
from itertools import groupby
from typing import NamedTuple

from streams.clean import bylines, dates
from streams.clean.bylines import Credits
from streams.clean.dateline import is_place_line
from streams.clean.debris import is_strong
from streams.clean.lines import Line
from streams.clean.repeats import key

SHORTEST_STANDFIRST_WORDS = 6
SHORTEST_TEASER_WORDS = 3
LONGEST_TEASER = 5  # lines; a longer run is a list that the article has
LONGEST_TAIL_LINE = 160
LONGEST_CAPTION = 400
LONGEST_GLUED = 300
LONGEST_INTERRUPTION = 2  # paragraphs before a byline or date that are no article yet
LONGEST_HEAD = 40
LONGEST_HEAD_MATTER = 10  # lines; more of them are a list that the article has
_META = frozenset({"byline", "date", "editor"})
# Rules that may stand on both sides of a line of the article.
_NO_INTERFACE = frozenset({"ad", "repeated-block", "headline", "end-mark", "kicker", "head-matter", "related"})
_INTERFACE = frozenset({"share", "widget", "date", "byline", "comments", "caption"})
_ODD = frozenset({"byline", "date", "caption"})

# "... in the harbour.AFP": an agency glued to the end of a caption; "Photographer/Agency".
_AGENCY = (
    r"(?:AFP|EFE|AP|EPA|REUTERS|Reuters|GETTY|Getty(?: Images)?|ANSA|LaPresse|EP|dpa|DPA|TT|IHA|DHA|AA|ANP|LUSA|Lusa"
    r"|Shutterstock)"
)
_AGENCY_NAME = re.compile(_AGENCY)
_GLUED_CREDIT = re.compile(
    rf"[.!?\"”)]{_AGENCY}(?: ?/ ?[\w ]{{2,30}})?$"
    rf"|^(?:[^\W\d_][\w.'-]* ){{1,4}}?[^\W\d_][\w.'-]* ?/ ?{_AGENCY}\b.{{0,30}}$"
)


class Head(NamedTuple):
    """What the lines around the article said about it."""

    credits: Credits
    located: str | None
    dates: list[str]


def read_meta(lines: list[Line], language: str) -> Head:
    """Drop byline, date and caption lines; give what those around the article say."""
    head = Head(Credits(), None, [])
    strong = [index for index, line in enumerate(lines) if is_strong(line)]
    begin = strong[LONGEST_INTERRUPTION] if len(strong) > LONGEST_INTERRUPTION else len(lines)
    end = strong[-1] if strong else 0
    _read_dates(lines, language, begin, head.dates)
    for index, line in enumerate(lines):
        if line.kept and _ends_with_credit(line.text):
            line.drop("caption")
        elif line.kept:
            found = _read_credit(lines, index, language)
            if index < begin or index > end:
                head.credits.add(found)
    return head


def _ends_with_credit(text: str) -> bool:
    return len(text) <= LONGEST_GLUED and bool(_AGENCY_NAME.search(text[-60:]) and _GLUED_CREDIT.search(text))


def _read_dates(lines: list[Line], language: str, begin: int, found: list[str]) -> None:
    """Drop lines, or runs of lines, that are a date; those before the line `begin` say when the article appeared."""
    index = 0
    for is_fragment, group in groupby(lines, key=lambda line: dates.is_date_fragment(line.text, language)):
        run = list(group)
        if is_fragment and dates.names_a_day(" ".join(line.text for line in run), language):
            for line in run:
                line.drop("date")
            if index < begin:
                found += [line.text for line in run]
        index += len(run)


def _read_credit(lines: list[Line], index: int, language: str) -> Credits:
    """The names in a line that is a byline or an editor's line, or a byline's label with the name in the next line."""
    line = lines[index]
    if len(line.text) > bylines.LONGEST_CREDIT:
        return Credits()
    if credit := bylines.read_credits(line.text, language):
        line.drop("byline" if credit.by else "editor" if credit.editor else "credit")
        return credit
    follower = lines[index + 1] if index + 1 < len(lines) else None
    if not follower or not bylines.is_label(line.text, language) or not bylines.is_bare_name(follower.text):
        return Credits()
    name = follower.text
    line.drop("byline")
    for other in lines[index + 1 : index + 4]:
        if other.text == name:
            other.drop("byline")
    return Credits(by=bylines.bare_name(name))


def clear_head(lines: list[Line], headline: int, language: str, found: Head) -> str | None:
    """Drop what stands between headline and article; give a place that stands there alone."""
    first = next((i for i, line in enumerate(lines) if i > headline and line.kept and line.is_prose), None)
    if first is None:
        return None
    if headline >= 0:
        _drop_captions(lines, headline)
    end = max(first, _last_meta(lines, headline, first))
    located = None
    has_list = sum(line.kept for line in lines[headline + 1 : first]) > LONGEST_HEAD_MATTER
    for index in range(headline + 1, min(len(lines), end + 2)):
        line = lines[index]
        if is_place_line(line.text, language):
            located = line.text.strip(" .,:-")
            line.drop("dateline")
        elif index < end and line.kept and not has_list and (index >= first or _before_article(lines, index, headline)):
            _drop_head_line(lines, index, headline, language, found)
    if headline >= 0:
        _clear_interface(lines, end + 1)
    return located


def _drop_head_line(lines: list[Line], index: int, headline: int, language: str, found: Head) -> None:
    """Drop a line above the article for what it is; only a standfirst stays."""
    line = lines[index]
    if headline >= 0 and key(line.text) in key(lines[headline].text):
        line.drop("repeated-block")
    elif _is_bare_byline(lines, index, headline, language):
        found.credits.add(Credits(by=bylines.agency_byline(line.text, language) or bylines.bare_name(line.text)))
        line.drop("byline")
    elif not _is_standfirst(lines, index, headline):
        line.drop("head-matter")


def _clear_interface(lines: list[Line], start: int) -> None:
    """Drop short lines among the interface words between a standfirst and the first paragraph."""
    stop = next((index for index in range(start, len(lines)) if lines[index].kept and lines[index].is_prose), start)
    gap = lines[start:stop]
    if any(line.rule in _INTERFACE for line in gap):
        for line in gap:
            if line.kept and not _is_text(line) and line.text[-1] != ":":
                line.drop("head-matter")


def _drop_captions(lines: list[Line], headline: int) -> None:
    """A sentence above the article, right before the credit of a picture, is its caption.

    Below the first paragraph, which may be a standfirst, it has to follow words of the interface.
    """
    begun = False
    for index in range(headline + 1, len(lines) - 1):
        line = lines[index]
        if not line.kept:
            continue
        is_caption = len(line.text) <= LONGEST_CAPTION and lines[index + 1].rule == "caption"
        if is_caption and (not begun or lines[index - 1].rule in _INTERFACE):
            line.drop("caption")
        elif is_strong(line):
            if begun:
                return
            begun = True


def _last_meta(lines: list[Line], headline: int, first: int) -> int:
    """The index after the last byline or date in the head, also where a caption or advertisement reads like prose."""
    prose = 0
    last = first
    if headline < 0:
        return last
    for index in range(headline + 1, min(len(lines), headline + LONGEST_HEAD)):
        line = lines[index]
        if line.kept and line.is_prose:
            prose += 1
            if prose > LONGEST_INTERRUPTION:
                break
        elif line.rule in _META and prose:
            last = index
    rest = sum(is_strong(line) for line in lines[last:] if line.kept)
    return last if rest >= 3 else first


def _before_article(lines: list[Line], index: int, headline: int) -> bool:
    """Whether a short line before the first paragraph is none of the article's.

    It is, where it is a sentence or opens a list.
    """
    line = lines[index]
    return not (line.is_sentence or line.is_list_item or line.text[-1] == ":") and (headline >= 0 or index == 0)


def _is_bare_byline(lines: list[Line], index: int, headline: int, language: str) -> bool:
    line = lines[index]
    if bylines.agency_byline(line.text, language):
        return True
    near = [lines[i].rule for i in (index - 1, index + 1) if headline < i < len(lines)]
    return bylines.is_bare_name(line.text) and ("date" in near or "byline" in near)


def _is_standfirst(lines: list[Line], index: int, headline: int) -> bool:
    """Whether a line is the summary under the headline, perhaps after the byline."""
    if index - headline > LONGEST_HEAD:
        return False
    between = [line for line in lines[headline + 1 : index] if line.rule not in _META]
    return not between and len(lines[index].text.split()) >= SHORTEST_STANDFIRST_WORDS


def clear_body(lines: list[Line]) -> None:
    """Drop short lines inside the article that stand in a teaser, under a picture or between interface words."""
    first = next((index for index, line in enumerate(lines) if line.kept and is_strong(line)), len(lines))
    for start, end in _short_runs(lines):
        run = lines[start:end]
        kept = sum(line.kept for line in run)
        if start > first and 0 < kept <= LONGEST_TEASER and len(run) > 1 and any(line.rule in _ODD for line in run):
            _drop_kept(run, "teaser")
    for before, line, after in zip(lines[first:], lines[first + 1 :], lines[first + 2 :], strict=False):
        between = {before.rule, after.rule} - _NO_INTERFACE
        if line.kept and None not in (before.rule, after.rule) and between and not (line.is_prose or line.is_sentence):
            line.drop("interface")


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


def clear_tail(lines: list[Line]) -> None:
    """Drop short lines after the last paragraph: those that debris stands before, and one that stands alone."""
    last = max((i for i, line in enumerate(lines) if line.kept and _is_text(line)), default=-1)
    if last < 0 or lines[last].text[-1] == ":":
        return
    rest = lines[last + 1 :]
    debris = next((index for index, line in enumerate(rest) if not line.kept), len(rest))
    before = [line for line in rest[:debris] if line.kept]
    is_single = len(before) == 1 and before[0].text[-1] != "."
    for line in rest[0 if is_single else debris :]:
        if line.kept:
            line.drop("tail-matter")


def _is_text(line: Line) -> bool:
    return line.is_prose or line.is_sentence or line.is_list_item or len(line.text) > LONGEST_TAIL_LINE
