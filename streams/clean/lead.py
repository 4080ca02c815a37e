"""What stands before an article's first sentence: credits, dateline, and a title or pull quote fused with them."""

import re
from typing import NamedTuple

from streams.clean.bylines import Credits, read_credits
from streams.clean.dateline import (
    SEARCHED_CHARACTERS,
    Dateline,
    dashes,
    find_dateline,
    leading_domain,
    read_dateline,
)
from streams.clean.lines import Line
from streams.clean.phrases import NAME
from streams.clean.places import LONGEST_PLACE_WORDS, Gazetteer, gazetteer
from streams.clean.repeats import key

LONGEST_CAPTION = 300
SHORTEST_FUSED = 20
MOST_DATELINES = 3  # one behind another

_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?] ")
_AFTER_CITY = re.compile(r",? \([^()]{2,20}\)$|, [\w. ]{3,25}$")
_BARE_CITY = re.compile(r"([A-Z][a-z]+|[A-Z]{4,}) ([A-Z][a-z]+) (?=\S)")
_NAME = re.compile(NAME)
_WORD_START = re.compile(r"(?<=[ ,|])\S")


class Lead(NamedTuple):
    """What was taken off the beginning of an article."""

    place: str | None
    outlet: str | None
    credits: Credits


def take_lead(line: Line, language: str) -> Lead:
    """Trim credits and dateline from the beginning of an article; give place, outlet and names.

    A copy may have its own dateline before the one of the agency: the first gives place and outlet.
    """
    lead = Lead(None, None, Credits())
    for _ in range(MOST_DATELINES):
        start = line.start
        if length := _credits_length(line.text, language, lead.credits):
            line.trim_head(length, "byline")
        if dateline := find_dateline(line.text, language) or _bare_city(line.text, language):
            line.trim_head(dateline.length, "dateline")
            lead = Lead(lead.place or dateline.place, lead.outlet or dateline.outlet, lead.credits)
        if line.start == start or not line.text:
            break
    return lead


def _credits_length(text: str, language: str, found: Credits) -> int:
    """The length of what stands before the dateline: "Laporan wartawan OUTLET, NAME", "Reporter: A | Editor: B -"."""
    known = gazetteer(language)
    head = text[:SEARCHED_CHARACTERS]
    match = known.reporter.match(head)
    if match and (length := _reporter_length(head, match.end(), known, found)):
        return length
    for match in dashes(head):
        if ":" in head[: match.start()].rstrip() and match[0].strip() != ":":
            credit = read_credits(head[: match.start()], language)
            if credit and (credit.by or credit.editor):
                found.add(credit)
                return _without_outlet(head, match, known)
    return 0


def _without_outlet(head: str, dash: re.Match[str], known: Gazetteer) -> int:
    """The end of the credits before a dash; an outlet that the dash belongs to begins the dateline."""
    words = head[: dash.start()].rstrip().rsplit(" ", 1)
    return len(words[0]) + 1 if len(words) > 1 and known.is_outlet(words[1]) and "." in words[1] else dash.end()


def _reporter_length(head: str, start: int, known: Gazetteer, found: Credits) -> int:
    """The reporter's name ends where outlet and place of the dateline begin."""
    dash = next((match for match in dashes(head) if match.start() >= start and match[0].strip() != ":"), None)
    if not dash or _SENTENCE_END.search(head, start, dash.start()):
        return 0
    begin = start + _outlet_length(head[start : dash.start()], known)
    rest = head[begin : dash.start()]
    for position in [match.start() for match in _WORD_START.finditer(rest)]:
        is_end = rest[position:].isupper() or "," in rest[:position][-3:] or leading_domain(rest[position:])
        if is_end and read_dateline(rest[position:], known) is not None:
            name = rest[:position].strip(" ,|-")
            if _NAME.fullmatch(name):
                found.add(Credits(by=name))
                return begin + position
    return 0


def _outlet_length(text: str, known: Gazetteer) -> int:
    """The length of the outlet before a reporter's name, comma included."""
    if length := leading_domain(text):
        return length
    outlet, comma, _ = text.partition(",")
    if comma and known.is_named_outlet(outlet.strip()):
        return len(text) - len(text[len(outlet) + 1 :].lstrip())
    return 0


def _bare_city(text: str, language: str) -> Dateline | None:
    """A city that lost its dash: "Jakarta Dinas Tenaga Kerja ...", never "Jakarta Selatan" or a name."""
    known = gazetteer(language)
    begin = leading_domain(text)
    match = _BARE_CITY.match(text, begin) if known.may_lose_dash else None
    if not match or not known.is_city(match[1]) or known.is_city(f"{match[1]} {match[2]}"):
        return None
    if not begin and (not known.is_common(match[2]) or not known.is_name(match[2])):
        return None
    return Dateline(match.end(1), match[1], text[:begin].strip(" ,:|-") or None)


def drop_titled_caption(lines: list[Line], language: str) -> None:
    """Drop a first line that is a caption with a title ("SEIZED BIRDS - Officers show ..."): the dateline comes below.

    The title is no place that is known; the dateline below has the outlet, or one that is.
    """
    known = gazetteer(language)
    if len(lines) < 2 or len(lines[0].text) > LONGEST_CAPTION:
        return
    title, below = (find_dateline(line.text, language) for line in lines[:2])
    if not title or not below or title.outlet or not title.place or known.is_known_place(title.place.split(",")[0]):
        return
    if title.place.isupper() and (below.outlet or known.is_known_place((below.place or "").split(",")[0])):
        lines[0].drop("caption")


def take_fused(line: Line, language: str) -> str | None:
    """Trim a title or a pull quote that lost its line break before the dateline, and give it ("" for a pull quote).

    A title fused with the dateline stands nowhere else; a pull quote is said again further on.
    """
    start = _fused_place(line.text, gazetteer(language))
    if start < SHORTEST_FUSED or _SENTENCE_END.search(line.text, 0, start):
        return None
    fused = line.text[:start].strip()
    is_quoted = key(fused) in key(line.text[start:])
    line.trim_head(start, "repeated-block" if is_quoted else "headline")
    return "" if is_quoted else fused


def _fused_place(text: str, known: Gazetteer) -> int:
    """Where a city with a dash behind it begins inside a sentence; 0 where there is none.

    A full stop behind a city ends a sentence there, and no article begins in lower case.
    """
    for match in dashes(text[:SEARCHED_CHARACTERS]):
        if match[0].strip(" .") in ("", ":") or text[match.end()].islower():
            continue
        head = _AFTER_CITY.sub("", text[: match.start()].rstrip())
        for words_back in range(1, LONGEST_PLACE_WORDS):
            city = " ".join(head.split(" ")[-words_back:])
            if known.is_city(city) and len(city) < len(head):
                return len(head) - len(city)
    return 0
