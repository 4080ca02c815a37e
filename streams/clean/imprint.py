"""A line of the head that says several things at once: "Outlet, 12 May 2026", "Jane Doe | The Courier | 12 May"."""

import re
from typing import NamedTuple

from streams.clean import bylines, dates
from streams.clean.bylines import Credits
from streams.clean.persons import ACRONYM, standing_name
from streams.clean.places import Gazetteer, gazetteer

MOST_PARTS = 8

_SEPARATOR = re.compile(r"\s*[,|●•·]\s*|\s+(?:-{1,2}|[–—/])\s+|(?<=\d)[–—/-]\s+|(?<=[a-z])[–—](?=\d)")


class Imprint(NamedTuple):
    """What such a line says; `place` and the names are None where it names none."""

    credits: Credits
    date: str
    place: str | None


def read_imprint(text: str, language: str) -> Imprint | None:
    """What a line's parts say; None where one of them is neither date, outlet, place, person nor job.

    A day has to be among them. A word before all others that is no common one is an outlet or a place: one cannot tell.
    """
    parts = [part for part in _SEPARATOR.split(text.strip(" ,|-")) if part]
    if not 1 < len(parts) <= MOST_PARTS:
        return None
    others = [part for part in parts if not dates.is_date_fragment(part, language)]
    date = ", ".join(part for part in parts if part not in others)
    if not dates.names_a_day(date, language):
        return None
    known = gazetteer(language)
    places = [part for part in others if known.is_city(part)]
    if others[:1] == parts[:1] and " " not in parts[0] and known.is_place(parts[0]):
        others.pop(0)
    found = _read_credits([part for part in others if part not in places], known)
    return Imprint(found, date, next(iter(places), None)) if found else None


def _read_credits(parts: list[str], known: Gazetteer) -> Credits | None:
    """The names among parts that are people, labelled people, outlets and jobs; None where one is something else."""
    names: list[str] = []
    found = Credits()
    for part in parts:
        if credit := bylines.read_credits(part, known.language):
            found.add(credit)
        elif name := standing_name(part, known.language):
            names.append(name)
        elif not (known.is_outlet(part) or known.is_role(part) or ACRONYM.match(part)):
            return None
    found.add(Credits(by=", ".join(names) or None))
    return found
