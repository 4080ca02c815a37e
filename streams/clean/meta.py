"""Lines that say something about the article: bylines, dates, captions."""

import re
from itertools import groupby
from typing import NamedTuple

from streams.clean import bylines, dates
from streams.clean.bylines import Credits
from streams.clean.captions import is_caption
from streams.clean.debris import is_strong
from streams.clean.lines import Line
from streams.clean.persons import is_bare_name, person_names
from streams.clean.places import gazetteer

LONGEST_INTERRUPTION = 2  # paragraphs before a byline or date that are no article yet


_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACE_AND_DATE = re.compile(r"(?P<place>[^\W\d_][\w .'’-]{1,40}?)\s*[●•|,/–—-]\s*(?P<date>.{6,80})")


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
            if index < begin or index > end:
                head.credits.add(found)
        if index < begin and (line.kept or line.rule == "byline") and _YEAR.search(line.text):
            _read_place_and_date(line, language, head)
            _read_dated_byline(line, language, head)
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


def _read_place_and_date(line: Line, language: str, head: Head) -> None:
    """Drop a line that is a place and a date ("Oslo ● Wed, February 11, 2026")."""
    match = _PLACE_AND_DATE.fullmatch(line.text) if len(line.text) < dates.LONGEST_DATE_LINE else None
    if match and gazetteer(language).is_city(match["place"]) and dates.is_date(match["date"], language):
        head.places.append(match["place"])
        head.dates.append(match["date"])
        line.drop("date")


def _read_dated_byline(line: Line, language: str, head: Head) -> None:
    """Read a byline and the date beside it on its line ("Posted on May 8, 2026 by Jane Doe")."""
    if line.rule == "byline":
        head.dates.append(line.text)
    elif line.kept and len(line.text) < dates.LONGEST_DATE_LINE and (start := bylines.label_start(line.text, language)):
        credit = bylines.read_credits(line.text[start:], language)
        if credit and credit.by and dates.is_date(line.text[:start], language):
            head.credits.add(credit)
            head.dates.append(line.text[:start])
            line.drop("byline")


def _read_credit(lines: list[Line], index: int, language: str) -> Credits:
    """The names in a line that is a byline or an editor's line, or a byline's label with the name in the next line."""
    line = lines[index]
    if len(line.text) > bylines.LONGEST_CREDIT:
        return Credits()
    if credit := bylines.read_credits(line.text, language):
        line.drop("byline" if credit.by else "editor" if credit.editor else "credit")
        return credit
    follower = lines[index + 1] if index + 1 < len(lines) else None
    if not follower or not bylines.is_label(line.text, language) or not is_bare_name(follower.text):
        return Credits()
    if not person_names(follower.text, language):
        return Credits()
    name = follower.text
    credit = bylines.labelled(line.text, name, language)
    line.drop("byline" if credit.by else "editor" if credit.editor else "credit")
    for other in lines[index + 1 : index + 4]:
        if other.text == name:
            other.drop(line.rule or "byline")
    return credit
