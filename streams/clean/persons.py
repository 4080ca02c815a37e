"""People's names in the value of a byline, without outlets, jobs and places beside them; and names that stand alone."""

import re
from collections.abc import Sequence
from itertools import takewhile

from streams.clean.phrases import NAME
from streams.clean.places import DOMAIN, Gazetteer, gazetteer

LONGEST_NAME_WORDS = 5
LONGEST_INITIAL = 3  # a longer word in capitals after a name is no part of it
MOST_BYLINE_WORDS = 12
SHORT_ADDITION, LONGEST_ADDITION = 3, 6  # words behind a name
COMMON_WORD = 1_500  # a rank; a line of one's own that begins with such a word is a heading
EDGE = " \t|•·-–—:;,.()[]*"

_CONJUNCTIONS = r"and|dan|und|et|y|e|och|ve|en"
_AND = rf"\s*(?:,|&|/|;|\b(?:{_CONJUNCTIONS})\b)\s*"
_JOINED = re.compile(rf"\s+(?:{_CONJUNCTIONS}|&)\s+")
ACRONYM = re.compile(r"[A-Z]{3,} .*[a-z]")  # "CBS Boston"
_SEVERAL = re.compile(rf"\s*,\s*|{_JOINED.pattern}")
_NAMES = re.compile(rf"{NAME}(?:{_AND}{NAME})*")
_END = re.compile(r"[|•●\n(©]| · | \S+@\S| \S*\d| (?i:copyright)\b| [-–—] |\s{2,}")
_PART = re.compile(r"\s*,\s*|(?<=[a-z])/(?=[A-Z])")
_DEGREE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.){1,4}[A-Za-z]{0,4}\.?|[A-Z]{2}|Ph\.?D\.?|Jr\.?|Sr\.?|MA|MSc|MBA|SH|MH|SE|MM"
)


def person_names(value: str, language: str) -> str | None:
    """The names a byline's value begins with; of a value that runs on, the first two words. None where it has none."""
    value = _END.split(value)[0].strip(EDGE)
    if not value or not value[0].isupper():
        return None
    known = gazetteer(language)
    parts = [part for part in _PART.split(value) if part]
    while parts and (known.is_outlet(parts[0]) or known.is_job(parts[0])):
        parts.pop(0)
    if not parts:
        return None
    kept = [_first_name(parts[0], known)]
    for part in parts[1:]:
        if not (_DEGREE.fullmatch(part) or _is_person(part, known)):
            break
        kept.append(part)
    return ", ".join(kept).strip(EDGE.replace(".", "/")) or None


def _first_name(text: str, known: Gazetteer) -> str:
    words = text.split()
    if not words[0].isupper():
        words = list(takewhile(lambda word: not (word.isupper() and len(word) > LONGEST_INITIAL), words))
    if DOMAIN.fullmatch(words[-1]) or known.is_named_outlet(words[-1]):
        words = words[:-1] or words
    while len(words) > 1 and words[-1].islower():
        words = words[:-1]  # what led to a place or a date
    if len(words) > LONGEST_NAME_WORDS and not _NAMES.fullmatch(" ".join(words)):
        words = words[:2]
    return " ".join(words)


def _is_person(text: str, known: Gazetteer) -> bool:
    """Whether a part after a comma is one more person: two words or more, no place, outlet or job."""
    names = _JOINED.split(text)
    return all(
        len(name.split()) > 1
        and _NAMES.fullmatch(name)
        and not (known.is_known_place(name) or known.is_outlet(name) or known.is_job(name))
        for name in names
    )


def are_names(value: str) -> bool:
    """Whether a value is one or more names, perhaps with a short addition ("in Lisbon", ", the paper's own writer")."""
    match = _NAMES.match(value)
    if not match or len(value.split()) > MOST_BYLINE_WORDS:
        return False
    rest = value[match.end() :].strip()
    is_person = len(match[0].split()) > 1 and rest[:1] == ","
    return len(rest.split()) <= (LONGEST_ADDITION if is_person and rest[-1] not in ".!?" else SHORT_ADDITION)


def is_bare_name(text: str) -> bool:
    """Whether a line could be a person's name and nothing else: two to four capitalised words."""
    text = text.strip(EDGE)
    has_surname = len(text.split(" ")[-1].strip(".")) > 1
    return has_surname and 2 <= len(text.split()) <= 4 and "/" not in text and bool(_NAMES.fullmatch(text))


def standing_name(text: str, language: str) -> str | None:
    """The name on a line of its own, perhaps with job, outlet or place behind it; no heading, place or outlet."""
    known = gazetteer(language)
    if len(text) > 80:
        return None
    name = person_names(re.split(r" (?:in|di|à|en|aus|a|i) (?=[A-Z])", text)[0], language)
    if not name or not all(map(is_bare_name, _JOINED.split(name.split(",")[0]))):
        return None
    if not known.is_first_name(name.split()[0]) and (_has_common_words(name, known) or ACRONYM.match(name)):
        return None
    if known.is_known_place(name) or known.is_outlet(name) or known.is_job(name) or not _is_rest(text, name, known):
        return None
    return name


def people(names: Sequence[str]) -> list[str]:
    """The single persons among names ("A, B and C")."""
    return [person for name in names for person in _SEVERAL.split(name)]


def begin_with_first_names(names: Sequence[str], language: str) -> bool:
    """Whether each person among names begins with a first name that is known."""
    known = gazetteer(language)
    return all(known.is_first_name(person.split()[0]) for person in people(names))


def _has_common_words(name: str, known: Gazetteer) -> bool:
    """Whether a name begins with a frequent word of the language, or has several, as headings do."""
    words = [word for word in name.replace(",", " ").split() if len(word.strip(".")) > 1]
    common = [known.is_common(word, COMMON_WORD) for word in words]
    return common[0] or sum(common) > 1


def _is_rest(text: str, name: str, known: Gazetteer) -> bool:
    """Whether what follows a name on its line is a job, an outlet, a place or nothing."""
    rest = text.strip(EDGE)[len(name) :].strip(EDGE)
    if not text.strip(EDGE).startswith(name):
        return False
    place = re.match(r"(?:in|di|à|en|aus|a|i) (.+)", rest)
    if place:
        return known.is_name(place[1])
    return not rest or known.is_outlet(rest) or known.is_job(rest) or known.is_known_place(rest) or is_bare_name(rest)
