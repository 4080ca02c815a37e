"""Sentences that answer the one before: "That report was denied by X" makes X the one who is spoken of."""

from streams.quotes.draft import View
from streams.quotes.text import Range

MAX_ANSWERED = 8  # words from the beginning of a sentence to its passive


class Answers:
    """Tells in one article whom such sentences name."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text

    def speaker_begins(self, sentence: Range) -> int:
        """Where the subject of a sentence begins; behind "that was said by" stands who is spoken of."""
        nouns, lexicon = self._view.nouns, self._view.lexicon
        first = nouns.skip_adverbial(sentence.first, sentence.last)
        answer = self._text.find(lexicon.data.clause.answers, first, min(first + MAX_ANSWERED, sentence.last))
        if first < answer < sentence.last and self._is_pointed_at(first, answer - 1):
            return self._agent(answer, sentence.last)
        first += lexicon.anaphors.length_at(self._text.lower, first, sentence.last)
        while first + 1 < sentence.last and self._text.lower[first] in lexicon.data.clause.fillers:
            first += 1
        passive = first > sentence.first and first < sentence.last and nouns.is_verb(first)
        return self._agent(first, sentence.last) if passive and lexicon.data.clause.anaphors else first

    def _is_pointed_at(self, first: int, word: int) -> bool:
        """Whether "that" stands at a word or before the auxiliaries that end with it, not left of `first`."""
        clause = self._view.lexicon.data.clause
        while word > first and self._text.lower[word] in clause.fillers:
            word -= 1
        return self._text.lower[word] in clause.demonstratives

    def _agent(self, verb: int, end: int) -> int:
        """Where the agent of a passive may begin, behind "by"."""
        begin = min(verb + 1, end - 1)
        return min(begin + (self._text.lower[begin] in self._view.lexicon.data.source.agent), end - 1)
