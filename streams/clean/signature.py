"""The author's name below an article, without a label: "Jane Doe", "— Jane Doe, Staff Writer", "(Jane Doe/Courier)"."""

import re

from streams.clean.bylines import Credits
from streams.clean.lines import END_MARKS, Line
from streams.clean.persons import begin_with_first_names, standing_name
from streams.clean.phrases import NAME
from streams.clean.places import gazetteer

LONGEST_SIGNATURE = 80
_FOOT = frozenset({"editor", "end-mark", "agency"})
_DASHED = re.compile(rf"[-–—]{{1,2}} ?{NAME}")  # "— Outlet", or somebody nobody can tell from one
_SIGNED = re.compile(r"(?:[-–—*]+\s*)?(?P<bracket>\()?(?P<name>[^()]{4,60}[^().])(?(bracket)\))")


def read_signature(lines: list[Line], language: str) -> Credits:
    """Drop and give a name that stands last, perhaps with a job or an outlet in the next line.

    It has to begin with a known first name, and the article must not speak of the person: people in the news are
    tags, links and captions there.
    """
    kept = [index for index, line in enumerate(lines) if line.kept]
    if not kept or len(lines[kept[-1]].text) > LONGEST_SIGNATURE:
        return Credits()
    for last in kept[-2:]:
        below = [lines[index] for index in kept if index > last]
        if not _ends_text(lines, last) or not all(_goes_with_name(line, language) for line in below):
            continue
        name = _signature(lines[last].text, language)
        if name and not _is_mentioned(name, [lines[index].text for index in kept if index < last]):
            for line in (lines[last], *below):
                line.drop("byline")
            return Credits(by=name)
    if len(kept) > 1 and _DASHED.fullmatch(lines[kept[-1]].text) and _ends_sentence(lines[kept[-2]]):
        lines[kept[-1]].drop("agency")
    return Credits()


def _ends_text(lines: list[Line], index: int) -> bool:
    """Whether the text ends above a line: with a full stop, not with debris, a list's colon or a quotation.

    Only initials and marks may stand between.
    """
    above = next((line for line in reversed(lines[:index]) if line.kept or line.rule not in _FOOT), None)
    return above is not None and above.kept and _ends_sentence(above)


def _ends_sentence(line: Line) -> bool:
    return line.text[-1] in END_MARKS and not line.is_list_item


def _signature(text: str, language: str) -> str | None:
    match = _SIGNED.fullmatch(text) if len(text) <= LONGEST_SIGNATURE else None
    if not match:
        return None
    name, _, other = match["name"].partition("/")
    if other and not _names_outlet_or_job(other.strip(), language):
        return None
    found = standing_name(name.strip(), language)
    return found if found and begin_with_first_names([found], language) else None


def _names_outlet_or_job(text: str, language: str) -> bool:
    """Whether what stands behind a slash can be an outlet or a job: one that is known, or a single word."""
    known = gazetteer(language)
    return known.is_outlet(text) or known.is_role(text) or " " not in text


def _goes_with_name(line: Line, language: str) -> bool:
    known = gazetteer(language)
    return known.is_role(line.text) or known.is_outlet(line.text) or known.is_city(line.text)


def _is_mentioned(name: str, body: list[str]) -> bool:
    words = [word for word in name.casefold().replace(",", " ").split() if len(word) > 1]
    return any(word in text.casefold() for text in body for word in words[:1] + words[-1:])
