"""Lines that say something about the article: bylines, dates, captions."""

import re
from itertools import groupby
from typing import NamedTuple

from streams.clean import bylines, dates
from streams.clean.bylines import Credits
from streams.clean.captions import is_caption
from streams.clean.debris import is_strong
from streams.clean.imprint import read_imprint
from streams.clean.lines import Line
from streams.clean.persons import is_bare_name, person_names, standing_name

LONGEST_INTERRUPTION = 2  # paragraphs before a byline or date that are no article yet

MOST_CREDIT_LINES = 6  # labels and names below one another

_WORD_START = re.compile(r"(?<!\S)[^\W_]")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Head(NamedTuple):
    """What the lines around the article said about it."""

    credits: Credits
    dates: list[str]
    places: list[str]


def read_meta(lines: list[Line], language: str) -> Head:
    """Drop byline, date and caption lines; give what those around the article say."""
    head = Head(Credits(), [], [])
    strong = [index for index, line in enumerate(lines) if line.known is None and is_strong(line)]
    begin = strong[LONGEST_INTERRUPTION] if len(strong) > LONGEST_INTERRUPTION else len(lines)
    end = strong[-1] if strong else 0
    _read_dates(lines, language, begin, head.dates)
    for index, line in enumerate(lines):
        if line.kept and is_caption(line.text, language, in_head=index < begin and index < end):
            line.drop("caption")
        elif line.kept:
            found = _read_credit(lines, index, language)
            if found and (index < begin or index > end):
                head.credits.add(found)
        if index < begin and (line.kept or line.rule == "byline") and _YEAR.search(line.text):
            _read_imprint(line, language, head)
            _read_dated_byline(line, language, head)
            if line.kept:
                _read_dated_user(line, language, head)
    return head


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


def _read_imprint(line: Line, language: str, head: Head) -> None:
    """Drop a line that is a date with the outlet, the place or the authors beside it."""
    imprint = read_imprint(line.text, language) if len(line.text) < dates.LONGEST_DATE_LINE else None
    if imprint:
        head.credits.add(imprint.credits)
        head.dates.append(imprint.date)
        head.places.extend(filter(None, [imprint.place]))
        line.drop("date")


def _read_dated_byline(line: Line, language: str, head: Head) -> None:
    """Read a byline and the date beside it on its line ("Posted on May 8, 2026 by Jane Doe")."""
    if line.rule == "byline":
        head.dates.append(line.text)
    elif (
        line.kept and len(line.text) < dates.LONGEST_DATE_LINE and (credit := _credit_before_date(line.text, language))
    ):
        head.credits.add(credit)
        head.dates.append(line.text)
        line.drop("byline")
    elif line.kept and len(line.text) < dates.LONGEST_DATE_LINE and (start := bylines.label_start(line.text, language)):
        credit = bylines.read_credits(line.text[start:], language)
        if credit and credit.by and dates.is_date(line.text[:start], language):
            head.credits.add(credit)
            head.dates.append(line.text[:start])
            line.drop("byline")


def _credit_before_date(text: str, language: str) -> Credits | None:
    """The names of a line whose last words are a date ("Par Jane Doe, le 8 mai 2026")."""
    words = [match.start() for match in _WORD_START.finditer(text)]
    begin = next((start for start in words[2:] if dates.is_date(text[start:], language)), 0)
    credit = bylines.read_credits(text[:begin], language) if begin else None
    return credit if credit and (credit.by or credit.editor) else None


def _read_dated_user(line: Line, language: str, head: Head) -> None:
    """Drop a date and the name of a site's user behind it ("Posted on May 8, 2026 by jdoe")."""
    start = bylines.user_start(line.text, language) if len(line.text) < dates.LONGEST_DATE_LINE else 0
    if start and dates.is_date(line.text[:start], language):
        head.dates.append(line.text[:start])
        line.drop("date")


def _read_credit(lines: list[Line], index: int, language: str) -> Credits | None:
    """The names in a line that is a byline or an editor's line, or a byline's label with the name in the next line."""
    line = lines[index]
    if len(line.text) > bylines.LONGEST_CREDIT:
        return None
    if credit := bylines.read_credits(line.text, language):
        line.drop("byline" if credit.by else "editor" if credit.editor else "credit")
        return credit
    if not bylines.is_label(line.text, language):
        return None
    name = _labelled_name(lines, index, language)
    if name is None:
        return None
    credit = bylines.labelled(line.text, lines[name].text, language)
    line.drop("byline" if credit.by else "editor" if credit.editor else "credit")
    for other in lines[min(name, index) : index + 4]:
        if other.text == lines[name].text:
            other.drop(line.rule or "byline")
    return credit


def _labelled_name(lines: list[Line], index: int, language: str) -> int | None:
    """The index of the name that a label alone on its line belongs to: below it, or above it where all are so."""
    start, end = index, index + 1
    while start > 0 and index - start < MOST_CREDIT_LINES and _is_credit(lines[start - 1], language):
        start -= 1
    while end < len(lines) and end - index < MOST_CREDIT_LINES and _is_credit(lines[end], language):
        end += 1
    are_below = end - index > 1 and not bylines.is_label(lines[index + 1].text, language)
    if (
        bylines.is_label(lines[end - 1].text, language)
        and index > start
        and standing_name(lines[index - 1].text, language)
    ):
        return index - 1
    return index + 1 if are_below else None


def _is_credit(line: Line, language: str) -> bool:
    """Whether a line is a label alone or a name."""
    if bylines.is_label(line.text, language):
        return True
    return is_bare_name(line.text) and bool(person_names(line.text, language))
