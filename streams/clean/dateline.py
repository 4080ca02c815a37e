"""The dateline: outlet, place, agency and day before the first sentence.

And what stands fused with it in texts without line breaks.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from streams.clean.bylines import Credits, read_credits
from streams.clean.dates import is_date
from streams.clean.lines import Line
from streams.clean.phrases import NAME
from streams.clean.repeats import key
from streams.languages.clean_data import CleanData, clean_data, words

SEARCHED_CHARACTERS = 320
LONGEST_DATELINE = 90
LONGEST_PLACE_WORDS = 4
SHORTEST_FUSED = 20
FREQUENT_WORD = 3_000  # a capitalised word this frequent in lower case is no place

_DASH = re.compile(
    r"(?:\s+(?:-{1,2}|–|—|―|:)|(?<=[\w)])(?:--|—|–)|(?<=\)):)\s*(?=\S)"  # "PLACE -", "PLACE--", "(AGENCY):"
    r"|(?<=[A-Z]{3}) ?\. (?=[A-Z])|(?<=[A-Z]{4}):\s+(?=\S)"  # "PLACE .", "PLACE:"
)
_TIGHT_DASH = re.compile(r"([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,2}) ?[-–—]+ ?(?=[A-Z\"“])")
_DOMAIN = re.compile(
    r"(?:www\.)?[\w-]+\.(?:com|co\.id|id|net|org|tv|news|info|co|my|sg|co\.uk|de|fr|es|it|tr)\b", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*\(([^()]{1,40})\)\s*")
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?] ")
_AFTER_CITY = re.compile(r",? \([^()]{2,20}\)$|, [\w. ]{3,25}$")
_NAME = re.compile(NAME)


@lru_cache(maxsize=64)
def _dashes(head: str) -> tuple[re.Match[str], ...]:
    """The marks that may end a dateline; remembered, since several rules look at the same line."""
    return tuple(_DASH.finditer(head))


class Dateline(NamedTuple):
    """A dateline at the beginning of a text: its length in characters, dash included, and its place."""

    length: int
    place: str | None


class _Gazetteer:
    def __init__(self, data: CleanData, language: str) -> None:
        self.cities = {city.casefold() for city in data.cities}
        self.outlets = {name.casefold() for name in (*data.outlets, *data.agencies)}
        self.not_places = {word.casefold() for word in (*data.not_places, *data.weekdays)} | {
            name for names in data.months for name in names
        }
        reporter = "|".join(re.escape(label) for label in sorted(data.reporter, key=len, reverse=True))
        self.reporter = re.compile(rf"(?:{reporter or '(?!)'})\b[\s,:]*", re.IGNORECASE)
        self.language = language
        self.lower = words(language)
        self.may_lose_dash = data.datelines_lose_dash

    def is_place(self, text: str) -> bool:
        """Whether a text can be a place: a known city, or a name that is no common word."""
        folded = text.casefold()
        if folded in self.cities:
            return True
        if (
            folded in self.not_places
            or len(text.split()) > LONGEST_PLACE_WORDS
            or len(text) < 3
            or not _NAME.fullmatch(text)
        ):
            return False
        return text.isupper() or all(
            self.lower.get(word, FREQUENT_WORD) >= FREQUENT_WORD for word in folded.split()[:1]
        )

    def is_outlet(self, text: str) -> bool:
        return bool(_DOMAIN.fullmatch(text)) or text.casefold() in self.outlets


@cache
def _gazetteer(language: str) -> _Gazetteer:
    return _Gazetteer(clean_data(language), language)


def find_dateline(text: str, language: str) -> Dateline | None:
    """The dateline that a text begins with."""
    known = _gazetteer(language)
    if (match := _TIGHT_DASH.match(text)) and match[1].casefold() in known.cities:
        return Dateline(match.end(), match[1])
    for match in _dashes(text[:SEARCHED_CHARACTERS]):
        head = text[: match.start()]
        if len(head) > LONGEST_DATELINE:
            return None
        if parts := _read(head, known):
            return Dateline(match.end(), parts[0] or None)
    return None


def _read(head: str, known: _Gazetteer) -> tuple[str] | None:
    """The place of a dateline's text ("" where it names an outlet alone); None where it is no dateline."""
    places, outlets = [], 0
    bare, brackets = _BRACKETS.subn(",", head)
    for part in re.split(r"\s*[,|]\s*|(?<=\.COM) |(?<=\.com) ", bare):
        part = part.strip(" .")  # noqa: PLW2901 - the cleaned part is the part
        if not part:
            continue
        if known.is_outlet(part) or _is_trimmed_domain(head, part):
            outlets += 1
        elif is_date(part, known.language):
            continue
        elif all(known.is_place(place) for place in part.split("/")):
            places.append(part)
        else:
            return None
    if not places and not outlets:
        return None
    return (", ".join(places[:2]),) if len(places) <= 2 + brackets else None


