"""A filter that knows which 32-bit keys are certainly absent, in eight to sixteen bits a key."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from array import array

LEAST_BYTES = 1024


class Presence:
    """Bits of the keys that were added.

    A removed key keeps its bit until the filter is made anew, which happens when as many are stale as not.
    """

    def __init__(self) -> None:
        self.bits = bytearray(LEAST_BYTES)
        self.mask = LEAST_BYTES - 1
        self._live = 0
        self._stale = 0

    @property
    def size_bytes(self) -> int:
        """How much memory the bits take."""
        return len(self.bits)

    def add(self, added: npt.NDArray[np.uint32], every: "array[int]") -> None:
        """Set the bits of the keys that were added; `every` holds them and all others, should room run out."""
        self._live += len(added)
        size = len(self.bits)
        while self._live > size:
            size *= 2
        if size > len(self.bits):
            self._rebuild(size, every)
        else:
            self._set(added)

    def removed(self, count: int) -> None:
        """Note that so many keys went."""
        self._live -= count
        self._stale += count

    def refresh(self, every: "array[int]") -> None:
        """Make the filter anew where that pays; `every` holds the keys that are left."""
        size = len(self.bits)
        while size > LEAST_BYTES and 4 * self._live < size:
            size //= 2
        if size < len(self.bits) or self._stale > max(self._live, LEAST_BYTES):
            self._rebuild(size, every)

    def _rebuild(self, size: int, every: "array[int]") -> None:
        self.bits, self.mask, self._stale = bytearray(size), size - 1, 0
        if every:
            self._set(np.frombuffer(every, np.uint32))

    def _set(self, keys: npt.NDArray[np.uint32]) -> None:
        places = (keys >> np.uint32(3)) & np.uint32(self.mask)
        marks = np.left_shift(np.uint8(1), (keys & np.uint32(7)).astype(np.uint8))
        np.bitwise_or.at(np.frombuffer(self.bits, np.uint8), places, marks)
