"""A filter that knows which 32-bit keys are certainly absent, in sixteen to 32 bits a key.

A key that was added has its bits off: one `and` then tells that a key is absent, with nothing to compare.
"""

from array import array
from random import Random

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint32]

LEAST_WORDS = 256
WORD_BITS = 32
KEYS_A_WORD = 2  # at most
BITS_A_KEY = 4
CHOICES = 1024  # of bits: the highest bits of a key choose some, the lowest its word
CHOICE_SHIFT = 22


def _choices() -> list[int]:
    random = Random(1)  # noqa: S311 - any choice will do, always the same one
    return [sum(1 << bit for bit in random.sample(range(WORD_BITS), BITS_A_KEY)) for _ in range(CHOICES)]


MARKS = _choices()
_MARKS = np.array(MARKS, np.uint32)
_ALL_ON = b"\xff\xff\xff\xff"


class Presence:
    """All of a key's bits are in one word, so that one look tells.

    A removed key keeps its bits until the filter is made anew, which happens when as many are stale as not.
    """

    def __init__(self) -> None:
        self.words = array("I", _ALL_ON * LEAST_WORDS)
        self.mask = LEAST_WORDS - 1
        self._live = 0
        self._stale = 0

    @property
    def size_bytes(self) -> int:
        """How much memory the bits take."""
        return len(self.words) * self.words.itemsize

    def may_have(self, key: int) -> bool:
        """Whether the key may have been added."""
        return not self.words[key & self.mask] & MARKS[key >> CHOICE_SHIFT]

    def add(self, added: Keys, every: Keys) -> None:
        """Take up the keys that were added; `every` holds them and all others, should room run out."""
        self._live += len(added)
        size = len(self.words)
        while self._live > KEYS_A_WORD * size:
            size *= 2
        if size > len(self.words):
            self._rebuild(size, every)
        else:
            self._take_up(added)

    def removed(self, count: int) -> None:
        """Note that so many keys went."""
        self._live -= count
        self._stale += count

    def refresh(self, every: Keys) -> None:
        """Make the filter anew where that pays; `every` holds the keys that are left."""
        size = len(self.words)
        while size > LEAST_WORDS and 4 * self._live < KEYS_A_WORD * size:
            size //= 2
        if size < len(self.words) or self._stale > max(self._live, KEYS_A_WORD * LEAST_WORDS):
            self._rebuild(size, every)

    def _rebuild(self, size: int, every: Keys) -> None:
        self.words, self.mask, self._stale = array("I", _ALL_ON * size), size - 1, 0
        self._take_up(every)

    def _take_up(self, keys: Keys) -> None:
        words = np.frombuffer(self.words, np.uint32)
        places, marks = keys & np.uint32(self.mask), _MARKS[keys >> np.uint32(CHOICE_SHIFT)]
        while len(places):  # where two keys meet in one word, one is left for another round: faster than `ufunc.at`
            words[places] &= ~marks
            missed = words[places] & marks != 0
            places, marks = places[missed], marks[missed]
