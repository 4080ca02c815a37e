"""Places and outlets: what a language pack knows of the names that stand in datelines and beside bylines."""

import re
from collections.abc import Sequence
from functools import cache

from streams.clean.phrases import NAME
from streams.languages.clean_data import CleanData, clean_data, words

LONGEST_PLACE_WORDS = 4
LONGEST_OUTLET_WORDS = 5
LONGEST_JOB_WORDS = 8
FREQUENT_WORD = 3_000  # a capitalised word this frequent in lower case is no place

_TOP_LEVEL = (
    r"(?:com|co|net|org|info|news|tv|media|online|press|site|asia|today|biz|xyz|id|my|sg|ph|in|pk|au|nz|za|ng|ke|uk|us|ca|ie|de|at|ch"
    r"|fr|be|lu|es|mx|ar|cl|pe|it|tr|nl|se|no|dk|fi|pt|br|pl|eu)"
)
DOMAIN = re.compile(
    rf"(?:https?://)?(?:www\.)?[\w-]{{2,}}(?:\.[\w-]{{2,}})?\.{_TOP_LEVEL}(?:\.{_TOP_LEVEL})?\b", re.IGNORECASE
)
_GLUED_DOMAIN = re.compile(r"[A-Z]{3,}(?:COM|NEWS|POST|TIMES|ONLINE)")
_DOTTED = re.compile(r"[^\W\d_]{4,}\.[^\W\d_]{3,}")  # "Kabar.Nusa"
_ODD_WORD = re.compile(r"[^\W\d_]{4,}-?\d{1,3}|[\w-]*[a-z]{2}[A-Z][\w-]*")  # behind a place: "RADAR24", "KabarNusa"
_NAME = re.compile(NAME)


class Gazetteer:
    """The places and outlets of one language."""

    def __init__(self, data: CleanData, language: str) -> None:
        self.language = language
        self.may_lose_dash = data.datelines_lose_dash
        self.may_end_in_colon = data.datelines_end_in_colon
        self._outlet_beginnings = frozenset(data.outlet_beginnings)
        self.may_name_outlet = data.datelines_name_outlet
        self._glued_outlet = re.compile(rf"(?:{alternatives(data.outlet_beginnings)})[\w-]{{3,}}", re.IGNORECASE)
        self.reporter = re.compile(rf"(?:{alternatives(data.reporter)})\b[\s,:]*", re.IGNORECASE)
        self._cities = {city.casefold() for city in data.cities}
        self._place_words = frozenset(data.place_words)
        self._regions = {region.casefold().rstrip(".") for region in data.regions}
        self._outlets = {name.casefold() for name in (*data.outlets, *data.agencies)}
        self._outlet_word = re.compile(rf"(?<!\w)(?:{alternatives(data.outlet_words)})(?!\w)", re.IGNORECASE)
        self._jobs = {job.casefold() for job in data.jobs}
        self._first_names = {name.casefold() for name in data.first_names}
        self._lower = words(language)
        self._weekdays = {day.casefold() for day in data.weekdays}
        self._not_places = {word.casefold() for word in (*data.not_places, *data.weekdays)} | {
            name for names in data.months for name in names
        }

    def is_city(self, text: str) -> bool:
        """Whether datelines are known to have this place."""
        return text.casefold() in self._cities

    def is_known_place(self, text: str) -> bool:
        """Whether it is a known city, region, state or country."""
        folded = text.casefold().rstrip(".")
        return folded in self._cities or folded in self._regions

    def is_place(self, text: str) -> bool:
        """Whether a text can be a place: a known one, a name in capitals, or a single word that is no common one."""
        if self.is_known_place(text):
            return True
        if not self.is_name(text) or text[-1].isdigit():
            return False
        return text.isupper() or (" " not in text and not self.is_common(text))

    def is_name(self, text: str) -> bool:
        """Whether a text is a name of a place's length, and none that the pack excludes."""
        is_short = len(text.split()) <= LONGEST_PLACE_WORDS and len(text) >= 3
        return is_short and text.casefold() not in self._not_places and bool(_NAME.fullmatch(text))

    def is_weekday(self, text: str) -> bool:
        """Whether it is a weekday's name."""
        return text.casefold() in self._weekdays

    def is_outlet(self, text: str) -> bool:
        """Whether it is a known outlet or agency, an address of a site, or has a word that only outlets have."""
        if DOMAIN.fullmatch(text) or _GLUED_DOMAIN.fullmatch(text) or text.casefold() in self._outlets:
            return True
        return 1 < len(text.split()) <= LONGEST_OUTLET_WORDS and bool(self._outlet_word.search(text))

    def is_unlisted_outlet(self, text: str, before: Sequence[str]) -> bool:
        """Whether a part of a dateline, with the places `before` it, is an outlet that no list has."""
        if self.is_known_place(text):
            return False
        if " " in text:
            return self.is_name(text) and self._is_outlet_of_words(text, before)
        if _DOTTED.fullmatch(text):
            return True
        if self.is_common(text) or not self.is_name(text):
            return False
        is_glued = bool(self._glued_outlet.fullmatch(text))
        if not before:
            return is_glued and text != text.capitalize()
        return is_glued or bool(_ODD_WORD.fullmatch(text)) or (self.may_name_outlet and self.is_city(before[-1]))

    def _is_outlet_of_words(self, name: str, before: Sequence[str]) -> bool:
        """Whether a name of several words, no known place, is an outlet: by its first word, or behind a city."""
        words = name.casefold().split()
        is_behind_city = self.may_name_outlet and any(map(self.is_city, before))
        if words[0] in self._outlet_beginnings:
            return name.isupper() or is_behind_city
        return is_behind_city and self._place_words.isdisjoint(words) and not any(map(self.is_weekday, words))

    def is_named_outlet(self, text: str) -> bool:
        """Whether it is a known outlet or agency."""
        return text.casefold() in self._outlets

    def is_job(self, text: str) -> bool:
        """Whether a text says what somebody is ("Staff Writer")."""
        words = text.casefold().split()
        return len(words) <= LONGEST_JOB_WORDS and any(word.strip(".,") in self._jobs for word in words)

    def is_role(self, text: str) -> bool:
        """Whether a text is words for jobs and nothing else ("Tim Redaksi", "Staff Reporter")."""
        words = text.casefold().strip(" :").split()
        return 0 < len(words) <= LONGEST_JOB_WORDS and all(word in self._jobs for word in words)

    def is_first_name(self, word: str) -> bool:
        """Whether a word is a common first name."""
        return word.casefold() in self._first_names

    def is_common(self, word: str, rank: int = FREQUENT_WORD) -> bool:
        """Whether a word is among the `rank` most frequent ones of the language."""
        return self._lower.get(word.casefold(), rank) < rank


def alternatives(texts: tuple[str, ...]) -> str:
    """A regular expression for any of the texts; one that nothing matches where there are none."""
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True)) or r"(?!)"


@cache
def gazetteer(language: str) -> Gazetteer:
    """The places and outlets of a language."""
    return Gazetteer(clean_data(language), language)
