"""An article as words and sentences, cut once; every later step counts in words, not in characters."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from streams.events import Span

TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|\w+(?:[-'’‘]\w+)*|\n|``|''|[^\w\s]")
FULL_STOPS = frozenset(".?!…")
MAX_SENTENCE_WORDS = 400
SENTENCE_STOPS = FULL_STOPS | {"\n"}
CLOSERS = frozenset(("”", "’", "'", "''", '"', ")", "]", "»", "“"))
OPENERS = frozenset(("“", "‘", "'", "``", "''", '"', "(", "[", "«", "„", "”", "»", "-", "–", "—"))


class Range(NamedTuple):
    """Word numbers from `first` up to, not including, `last`."""

    first: int
    last: int


def _bounded(sentence: Range) -> Iterator[Range]:
    """Cut what is too long for a sentence, so that no rule that walks one costs more than its share."""
    if sentence.last - sentence.first <= MAX_SENTENCE_WORDS:
        yield sentence
        return
    for first in range(sentence.first, sentence.last, MAX_SENTENCE_WORDS):
        yield Range(first, min(first + MAX_SENTENCE_WORDS, sentence.last))


class Text:
    """The words of a body, where they stand, and its sentences."""

    def __init__(self, body: str, abbreviations: frozenset[str] = frozenset()) -> None:
        found = list(TOKEN.finditer(body))
        self.body = body
        self.words = [m.group() for m in found]
        self.lower = list(map(str.lower, self.words))
        self.capital = [w[0].isupper() for w in self.words]
        self.starts = [m.start() for m in found]
        self.ends = [m.end() for m in found]
        self._abbreviations = abbreviations
        self.sentences = [piece for sentence in self._sentences() for piece in _bounded(sentence)]
        self._firsts = [s.first for s in self.sentences]

    def __len__(self) -> int:
        return len(self.words)

    def span(self, words: Range) -> Span:
        """The code points of a range that is not empty."""
        return Span(start=self.starts[words.first], end=self.ends[words.last - 1])

    def text(self, words: Range) -> str:
        """What a range says, as the body has it."""
        return self.body[self.starts[words.first] : self.ends[words.last - 1]] if words.last > words.first else ""

    def sentence_number(self, word: int) -> int:
        """The number of the sentence that holds a word."""
        return max(bisect_right(self._firsts, word) - 1, 0)

    def sentence(self, word: int) -> Range:
        """The sentence that holds a word."""
        return self.sentences[self.sentence_number(word)]

    def is_word(self, word: int) -> bool:
        """Whether this is a word or number, no mark."""
        return self.words[word][0].isalnum()

    def glued(self, word: int) -> bool:
        """Whether no white space stands before a word."""
        return word > 0 and self.starts[word] == self.ends[word - 1]

    def ends_abbreviation(self, stop: int) -> bool:
        """Whether the full stop at `stop` belongs to an abbreviation or an initial."""
        if stop == 0 or self.words[stop] != "." or not self.glued(stop):
            return False
        before = self.lower[stop - 1]
        return before in self._abbreviations or (len(before) == 1 and before.isalpha())

    def _sentences(self) -> Iterator[Range]:
        first = 0
        words = self.words
        stops = [(number, word) for number, word in enumerate(words) if word in SENTENCE_STOPS]
        for number, word in stops:
            if number < first:
                continue
            if word == "\n":
                if number > first:
                    yield Range(first, number)
                first = number + 1
            elif word in FULL_STOPS:
                last = self._behind_closers(number + 1)
                if self._begins_sentence(number, last):
                    yield Range(first, last)
                    first = last
        if first < len(words):
            yield Range(first, len(words))

    def _behind_closers(self, word: int) -> int:
        """Skip marks and stray commas glued to a full stop; a mark glued to the next word opens it instead."""
        while word < len(self) and not self.is_word(word) and self.words[word] != "\n":
            opens = word + 1 < len(self) and self.glued(word + 1) and self.is_word(word + 1)
            mark = self.words[word]
            if not self.glued(word) and mark != ",":
                break
            if mark not in FULL_STOPS and mark != "," and (mark not in CLOSERS or opens):
                break
            word += 1
        return word

    def _begins_sentence(self, stop: int, word: int) -> bool:
        if word >= len(self) or self.words[word] == "\n":
            return True
        if self.ends_abbreviation(stop):
            return False
        begin = self.words[word]
        if not (begin[0].isupper() or begin[0].isdigit() or begin in OPENERS):
            return False
        if not self.glued(word):
            return True
        # Damaged text: the next sentence is glued on, often behind a stray comma.
        return self.words[word - 1] == "," or begin in OPENERS or len(self.words[stop - 1]) > 2
