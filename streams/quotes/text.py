"""An article as words and sentences, cut once; every later step counts in words, not in characters."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

import msgspec

from streams.events import Span
from streams.quotes.classes import CAPITAL, ENDS_SENTENCE, FULL_STOPS, Words, places

MAX_SENTENCE_WORDS = 400
NUMBERED = frozenset(("no", "nos"))
NO_INITIALS = frozenset("x")  # the network's name ends sentences more often than it begins a person's
CLOSERS = frozenset(("”", "’", "'", "''", '"', ")", "]", "»", "“"))
POSSESSIVES = ("'s", "’s", "‘s")
TRAILING = FULL_STOPS | CLOSERS | {","}
OPENERS = frozenset(("“", "‘", "'", "``", "''", '"', "(", "[", "«", "„", "”", "»", "-", "–", "—"))


class Range(msgspec.Struct, frozen=True, gc=False):
    """Word numbers from `first` up to, not including, `last`."""

    first: int
    last: int


def bare(word: str) -> str:
    """A word without the possessive ending."""
    return word[:-2] if word.endswith(POSSESSIVES) else word


def _bounded(sentences: Iterable[Range]) -> Iterator[Range]:
    """Cut what is too long for a sentence, so that no rule that walks one costs more than its share."""
    for sentence in sentences:
        if sentence.last - sentence.first <= MAX_SENTENCE_WORDS:
            yield sentence
            continue
        for first in range(sentence.first, sentence.last, MAX_SENTENCE_WORDS):
            yield Range(first, min(first + MAX_SENTENCE_WORDS, sentence.last))


class Text:
    """The words of a body, where they stand, and its sentences."""

    def __init__(
        self,
        body: str,
        abbreviations: frozenset[str] = frozenset(),
        known: Words | None = None,
        starters: frozenset[str] = frozenset(),
    ) -> None:
        self.body = body
        # Behind the last word no blanks are left, or a search for one more word would begin at each of them.
        known = Words() if known is None else known
        self._pieces = known.cut(body.rstrip())
        self.size = len(self._pieces)
        self.words, self.lower, self.classes, self.capital = known.columns(self._pieces)
        # Pieces leave nothing out: their lengths add up to all places.
        self._ends = list(accumulate(map(len, self._pieces)))
        self._abbreviations = abbreviations
        self._starters = starters
        self.sentences = list(_bounded(self._sentences()))
        # What stands between two sentences counts with the one before.
        self._seconds = [sentence.first for sentence in self.sentences[1:]]
        self.sentence_of: list[Range] = []
        for sentence, following in zip(self.sentences, [*self._seconds, self.size], strict=False):
            self.sentence_of += [sentence] * (following - len(self.sentence_of))

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The word numbers at which each capitalised word stands, by its lower-case form without a possessive."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number in self.places_of(CAPITAL):
            places[self.lower[number]].append(number)
        for word in [word for word in places if word.endswith(POSSESSIVES)]:
            owner = word[:-2]
            places[owner] = sorted(places[owner] + places.pop(word))
        return places

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The words as written, each once."""
        return frozenset(self.words)

    def start(self, word: int) -> int:
        """The code point at which a word begins."""
        return self._ends[word] - len(self.words[word])

    def end(self, word: int) -> int:
        """The code point behind a word."""
        return self._ends[word]

    def span(self, words: Range) -> Span:
        """The code points of a range that is not empty."""
        return Span(start=self.start(words.first), end=self._ends[words.last - 1])

    def text(self, words: Range) -> str:
        """What a range says, as the body has it."""
        return self.body[self.start(words.first) : self._ends[words.last - 1]] if words.last > words.first else ""

    def places_of(self, word_class: int) -> list[int]:
        """The numbers of the words of one class, in text order."""
        return places(self.classes, word_class)

    def sentence_number(self, word: int) -> int:
        """The number of the sentence that holds a word."""
        return bisect_right(self._seconds, word)

    def holds(self, words: frozenset[str], first: int, last: int) -> bool:
        """Whether a range holds one of some lower-case words."""
        return not words.isdisjoint(self.lower[first:last])

    def find(self, words: frozenset[str], first: int, last: int) -> int:
        """The first place of one of some lower-case words in a range, or `last`."""
        piece = self.lower[first:last]
        if words.isdisjoint(piece):
            return last
        return next(word for word, lower in enumerate(piece, first) if lower in words)

    def find_capital(self, first: int, last: int) -> int:
        """The first capitalised word in a range, or `last`."""
        capital = self.capital[first:last]
        return first + capital.index(True) if True in capital else last

    def is_word(self, word: int) -> bool:
        """Whether this is a word or number, no mark."""
        return self.words[word][0].isalnum()

    def glued(self, word: int) -> bool:
        """Whether no white space stands before a word."""
        return word > 0 and len(self._pieces[word]) == len(self.words[word])

    def ends_abbreviation(self, stop: int) -> bool:
        """Whether the full stop at `stop` belongs to an abbreviation or an initial."""
        if stop == 0 or self.words[stop] != ".":
            return False
        before = self.lower[stop - 1]
        initial = len(before) == 1 and before.isalpha() and before not in NO_INITIALS
        return (initial or before in self._abbreviations) and self.glued(stop)

    def _is_no_number(self, stop: int, word: int) -> bool:
        """Whether "no." before `word` is the word for a refusal: no number follows."""
        return self.lower[stop - 1] in NUMBERED and not self.words[word][0].isdigit()

    def is_dotted(self, stop: int) -> bool:
        """Whether a full stop ends letters with full stops among them ("M.Ag.")."""
        return stop > 2 and self.words[stop - 2] == "." and self.glued(stop) and self.glued(stop - 1)

    def _sentences(self) -> Iterator[Range]:
        first = 0
        words = self.words
        for number in self.places_of(ENDS_SENTENCE):
            if number < first:
                continue
            if words[number] == "\n":
                if number > first:
                    yield Range(first, number)
                first = number + 1
            else:
                last = number + 1
                if last < self.size and words[last] in TRAILING:
                    last = self._behind_closers(last)
                if self._begins_sentence(number, last):
                    yield Range(first, last)
                    first = last
        if first < len(words):
            yield Range(first, len(words))

    def _goes_on(self, stop: int, word: int) -> bool:
        """Whether a full stop belongs to an abbreviation, with no pronoun behind it that begins a sentence."""
        if self.words[stop + 1] == "," and self.is_dotted(stop):
            return True
        abbreviated = self.ends_abbreviation(stop) and not self._is_no_number(stop, word)
        return abbreviated and self.lower[word] not in self._starters

    def _behind_closers(self, word: int) -> int:
        """Skip marks and stray commas glued to a full stop; a mark glued to the next word opens it instead."""
        while word < self.size and self.words[word] in TRAILING:
            opens = word + 1 < self.size and self.glued(word + 1) and self.is_word(word + 1)
            mark = self.words[word]
            if not self.glued(word) and mark != ",":
                break
            if mark not in FULL_STOPS and mark != "," and (mark not in CLOSERS or opens):
                break
            word += 1
        return word

    def _begins_sentence(self, stop: int, word: int) -> bool:
        if word >= self.size or self.words[word] == "\n":
            return True
        begin = self.words[word]
        if not (self.capital[word] or begin in OPENERS or begin[0].isdigit()):
            return False
        if self._goes_on(stop, word):
            return False
        if not self.glued(word):
            return True
        # Damaged text: the next sentence is glued on, often behind a stray comma.
        return self.words[word - 1] == "," or begin in OPENERS or len(self.words[stop - 1]) > 2
