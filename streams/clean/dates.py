"""When an article was published: a date line in its head, else its address, else the weekday and date in its text.

Dates are read by pattern and the pack's months, never guessed: libraries that guess read an Indonesian "6 Mei 2023" as
another day.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import chain

from streams.languages.clean_data import CleanData, clean_data

LONGEST_DATE_LINE = 120
SEARCHED_CHARACTERS = 6_000
LONGEST_TEXT_DATE = 45
YEARS = range(1980, 2101)

_NUMERIC = r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})(?!\d)"
_ISO = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"
_TIME = re.compile(
    r"(?<![\d/])(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?:[:.][0-5]\d)?\s?(?P<half>[ap]\.?m\b\.?)?"
    r"\s?\(?(?P<zone>[A-Z]{1,4}\b)?\s?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_URL = re.compile(
    r"[/_-](?P<year>20\d{2})[/-]?(?P<month>0[1-9]|1[0-2]|[a-z]{3})[/-]?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?=[/_.-]|\d{4,8}\b|$)"
)
_URL_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_](?:[\w']|\.(?=[^\W\d_]))*\.?|\d+")
_BEGIN = re.compile(r"[\W_]*(\w[^\W\d_]?)")  # a letter and the next one if it is one
_MINUTES = re.compile(r"h\d\d")  # of "17h05"
_GLUED = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{3})|(?<=\d{4})(?=\d{1,2}:)|(?<=\d)(?=h\d\d\b)"
)  # "readMay 6, 20259:15"


class _Calendar:
    """The date patterns of one language."""

    def __init__(self, data: CleanData) -> None:
        self.zones = data.zones
        self._months = {name: number for number, names in enumerate(data.months, 1) for name in names}
        month = "|".join(sorted(map(re.escape, self._months), key=len, reverse=True)) or r"(?!)"
        weekday = "|".join(sorted(map(re.escape, data.weekdays), key=len, reverse=True)) or r"(?!)"
        named = (
            rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?[\s,.-]*(?:de |of )?(?P<name>{month})\b\.?,?"
            r"(?: (?:de|del|of))?[\s,-]*(?P<year>(?:19|20)\d{2})"
        )
        named_first = rf"\b(?P<name>{month})\b\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{{2}})"
        self._patterns = [re.compile(p, re.IGNORECASE) for p in (_ISO, named, named_first, r"(?<!\d)" + _NUMERIC)]
        self._in_text = [
            re.compile(rf"\b(?:{weekday})\b\W{{0,3}}(?:{p})", re.IGNORECASE) for p in (_NUMERIC, named, named_first)
        ]
        self._weekday = re.compile(rf"\b(?:{weekday})\b", re.IGNORECASE)
        self._in_brackets = re.compile(rf"\((?:{_NUMERIC})\)")
        self._fragments = {
            *self._months,
            *data.weekdays,
            *data.date_words,
            *(zone.lower() for zone in data.zones),
            "de",
            "del",
            "t",
        }
        self._fragments |= {word for phrase in data.date_words for word in phrase.lower().split()}
        self._beginnings = {fragment[:2] for fragment in self._fragments} | {
            fragment[:1] for fragment in self._fragments
        }
        self.day_words = frozenset(chain(self._months, data.weekdays))

    def find(self, text: str) -> re.Match[str] | None:
        """The first full date in a text, in the order of the patterns."""
        return next((match for pattern in self._patterns if (match := pattern.search(text)) and self.iso(match)), None)

    def find_with_weekday(self, text: str) -> re.Match[str] | None:
        """The first date that follows its weekday or stands, as a number, in brackets."""
        for year in _YEAR.finditer(text):
            window = text[max(0, year.start() - LONGEST_TEXT_DATE) : year.end() + 1]
            if "(" not in window and not self._weekday.search(window):
                continue
            for pattern in (*self._in_text, self._in_brackets):
                match = pattern.search(window)
                if match and self.iso(match):
                    return match
        return None

    def iso(self, match: re.Match[str]) -> str | None:
        """The day a match names, in ISO 8601, if there is such a day."""
        parts = match.groupdict()
        name = parts.get("name")
        month = self._months[name.lower()] if name else int(parts["month"])
        return _iso_day(int(parts["year"]), month, int(parts["day"]))

    def is_fragment(self, text: str) -> bool:
        """Whether a line holds nothing but pieces of a date."""
        begin = _BEGIN.match(text)
        if not begin or not (begin[1][0].isdigit() or begin[1].lower() in self._beginnings):
            return False
        first = ""
        for match in _WORD.finditer(_GLUED.sub(" ", text).lower()):
            first = match[0]
            if not (
                first[0].isdigit()
                or _MINUTES.fullmatch(first)
                or first in self._fragments
                or first.rstrip(".") in self._fragments
            ):
                return False
        return bool(first)


@cache
def _calendar(language: str) -> _Calendar:
    return _Calendar(clean_data(language))


def _iso_day(year: int, month: int, day: int) -> str | None:
    if month > 12 and day <= 12:
        month, day = day, month
    try:
        moment = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return moment.date().isoformat() if year in YEARS else None


def is_date_fragment(text: str, language: str) -> bool:
    """Whether a line holds nothing but pieces of a date or time."""
    return len(text) <= LONGEST_DATE_LINE and _calendar(language).is_fragment(text)


def names_a_day(text: str, language: str) -> bool:
    """Whether a line has a full date, or a number beside a month or a weekday."""
    calendar = _calendar(language)
    text = _GLUED.sub(" ", text)
    if calendar.find(text):
        return True
    words = _WORD.findall(text.lower())
    return any(word.strip(".") in calendar.day_words for word in words) and any(word[0].isdigit() for word in words)


def names_a_year(text: str) -> bool:
    """Whether a year stands in a text."""
    return bool(_YEAR.search(text))


def is_date(text: str, language: str) -> bool:
    """Whether a text is a date, perhaps without its year, and nothing else."""
    return is_date_fragment(text, language) and names_a_day(text, language)


def header_date(lines: list[str], language: str) -> str | None:
    """The date of the date lines in an article's head, with time and zone where they name both."""
    text = _GLUED.sub(" ", " ".join(lines)[: 4 * LONGEST_DATE_LINE])
    calendar = _calendar(language)
    match = calendar.find(text)
    if not match:
        return None
    day = calendar.iso(match) or ""
    return _with_time(day, text[match.end() :], calendar.zones) or day


