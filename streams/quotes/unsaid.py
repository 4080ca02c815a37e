"""Cues with which nothing was said: "must explain", "declined to say", "did not say whether"."""

from streams.quotes.cues import Hit
from streams.quotes.draft import Draft, View
from streams.quotes.phrases import Phrases

MAX_BEFORE = 5  # words from "I must" or "declined to" to the cue


class Unsaid:
    """Tells them in one article."""

    def __init__(self, view: View) -> None:
        self._text = view.text
        self._lexicon = view.lexicon
        self._fillers = view.lexicon.data.clause.fillers

    def is_open(self, hit: Hit) -> bool:
        """Whether somebody ought to say something, or would not."""
        return self._has_before(hit, self._lexicon.unsaid)

    def is_negated(self, hit: Hit, draft: Draft) -> bool:
        """Whether somebody did not say what follows a cue: that something is so, or whether; not a mere topic."""
        first = draft.spans[-1].first
        claims = first >= hit.last and self._text.lower[first] in self._lexicon.claim_openers
        return claims and self._has_before(hit, self._lexicon.negations)

    def _has_before(self, hit: Hit, phrases: Phrases) -> bool:
        """Whether one of some phrases stands before a cue with nothing but fillers between; in "not only" none does."""
        word, lower, said = max(hit.first - MAX_BEFORE, 0), self._text.lower, self._lexicon.said
        if lower[hit.first - 1] not in self._lexicon.before_unsaid or "noun" in hit.frames or hit.entry.denying:
            return False
        while word < hit.first:
            skipped = said.length_at(lower, word, hit.first)
            size = 0 if skipped else phrases.length_at(lower, word, hit.first)
            if size and self._fillers.issuperset(lower[word + size : hit.first]):
                return True
            word += skipped or size or 1
        return False