def _is_trimmed_domain(head: str, part: str) -> bool:
    return bool(_DOMAIN.fullmatch(part + ".com")) and f"{part}.com" in head.lower()


def is_place_line(text: str, language: str) -> bool:
    """Whether a line is a city and nothing else."""
    return text.casefold().strip(" .,:-") in _gazetteer(language).cities


def take_dateline(line: Line, language: str) -> tuple[str | None, Credits]:
    """Trim credits and dateline from the beginning of an article; give the place and the names."""
    found = Credits()
    length = _credits_length(line.text, language, found)
    if length:
        line.trim_head(length, "byline")
    if dateline := find_dateline(line.text, language):
        line.trim_head(dateline.length, "dateline")
        return dateline.place, found
    return _bare_city(line, language), found


def _credits_length(text: str, language: str, found: Credits) -> int:
    """The length of what stands before the dateline: "Laporan wartawan OUTLET, NAME", "Reporter: A | Editor: B -"."""
    known = _gazetteer(language)
    head = text[:SEARCHED_CHARACTERS]
    match = known.reporter.match(head)
    if match and (length := _reporter_length(head, match.end(), known, found)):
        return length
    for match in _dashes(head):
        if "\n" not in head and ":" in head[: match.start()] and match[0].strip() != ":":
            credit = read_credits(head[: match.start()], language)
            if credit and (credit.by or credit.editor):
                found.add(credit)
                return match.end()
    return 0


def _reporter_length(head: str, start: int, known: _Gazetteer, found: Credits) -> int:
    """The reporter's name ends where outlet and place of the dateline begin."""
    dash = next((match for match in _dashes(head) if match.start() >= start and match[0].strip() != ":"), None)
    if not dash or _SENTENCE_END.search(head, start, dash.start()):
        return 0
    rest = head[start : dash.start()]
    if outlet := _DOMAIN.match(rest):
        rest = rest[outlet.end() :]
    rest = rest.lstrip(" ,:|-")
    begin = dash.start() - len(rest)
    for position in [match.start() for match in re.finditer(r"(?<=[ ,|])\S", rest)]:
        if _read(rest[position:], known) is not None and (rest[position:].isupper() or "," in rest[:position][-3:]):
            name = rest[:position].strip(" ,|-")
            if _NAME.fullmatch(name):
                found.add(Credits(by=name))
                return begin + position
    return 0


def _bare_city(line: Line, language: str) -> str | None:
    """A city that lost its dash: "Jakarta Dinas Tenaga Kerja ...", never "Jakarta Selatan" or a name."""
    known = _gazetteer(language)
    if not known.may_lose_dash:
        return None
    match = re.match(r"([A-Z][a-z]+|[A-Z]{4,}) ([A-Z][a-z]+) (?=\S)", line.text)
    if not match or match[1].casefold() not in known.cities or f"{match[1]} {match[2]}".casefold() in known.cities:
        return None
    if known.lower.get(match[2].lower(), FREQUENT_WORD) >= FREQUENT_WORD or match[2].casefold() in known.not_places:
        return None
    line.trim_head(len(match[1]), "dateline")
    return match[1]


def take_fused(line: Line, language: str) -> str | None:
    """Trim a title or a pull quote that lost its line break before the dateline, and give it ("" for a pull quote).

    A title fused with the dateline stands nowhere else; a pull quote is said again further on.
    """
    start = _fused_place(line.text, _gazetteer(language))
    if start < SHORTEST_FUSED or _SENTENCE_END.search(line.text, 0, start):
        return None
    fused = line.text[:start].strip()
    is_quoted = key(fused) in key(line.text[start:])
    line.trim_head(start, "repeated-block" if is_quoted else "headline")
    return "" if is_quoted else fused


def _fused_place(text: str, known: _Gazetteer) -> int:
    """Where a city with a dash behind it begins inside a sentence; 0 where there is none."""
    for match in _dashes(text[:SEARCHED_CHARACTERS]):
        head = _AFTER_CITY.sub("", text[: match.start()])
        for words_back in range(1, LONGEST_PLACE_WORDS):
            city = " ".join(head.split(" ")[-words_back:])
            if city.casefold() in known.cities and len(city) < len(head):
                return len(head) - len(city)
    return 0
