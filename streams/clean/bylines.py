"""Who wrote and who edited, by the labels before their names."""

import re
from dataclasses import dataclass
from functools import cache

from streams.clean.persons import EDGE, are_names, person_names
from streams.clean.places import gazetteer
from streams.languages.clean_data import CleanData, clean_data

LONGEST_CREDIT = 300
LONGEST_USER = 40  # with the label

_BAR = re.compile(r"\s+[|•·●]\s+")  # behind it: when, where, how long it takes to read
_FIRST_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Credits:
    """The names found; each stays as the first place gave it."""

    by: str | None = None
    editor: str | None = None

    def add(self, other: "Credits") -> None:
        """Fill what is missing."""
        self.by = self.by or other.by
        self.editor = self.editor or other.editor


class _Labels:
    """The words before a name, in one language."""

    def __init__(self, data: CleanData) -> None:
        self._by = {label.casefold() for label in (*data.byline, *data.byline_line, *data.reporter)}
        self._editor = {label.casefold() for label in data.editor}
        every = {*self._by, *self._editor, *(role.casefold() for role in data.roles)}
        words = "|".join(re.escape(label).replace(r"\ ", r"\s+") for label in sorted(every, key=len, reverse=True))
        self.first_words = {match[0] for label in every if (match := _FIRST_WORD.match(label))}
        self.colon = re.compile(rf"(?<!\w)(?P<label>{words or '(?!)'})\s*[:：]\s*", re.IGNORECASE)
        self.bare = re.compile(rf"(?<!\w)(?P<label>{words or '(?!)'})\s+(?=(?-i:[^\W\d_a-z]))", re.IGNORECASE)
        self.user = re.compile(rf"\s(?:{words or '(?!)'})\s+[\w.-]+$", re.IGNORECASE)
        self.alone = re.compile(rf"(?:{words or '(?!)'})\s*:?", re.IGNORECASE)
        self.agency = re.compile(
            "(?:" + "|".join(re.escape(name) for name in sorted(data.agencies, key=len, reverse=True)) + r")\b"
        )

    def credit(self, label: str, value: str, language: str) -> Credits:
        """What a label and the value behind it say; an editor of the outlet's or agency's name is none."""
        name = person_names(value, language)
        label = " ".join(label.casefold().split())
        if label in self._editor:
            return Credits(editor=None if name and gazetteer(language).is_named_outlet(name) else name)
        return Credits(by=(name or agency_byline(value, language)) if label in self._by else None)


@cache
def _labels(language: str) -> _Labels:
    return _Labels(clean_data(language))


def read_credits(text: str, language: str) -> Credits | None:
    """The names in a text that is nothing but credits; None where it is something else."""
    labels = _labels(language)
    text = text[:LONGEST_CREDIT].strip(EDGE)
    first = _FIRST_WORD.match(text)
    if not first or first[0].casefold() not in labels.first_words:
        return None
    pattern = labels.colon if labels.colon.match(text) else labels.bare
    if not pattern.match(text):
        return None
    matches = list(pattern.finditer(text))
    found = Credits()
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        value = text[match.end() : end].strip(EDGE)
        if pattern is labels.bare and not are_names(_BAR.split(value)[0]):
            return None
        found.add(labels.credit(match["label"], value, language))
    return found


def is_label(text: str, language: str) -> bool:
    """Whether a line is a byline's label alone ("By", "Reporter:")."""
    return bool(_labels(language).alone.fullmatch(text))


def label_start(text: str, language: str) -> int:
    """Where the first label behind the beginning of a text begins; 0 where there is none."""
    match = _labels(language).bare.search(text, 1)
    return match.start() if match else 0


def user_start(text: str, language: str) -> int:
    """Where a label with the name of a site's user behind it ends a text ("... by jdoe"); 0 where none does."""
    match = _labels(language).user.search(text, max(0, len(text) - LONGEST_USER))
    return match.start() if match else 0


def labelled(label: str, name: str, language: str) -> Credits:
    """What a label on one line and a name on the next say."""
    return _labels(language).credit(label.rstrip(" :："), name, language)


def agency_byline(text: str, language: str) -> str | None:
    """The agency of a line like "Associated Press in Lisbon"."""
    match = _labels(language).agency.match(text)
    if match and (
        match.end() == len(text)
        or (re.match(r" (?:in|dan|and|,|&|w|en|i|di) ?", text[match.end() :]) and len(text) < 60)
    ):
        return match[0]
    return None