def _with_time(day: str, text: str, zones: dict[str, float]) -> str | None:
    """Day, time and offset; nothing unless the text names a time and its zone."""
    match = _TIME.search(text)
    if not match:
        return None
    hours = _offset(match, zones)
    if hours is None:
        return None
    hour = int(match["hour"]) % 12 if match["half"] else int(match["hour"])
    if match["half"] and match["half"][0] in "pP":
        hour += 12
    zone = timezone(timedelta(hours=hours))
    moment = datetime.fromisoformat(day).replace(hour=hour, minute=int(match["minute"]), tzinfo=zone)
    return moment.isoformat(timespec="minutes")


def _offset(match: re.Match[str], zones: dict[str, float]) -> float | None:
    name, shift = match["zone"], match["offset"]
    base = zones.get(name.upper()) if name else None
    if base is None or not shift:
        return base
    sign = -1 if shift[0] == "-" else 1
    digits = shift[1:].replace(":", "")
    hours = int(digits[:-2]) + int(digits[-2:]) / 60 if len(digits) > 2 else int(digits)
    return sign * hours if hours <= 14 else base


def url_date(uri: str) -> str | None:
    """The day that an article's address carries ("/2024/11/22/", "/20200501111833-")."""
    for match in _URL.finditer(uri[:2_000]):
        name = match["month"]
        if name.isalpha() and name not in _URL_MONTHS:
            continue
        month = _URL_MONTHS.index(name) + 1 if name.isalpha() else int(name)
        if day := _iso_day(int(match["year"]), month, int(match["day"])):
            return day
    return None


def text_date(body: str, language: str) -> str | None:
    """The day that the text itself dates the news to: a weekday and its date."""
    calendar = _calendar(language)
    match = calendar.find_with_weekday(body[:SEARCHED_CHARACTERS])
    return calendar.iso(match) if match else None


def normal_date(value: str) -> str | None:
    """A producer's date in ISO 8601, or nothing where it is none."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        match = re.search(_ISO, value[:LONGEST_DATE_LINE])
        return _iso_day(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    if moment.year not in YEARS:
        return None
    has_time = len(value.strip()) > 10 and moment.tzinfo is not None
    return moment.isoformat() if has_time else moment.date().isoformat()
