"""Phrases without a name of their own that point back to whoever was spoken of last: "the man", "that secretary"."""

from streams.quotes.draft import View
from streams.quotes.heads import Reference
from streams.quotes.text import Range

MAX_DESCRIPTION = 5  # words between a noun and the "that" which makes it somebody known
MAX_RELATIVE = 12  # the same where "who" begins the description


class Pointing:
    """Tells such phrases in one article."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self._clause = view.lexicon.data.clause
        self._source = view.lexicon.data.source

    def points_back(self, reference: Reference, mention: Range) -> bool:
        """Whether a phrase without a name means whoever was spoken of last: "the man", "that secretary"."""
        if self._is_definite_epithet(mention):
            return True
        epithet = self._text.lower[mention.first] in self._source.epithets
        if reference.title and any(map(self._is_pointed_at, (mention.last - 1, mention.last))):
            # "The former coach of X, that one": what looks like a name is where he worked.
            return True
        if reference.name is None and (epithet or reference.kind == "role"):
            return epithet or self._is_definite(mention)
        return epithet and reference.kind == "organisation" and self._is_definite(mention)

    def _is_definite_epithet(self, mention: Range) -> bool:
        """Whether an article makes a noun somebody known ("the Spaniard", "the 24-year-old")."""
        word = self._text.lower[mention.last - 1]
        known = word in self._source.epithets or word.endswith(self._source.epithet_endings)
        return known and self._text.lower[mention.first] in self._clause.definite

    def _is_pointed_at(self, word: int) -> bool:
        return word < self._text.size and self._text.lower[word] in self._clause.demonstratives

    def _is_definite(self, mention: Range) -> bool:
        """Whether "that" ends a phrase or what describes it further ("pemain berusia 23 tahun itu")."""
        text = self._text
        end = text.sentence_of[mention.first].last
        relative = mention.last < end and text.lower[mention.last] in self._clause.relatives
        reach = MAX_RELATIVE if relative else MAX_DESCRIPTION
        for word in range(mention.last - 1, min(mention.last + reach, end)):
            if self._is_pointed_at(word):
                return True
            if word >= mention.last and (not text.is_word(word) or word in self._view.cue_words):
                break
        return False
