"""The dateline at the beginning of a text: outlet, place, agency and day, and the dash that ends them."""

import re
from functools import lru_cache
from typing import NamedTuple

from streams.clean.dates import is_date
from streams.clean.places import DOMAIN, Gazetteer, gazetteer

SEARCHED_CHARACTERS = 320
LOOKED_AT = 1_000  # characters: two datelines, and enough of the text behind them
LONGEST_DATELINE = 90
MOST_PLACES = 2
LONGEST_DASH = 4  # a dateline longer than its place and this also has a day or an agency

_MARK = re.compile(r"[-–—―●:.]")
_DASH = re.compile(
    r"(?:(?<=\s)(?:-{1,2}|–|—|―|●|:)|(?<=[\w)])(?:--|—|–)|(?<=\)):|(?<=[\w)])\. ?[-–—]{1,2}(?=\s))\s*(?=\S)"
    r"|(?:(?<=[A-Z]{3})|(?<=[A-Z]{3} ))\. (?=[A-Z])|(?<=\w):\s+(?=\S)"  # "PLACE .", "PLACE:"
)
_TIGHT_DASH = re.compile(r"([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,2}) ?[-–—]+ ?(?=[A-Z\"“])")
_STOP = re.compile(r"([^\W\d_a-z][\w-]*(?: [^\W\d_a-z][\w-]*){0,2})\. (?=[\"“‘]?[^\W\d_a-z])")  # "Berlin. Der ..."
_BRACKETS = re.compile(r"\s*(?:\(([^()]{1,40})\)|/([A-Z][\w ]{2,25})/)\s*")  # "(AGENCY)", "/Newswire/"
_SEPARATOR = re.compile(r"\s*[,|]\s*|(?<=\.COM) |(?<=\.com) ")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEGINS_TEXT = re.compile(r"\S+ +(?:.{0,300}? )?[\"“‘'(]*[^\W\d_A-Z]")  # two words, one of them in lower case


@lru_cache(maxsize=64)
def dashes(head: str) -> tuple[re.Match[str], ...]:
    """The marks that may end a dateline; remembered, since several rules look at the same line."""
    found = (_DASH.match(head, mark.start()) for mark in _MARK.finditer(head))
    return tuple(match for match in found if match)


class Dateline(NamedTuple):
    """A dateline at the beginning of a text: its length in characters, dash included, its place and its outlet."""

    length: int
    place: str | None
    outlet: str | None = None

    @property
    def is_bare(self) -> bool:
        """Whether it is nothing but a place and its mark: no outlet, agency or day."""
        return self.place is not None and not self.outlet and self.length <= len(self.place) + LONGEST_DASH


class Source(NamedTuple):
    """What a dateline's text names."""

    place: str | None
    outlet: str | None


def find_dateline(text: str, language: str) -> Dateline | None:
    """The dateline that a text begins with; outlet and place may each have a dash of its own."""
    return _find_dateline(text[:LOOKED_AT], language)


@lru_cache(maxsize=64)
def _find_dateline(text: str, language: str) -> Dateline | None:
    """Remembered, since several rules look at the same line."""
    known = gazetteer(language)
    first = _next_dateline(text, known)
    second = _next_dateline(text[first.length :], known) if first and not (first.place and first.outlet) else None
    if not first or not second or not _completes(first, second, known):
        return first
    return Dateline(first.length + second.length, first.place or second.place, first.outlet or second.outlet)


def _completes(first: Dateline, second: Dateline, known: Gazetteer) -> bool:
    """Whether a second dateline gives what the first one lacks: the outlet, or a place beyond doubt."""
    if first.place or not second.place:
        return bool(second.outlet and not second.place)
    is_dated = second.length > len(second.place) + LONGEST_DASH
    return is_dated or second.place.isupper() or known.is_known_place(second.place.split(",")[0])


def _next_dateline(text: str, known: Gazetteer) -> Dateline | None:
    for pattern in (_TIGHT_DASH, _STOP):
        if (match := pattern.match(text)) and known.is_city(match[1]):
            return Dateline(match.end(), match[1])
    for match in dashes(text[:SEARCHED_CHARACTERS]):
        head = text[: match.start()].rstrip()
        if len(head) > LONGEST_DATELINE:
            return None
        source = read_dateline(head, known)
        if source and _ends_dateline(match[0], head, source, known) and _BEGINS_TEXT.match(text, match.end()):
            return Dateline(match.end(), *source)
    return None


def _ends_dateline(mark: str, head: str, source: Source, known: Gazetteer) -> bool:
    """Whether a mark behind a dateline's text ends it; a colon has other uses, so more has to speak for it."""
    if mark.strip() != ":":
        return True
    brackets = _BRACKETS.search(head)
    if brackets and brackets[1]:
        return known.is_outlet(brackets[1])
    if known.may_end_in_colon and head.isupper():
        return True
    return known.is_city(source.place or "") and (bool(source.outlet) or known.is_city(head.strip()))


def read_dateline(head: str, known: Gazetteer) -> Source | None:
    """The place and the outlet in a dateline's text without its dash; None where it is no dateline."""
    bare, brackets = _BRACKETS.subn(",", head)
    named = [part for part in (part.strip(" .•") for part in _SEPARATOR.split(bare)) if part]
    places: list[str] = []
    outlets: list[str] = []
    for part in named:
        if _is_outlet(part, places, known, is_barred="|" in bare):
            outlets.append(part)
        elif known.is_weekday(part) or _YEAR.fullmatch(part) or is_date(part, known.language):
            continue
        elif _is_place(part, places, known, has_brackets=brackets > 0):
            places.append(part)
        else:
            return None
    agency = _BRACKETS.search(head)
    if not places and not outlets and agency and known.is_named_outlet(agency[1] or ""):
        outlets.append(agency[1])
    if len(places) > MOST_PLACES + brackets or not (places or outlets):
        return None
    return Source(", ".join(places[:MOST_PLACES]) or None, outlets[0] if outlets else None)


def _is_outlet(text: str, before: list[str], known: Gazetteer, *, is_barred: bool) -> bool:
    """Whether a part is an outlet; a bar parts a known place from any outlet ("PLACE | Name"), a comma may not."""
    if before and known.is_known_place(text):
        return False
    if known.is_outlet(text) or known.is_unlisted_outlet(text, before):
        return True
    return is_barred and any(map(known.is_known_place, before)) and known.is_name(text)


def _is_place(text: str, before: list[str], known: Gazetteer, *, has_brackets: bool) -> bool:
    """Whether a part is a place; a name suffices beside a known place or an agency in brackets."""
    is_sure = has_brackets or (bool(before) and known.is_known_place(before[0]))
    return all(known.is_place(place) or (is_sure and known.is_name(place)) for place in text.split("/"))


def place_line(text: str, language: str) -> str | None:
    """The place of a line that is a city, perhaps with the outlet beside it, and nothing else."""
    known = gazetteer(language)
    if len(text) > LONGEST_DATELINE:
        return None
    bare = text.strip(" .,:-")
    if known.is_city(bare):
        return bare
    city, comma, outlet = bare.partition(",")
    return city if comma and known.is_city(city) and known.is_named_outlet(outlet.strip()) else None


def leading_domain(text: str) -> int:
    """The length of an outlet's address, and what parts it from the rest, at the beginning of a text."""
    match = DOMAIN.match(text)
    return len(text) - len(text[match.end() :].lstrip(" ,:|-")) if match else 0
