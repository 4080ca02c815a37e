"""The chain of sources behind a quote: "…, according to the ministry, as quoted by the agency"."""

from streams.events import InfoSource
from streams.quotes.draft import Draft, View
from streams.quotes.text import Range

MAX_LINKS = 4
TOLD = "told to"  # a link only where the listener is an organisation: the outlet that heard it first


class Chain:
    """Reads the links that follow a speaker in his sentence."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self._roles = {relay.phrase: relay.role for relay in view.lexicon.data.relays}

    def read(self, draft: Draft) -> tuple[InfoSource, ...]:
        """Who handed the quote on, nearest to the speaker first."""
        hit = draft.hit
        if hit is None:
            return ()
        word = max(hit.last, draft.mention.last if draft.mention else hit.last)
        if hit.entry.hearer and word == hit.last:
            # "X told Reuters that …": the cue is the first link itself.
            word = hit.first
        end = self._text.sentence(hit.first).last
        lower, first_words = self._text.lower, self._view.lexicon.relays.first_words
        if not self._text.holds(first_words, word, end):
            return ()
        links: list[InfoSource] = []
        while word < end and len(links) < MAX_LINKS and not self._view.inside[word]:
            size = self._view.lexicon.relays.length_at(lower, word, end) if lower[word] in first_words else 0
            if not size:
                word += 1
                continue
            name = self._name(word + size, end)
            role = self._roles[" ".join(lower[word : word + size])]
            if name and role == TOLD and self._view.reader.read(name).kind != "organisation":
                name = None
            if name:
                links.append(InfoSource(name=self._text.text(name), role=role))
            word = name.last if name else word + size
        return tuple(links)

    def _name(self, word: int, end: int) -> Range | None:
        """An organisation or person with a name; dates and unnamed listeners are no link."""
        while word < end and self._text.lower[word] in self._view.lexicon.loose:
            word += 1
        if (
            word >= end
            or not self._text.capital[word]
            or self._text.lower[word] in self._view.lexicon.data.clause.times
        ):
            return None
        return self._view.nouns.right_of(word, end)
