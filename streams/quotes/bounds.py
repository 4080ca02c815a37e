"""Where the clause begins that ends at a word: the nearest comma, mark or joining word to the left."""

from streams.quotes.lexicon import Lexicon
from streams.quotes.nouns import MAX_BRACKET, MAX_WORDS
from streams.quotes.text import Text

BREAKS = frozenset(
    (";", ":", "—", "–", "…", "?", "!", "\n", "“", "”", '"', "„", "«", "»", "''", "``", "·", "•", "*", "(", "[", ",")
)
ABBREVIATING = frozenset((".", "-"))  # marks that may stand inside a phrase
CLOSING_BRACKETS = frozenset((")", "]"))


class Bounds:
    """Finds the beginnings of clauses in one text."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._clause = lexicon.data.clause
        self._source = lexicon.data.source
        self._edges = BREAKS | CLOSING_BRACKETS | ABBREVIATING | self._clause.conjunctions

    def clause_start(self, end: int, floor: int) -> int:
        """Walk left to the nearest comma, mark or joining word that is not inside the phrase."""
        lowest = max(floor, end - MAX_WORDS)
        word = end - 1
        while word >= lowest:
            lower = self._text.lower[word]
            if lower in self._edges:
                if lower in CLOSING_BRACKETS:
                    word = self._bracket_left(word, lowest)
                elif self._breaks(word):
                    return word + 1
            word -= 1
        return max(word + 1, lowest)

    def _breaks(self, word: int) -> bool:
        text = self._text
        mark = text.words[word]
        if mark in BREAKS or self._joins(word):
            return not self._lexicon.joins_fields(text, word)
        if mark == ".":
            return not (text.ends_abbreviation(word) or text.glued(word + 1) or text.is_dotted(word))
        return mark == "-" and not (text.glued(word) and text.glued(word + 1))

    def _bracket_left(self, close: int, lowest: int) -> int:
        for word in range(close - 1, max(lowest, close - MAX_BRACKET) - 1, -1):
            if self._text.words[word] in ("(", "["):
                return word
        return close

    def _joins(self, word: int) -> bool:
        """Whether a conjunction joins clauses here, not two names."""
        text = self._text
        lower = text.lower[word]
        if lower not in self._clause.conjunctions or lower in self._clause.relatives:
            return False
        if word + 1 >= text.size or word == 0:
            return True
        if (
            lower in self._source.title_joins
            and {text.lower[word - 1], text.lower[word + 1]} <= self._lexicon.described
        ):
            return False
        names = text.capital[word - 1] and text.capital[word + 1]
        return not (names and (lower in self._source.linkers or text.capital[word]))
