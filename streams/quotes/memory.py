"""The people an article has spoken of so far, and whom a pronoun may mean."""

from collections.abc import Iterable
from typing import Literal

from streams.events import Speaker
from streams.quotes.lexicon import Lexicon

MAX_PEOPLE = 8  # nobody refers farther back by a pronoun
Gender = Literal["masculine", "feminine"]


class Memory:
    """Remembers people in the order in which they were spoken of."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._source = lexicon.data.source
        self._people: dict[tuple[str | None, str | None], Speaker] = {}
        self._genders: dict[tuple[str | None, str | None], Gender | None] = {}

    def note(self, speaker: Speaker, words: Iterable[str] = ()) -> None:
        """Make somebody the last one spoken of; `words` are those of the mention, in lower case."""
        key = _key(speaker)
        self._people.pop(key, None)
        self._people[key] = speaker
        if key not in self._genders:
            described = (*words, *(speaker.job_title or "").lower().split(), *(speaker.name or "").lower().split()[:1])
            self._genders[key] = self.gender(described)
        elif self._genders[key] is None:
            self._genders[key] = self.gender(words)
        if len(self._people) > MAX_PEOPLE:
            del self._people[next(iter(self._people))]

    def gender(self, words: Iterable[str]) -> Gender | None:
        """The gender that the first telling word shows."""
        for word in words:
            if word in self._source.masculine:
                return "masculine"
            if word in self._source.feminine:
                return "feminine"
        return None

    def last(self, gender: Gender | None = None) -> Speaker | None:
        """The last one spoken of who is not of the other gender."""
        for key in reversed(self._people):
            if gender is None or self._genders[key] in (None, gender):
                self._genders[key] = self._genders[key] or gender
                return self._people[key]
        return None


def _key(speaker: Speaker) -> tuple[str | None, str | None]:
    return speaker.name, None if speaker.name else speaker.job_title
