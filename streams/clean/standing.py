"""Names on lines of their own in the head, without a label: who they are is told by what stands beside them."""

from collections.abc import Callable, Sequence

from streams.clean.bylines import Credits, agency_byline
from streams.clean.dateline import place_line
from streams.clean.dates import names_a_day
from streams.clean.lines import Line
from streams.clean.persons import begin_with_first_names, people, standing_name
from streams.clean.places import gazetteer

META = frozenset({"byline", "date", "editor"})
LONGEST_META_LINE = 80
LONGEST_JOB = 4  # words
MOST_NAMES = 4  # lines of names below one another
MOST_BETWEEN = 4  # lines between a name and the date that are neither
SHORTEST_CAPTION_WORDS = 5
_BETWEEN = frozenset({"share", "widget", "comments", "headline"})


def standing_byline(lines: Sequence[Line], index: int, headline: int, language: str) -> Credits | None:
    """The names on a line, and on those below that go on with it, where they are a byline.

    They are one beside a date, another byline, a job or the outlet's name. Below the headline, which tells them from a
    topic, first names that are known suffice where nothing but headline, caption or interface parts them from the date.
    """
    text = lines[index].text
    if agency := agency_byline(text, language):
        return Credits(by=agency if " " in agency else None)
    names = _names(lines, index, language)
    if not names:
        return None
    is_byline = _is_byline_above if index < headline else _is_byline_below
    return Credits(by=", ".join(names)) if is_byline(lines, index, headline, names, language) else None


def _is_byline_above(lines: Sequence[Line], index: int, headline: int, names: list[str], language: str) -> bool:
    if not begin_with_first_names(names, language):
        return False
    return len(people(names)) > 1 or _is_beside(is_meta, lines, index, headline, language)


def _is_byline_below(lines: Sequence[Line], index: int, headline: int, names: list[str], language: str) -> bool:
    if any(_is_beside(what, lines, index, headline, language) for what in (is_meta, _is_role)):
        return True
    if not begin_with_first_names(names, language):
        return False
    return _is_beside(_is_job, lines, index, headline, language) or _is_near_date(lines, index, language)


def is_signature(lines: Sequence[Line], index: int, language: str) -> bool:
    """Whether a line that could be the headline is names: beside a date or a byline, or several with first names."""
    names = _names(lines, index, language)
    near = [_next_index(lines, index, step, language) for step in (-1, 1)] if names else []
    is_beside = any(0 <= i < len(lines) and lines[i].rule in META for i in near)
    return is_beside or (len(people(names)) > 1 and begin_with_first_names(names, language))


def is_meta(line: Line, language: str) -> bool:
    """Whether a line is a date, a byline, the outlet's name or a place."""
    if line.rule in META or place_line(line.text, language):
        return True
    if len(line.text) > LONGEST_META_LINE or line.is_sentence:
        return False
    return gazetteer(language).is_outlet(line.text.split(",")[0]) or names_a_day(line.text, language)


def _names(lines: Sequence[Line], index: int, language: str) -> list[str]:
    """The names on a line, and on the lines below while each ends as an enumeration does."""
    names: list[str] = []
    for line in lines[index : index + MOST_NAMES]:
        name = standing_name(line.text, language)
        if not name:
            break
        names.append(name)
        if line.text[-1] not in ",&":
            break
    return names


def _is_role(line: Line, language: str) -> bool:
    return gazetteer(language).is_role(line.text)


def _is_job(line: Line, language: str) -> bool:
    return gazetteer(language).is_job(line.text) and len(line.text.split()) <= LONGEST_JOB and not line.is_sentence


def _is_beside(
    what: Callable[[Line, str], bool], lines: Sequence[Line], index: int, headline: int, language: str
) -> bool:
    """Whether the next line above or below that is no name, and on the same side of the headline, is such a line."""
    near = (_next_index(lines, index, step, language) for step in (-1, 1))
    return any(what(lines[i], language) for i in near if _is_in(lines, i, index, headline))


def _is_in(lines: Sequence[Line], neighbour: int, index: int, headline: int) -> bool:
    """Whether a neighbour is there, and on the same side of the headline."""
    return 0 <= neighbour < len(lines) and (neighbour < headline if index < headline else neighbour > headline)


def _next_index(lines: Sequence[Line], index: int, step: int, language: str) -> int:
    """The index of the next line above or below that is no name, within a few lines."""
    for _ in range(MOST_NAMES):
        index += step
        is_name = 0 <= index < len(lines) and lines[index].kept and standing_name(lines[index].text, language)
        if not is_name:
            break
    return index


def _is_near_date(lines: Sequence[Line], index: int, language: str) -> bool:
    """Whether the next thing above or below, except what may stand between, is a date or byline."""
    above, below = (_next_index(lines, index, step, language) for step in (-1, 1))
    ways = lines[max(0, above - MOST_BETWEEN + 1) : above + 1][::-1], lines[below : below + MOST_BETWEEN]
    nearest = (next((line for line in way if not _may_stand_between(line)), None) for way in ways)
    return any(line and line.rule in META for line in nearest)


def _may_stand_between(line: Line) -> bool:
    return line.rule in _BETWEEN or (line.rule == "caption" and len(line.text.split()) >= SHORTEST_CAPTION_WORDS)
