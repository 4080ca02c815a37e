"""Which articles a visitor wants to see."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from streams.events import Quote, Speaker
from streams.worker.live.entry import Entry, Outcome

MOST_CHOICES = 200
LONGEST = 200  # characters of a filter


class Filters(NamedTuple):
    """What a list is narrowed to; an empty text narrows nothing. Outlet and speaker match by a part of the name."""

    language: str = ""
    outlet: str = ""
    speaker: str = ""
    outcome: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filters":
        """The filters in a query; whatever else it holds is ignored."""
        return cls(**{name: query.get(name, "").strip()[:LONGEST] for name in cls._fields})

    def allow(self, entry: Entry, quotes: Iterable[Quote]) -> bool:
        """Whether an entry, with the quotes of its article, is wanted."""
        return (
            (not self.language or entry.language == self.language)
            and (not self.outcome or entry.outcome == self.outcome)
            and self.outlet.casefold() in (outlet(entry) or "").casefold()
            and (not self.speaker or any(self._names(quote.speaker) for quote in quotes))
        )

    @property
    def query(self) -> str:
        """The filters as a query, without its question mark."""
        return urlencode({name: value for name, value in self._asdict().items() if value})

    @property
    def href(self) -> str:
        """The list that they give."""
        return f"/?{self.query}" if self.query else "/"

    def _names(self, speaker: Speaker | None) -> bool:
        wanted = self.speaker.casefold()
        if speaker is None:
            return False
        return any(wanted in (text or "").casefold() for text in (speaker.name, speaker.mention, speaker.affiliation))


class Choices(NamedTuple):
    """What there is to filter by, the most frequent first."""

    languages: list[str]
    outlets: list[str]
    speakers: list[str]
    outcomes: tuple[Outcome, ...] = tuple(Outcome)


def choices(entries: Iterable[tuple[Entry, list[Quote]]]) -> Choices:
    """The languages, outlets and speakers of these entries and their quotes."""
    languages, outlets, speakers = Counter[str](), Counter[str](), Counter[str]()
    for entry, quotes in entries:
        languages.update(filter(None, [entry.language]))
        outlets.update(filter(None, [outlet(entry)]))
        speakers.update(speakers_of(quotes))
    return Choices(_most_common(languages), _most_common(outlets), _most_common(speakers))


def _most_common(counted: Counter[str]) -> list[str]:
    return [name for name, _ in counted.most_common(MOST_CHOICES)]


def speakers_of(quotes: Iterable[Quote]) -> list[str]:
    """Those who are quoted, each once, by name where they have one, else as they are mentioned."""
    named = (quote.speaker.name or quote.speaker.mention for quote in quotes if quote.speaker)
    return list(dict.fromkeys(filter(None, named)))


def outlet(entry: Entry) -> str | None:
    """Who published it: the publisher, else the host of its uri."""
    if entry.publisher:
        return entry.publisher
    try:
        return (urlsplit(entry.uri).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None
