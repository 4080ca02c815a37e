"""The chain of sources behind a quote: "…, according to the ministry, as quoted by the agency"."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from streams.events import InfoSource
from streams.quotes.classes import RELAY
from streams.quotes.draft import Draft, View
from streams.quotes.text import Range

MAX_LINKS = 4
TOLD = "told to"  # a link only where the listener is an organisation: the outlet that heard it first


class Chain:
    """Reads the links that follow a speaker in his sentence."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self._relays = view.text.places_of(RELAY)
        self._roles = {relay.phrase: relay.role for relay in view.lexicon.data.relays}

    def read(self, draft: Draft) -> tuple[InfoSource, ...]:
        """Who handed the quote on, nearest to the speaker first."""
        hit = draft.hit
        if hit is None:
            return ()
        # Before its cue, what follows the speaker counts too: "X, as quoted by Y, said"; "X told Reuters that …".
        word = draft.mention.last if draft.mention else hit.first if hit.entry.hearer else hit.last
        end = self._text.sentence_of[hit.first].last
        relays = self._relays[bisect_left(self._relays, word) : bisect_left(self._relays, end)]
        return tuple(islice(self._links(relays, word, end), MAX_LINKS)) if relays else ()

    def _links(self, relays: list[int], word: int, end: int) -> Iterator[InfoSource]:
        """The links between a word and the end of its sentence, as far as no quoted piece begins."""
        inside = self._view.inside
        for relay in relays:
            if relay < word:
                continue
            if 1 in inside[word : relay + 1]:
                return
            size = self._view.lexicon.relays.length_at(self._text.lower, relay, end)
            name = self._name(relay + size, end) if size else None
            role = self._roles[" ".join(self._text.lower[relay : relay + size])] if name else ""
            if name and (role != TOLD or self._view.reader.read(name).kind == "organisation"):
                yield InfoSource(name=self._text.text(name), role=role)
                word = name.last
            else:
                word = relay + (size or 1)

    def _name(self, word: int, end: int) -> Range | None:
        """An organisation or person with a name; dates and unnamed listeners are no link."""
        while word < end and self._text.lower[word] in self._view.lexicon.loose and not self._text.capital[word]:
            word += 1
        if (
            word >= end
            or not self._text.capital[word]
            or self._text.lower[word] in self._view.lexicon.data.clause.times
        ):
            return None
        return self._view.nouns.right_of(word, end)
