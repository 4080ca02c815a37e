"""Sets of words and phrases, looked up at a word number."""

from collections.abc import Iterable, Sequence


class Phrases:
    """Phrases of one or more words; the longest that fits is found.

    `first_words` are those a phrase may begin with, `last_words` those it may end with.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            words = tuple(phrase.split())
            self._by_first.setdefault(words[0], []).append(words)
        self.first_words = frozenset(self._by_first)
        self.last_words = frozenset(phrase[-1] for group in self._by_first.values() for phrase in group)
        for group in self._by_first.values():
            group.sort(key=len, reverse=True)

    def length_at(self, words: Sequence[str], first: int, last: int) -> int:
        """How many words the longest phrase that begins at `first` and ends by `last` has; 0 when there is none."""
        for phrase in self._by_first.get(words[first], ()) if first < last else ():
            size = len(phrase)
            if first + size <= last and tuple(words[first : first + size]) == phrase:
                return size
        return 0
