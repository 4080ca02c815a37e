"""The full names of organisations that an article abbreviates in brackets: "Badan Pusat Statistik (BPS)"."""

from streams.quotes.lexicon import Lexicon
from streams.quotes.text import Range, Text

MIN_LETTERS = 2
MAX_NAME = 16  # words and commas before the bracket
MAX_PLACES = 8


class Abbreviations:
    """Answers what an abbreviation stands for in one article."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._text = text
        self._heads = lexicon.data.source.organisation_heads
        self._introduces = "(" in text.body
        self._full: dict[str, Range | None] = {}

    def full(self, name: Range) -> Range | None:
        """The full name with the abbreviation in brackets behind it; None where the article gives none."""
        word = self._text.words[name.first]
        if not self._introduces or name.last - name.first != 1 or len(word) < MIN_LETTERS:
            return None
        if word not in self._full:
            self._full[word] = self._introduced(word)
        return self._full[word]

    def _introduced(self, word: str) -> Range | None:
        """Where the article first has an abbreviation in brackets behind the words it stands for."""
        words = self._text.words
        for place in self._text.places.get(word.lower(), ())[:MAX_PLACES]:
            if place > 1 and place + 1 < self._text.size and words[place - 1] == "(" and words[place + 1] == ")":
                first = self._begin(word, place - 1)
                if first is not None:
                    return Range(first, place + 2)
        return None

    def _begin(self, abbreviation: str, bracket: int) -> int | None:
        """Where the words begin whose letters hold those of an abbreviation in order, the first as an initial."""
        text = self._text
        rest = "".join(filter(str.isalpha, abbreviation.lower()))  # "BP2MI" counts the words with a P
        for word in range(bracket - 1, max(text.sentence_of[bracket].first, bracket - MAX_NAME) - 1, -1):
            lower = text.lower[word]
            if not (text.is_word(word) or lower == ","):
                break
            place = len(lower)
            while len(rest) > 1 and (place := lower.rfind(rest[-1], 0, place)) >= 0:
                rest = rest[:-1]
            if len(rest) == 1 and place > 0 and lower[0] == rest and text.capital[word]:
                return word - self._is_head(word - 1)
        return None

    def _is_head(self, word: int) -> bool:
        """Whether a word of an institution's name stands here that its abbreviation may pass over ("Jabatan …")."""
        return word >= 0 and self._text.capital[word] and self._text.lower[word] in self._heads
