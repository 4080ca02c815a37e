"""Where the reporter goes on by himself behind what was said: "called it a lie, and the court agreed"."""

from collections.abc import Iterator

from streams.quotes.draft import View
from streams.quotes.endings import COMMA
from streams.quotes.text import Range

MAX_TO_VERB = 8  # words from the beginning of a subject to its verb


class Resumed:
    """Cuts reported clauses there in one article."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = view.text
        self._lexicon = view.lexicon
        self._clause = view.lexicon.data.clause
        self._pronouns = view.lexicon.data.source.pronouns
        self._stops = view.lexicon.subject_stops

    def without_clause(self, content: Range) -> Range:
        """A mere object or infinitive without the clause behind it: one with a verb in it may be joined to another."""
        joints = self._joints(content)
        comma = next((comma for comma in joints if self._begins_clause(comma + 2, content.last)), content.last)
        whole = comma == content.last or self._view.nouns.has_verb(Range(content.first, comma))
        return content if whole else Range(content.first, comma)

    def without_resumption(self, content: Range) -> Range:
        """A clause without another about "him" or "her" when there was none in it: the reporter means the speaker."""
        for comma in self._joints(content):
            subject = self._text.lower[comma + 2]
            is_new = subject in self._clause.resuming and subject not in self._text.lower[content.first : comma]
            if is_new and not self._is_shifted(comma + 3, content.last):
                return Range(content.first, comma)
        return content

    def _is_shifted(self, verb: int, last: int) -> bool:
        """Whether a verb has the tense of reported speech: "said the road was closed, but she would reopen it"."""
        is_denied = verb + 1 < last and self._text.lower[verb + 1] in self._lexicon.negations.first_words
        return verb < last and self._text.lower[verb] in self._clause.shifted and not is_denied

    def _joints(self, content: Range) -> Iterator[int]:
        """The commas outside quotation marks before a conjunction that may begin a clause of somebody else."""
        text, last = self._text, content.last - 2
        comma = text.find(COMMA, content.first + 1, last)
        while comma < last:
            if text.lower[comma + 1] in self._clause.contrasts and not self._view.inside[comma]:
                yield comma
            comma = text.find(COMMA, comma + 1, last)

    def _begins_clause(self, first: int, last: int) -> bool:
        """Whether a subject with its verb begins at a word, or a verb that has the subject of the cue."""
        text = self._text
        lower = text.lower[first]
        if self._view.nouns.is_verb(first):
            return True
        if not (text.capital[first] or lower in self._clause.determiners or lower in self._pronouns):
            return False
        for word in range(first + 1, min(first + MAX_TO_VERB, last)):
            if self._view.nouns.is_verb(word):
                return True
            if text.lower[word] in self._stops:
                break
        return False
