"""Rows of bytes with 32-bit keys and an hour, in dense arrays, with an undo log.

A row is removed in two steps: it can no longer be found at once, and its place is filled by the last row when the
transaction is committed. So memory follows what is alive, and a rollback finds every row where it was.
"""

from array import array
from collections.abc import Callable, Sequence

from streams.dedup.calendar import Calendar
from streams.dedup.postings import Postings

NONE = 0xFFFFFFFF
BLOB_OVERHEAD_BYTES = 33 + 8  # a bytes object beside its bytes, and the pointer to it
COLUMN_BYTES = 8 + 4 + 1


class Table:
    """Rows of up to `width` keys each.

    `renumbered(source, target)` is called when a commit gives a row another number, before the old number is dropped.
    """

    def __init__(self, width: int, renumbered: Callable[[int, int], None]) -> None:
        self._width = width
        self._renumbered = renumbered
        self._postings = Postings()
        self._counts = bytearray()
        self._removed: list[tuple[int, int]] = []  # since the last commit: rows and their hours
        self._committed = 0
        self._blob_bytes = 0
        self._serial = 0
        self.blobs: list[bytes] = []
        self.serials = array("Q")  # larger for rows that were added later
        self.partners = array("I")  # a row of another table, or NONE
        self._calendar = Calendar(self.serials)

    def __len__(self) -> int:
        return len(self.blobs) - len(self._removed)

    @property
    def size_bytes(self) -> int:
        """About how much memory the table takes."""
        own = self._blob_bytes + len(self.blobs) * (BLOB_OVERHEAD_BYTES + COLUMN_BYTES)
        return own + self._postings.size_bytes + self._calendar.size_bytes

    def add(self, blob: bytes, keys: Sequence[int], hour: int, partner: int = NONE) -> int:
        """Add a row and return its number.

        Raises:
            ValueError: these are more keys than a row has room for; nothing has changed.
        """
        if len(keys) > self._width:
            raise ValueError(f"{len(keys)} keys for a row of {self._width}")
        row = len(self.blobs)
        self._serial += 1
        self.blobs.append(blob)
        self.serials.append(self._serial)
        self.partners.append(partner)
        self._counts.append(len(keys))
        self._postings.append(keys, self._width)
        self._calendar.append(hour)
        self._blob_bytes += len(blob)
        return row

    def remove(self, row: int) -> None:
        """Make a row unfindable; the next commit drops it."""
        self._removed.append((row, self._calendar.remove(row)))
        self._postings.unlink(self._nodes(row))

    def find(self, key: int) -> Sequence[int]:
        """The rows that have this key, in no certain order."""
        nodes, width = self._postings.find(key), self._width
        return [node // width for node in nodes] if nodes else nodes

    def find_each(self, keys: Sequence[int]) -> list[Sequence[int]]:
        """The rows that have each of these keys, in no certain order; an empty list where none has any."""
        found = self._postings.find_each(keys)
        if not found:
            return []
        width = self._width
        return [[node // width for node in nodes] for nodes in found]

    def before(self, hour: int, limit: int) -> list[int]:
        """At most `limit` rows of hours before this one, oldest first."""
        return self._calendar.before(hour, limit)

    def commit(self) -> None:
        """Drop the removed rows for good."""
        for row, _ in sorted(self._removed, reverse=True):
            last = len(self.blobs) - 1
            self._blob_bytes -= len(self.blobs[row])
            if row != last:
                self._move(last, row)
            self._pop()
        if self._removed:
            self._postings.truncate(self._width * len(self.blobs))
        self._removed.clear()
        self._committed = len(self.blobs)

    def rollback(self) -> None:
        """Undo everything since the last commit."""
        for row, hour in reversed(self._removed):
            self._calendar.restore(row, hour)
            self._postings.link(self._nodes(row))
        self._removed.clear()
        for row in range(len(self.blobs) - 1, self._committed - 1, -1):
            self._calendar.remove(row)
            self._postings.unlink(self._nodes(row))
            self._blob_bytes -= len(self.blobs[row])
            self._pop()
        self._postings.truncate(self._width * len(self.blobs))

    def _nodes(self, row: int) -> range:
        first = row * self._width
        return range(first, first + self._counts[row])

    def _move(self, source: int, target: int) -> None:
        self._renumbered(source, target)
        first, count = target * self._width, self._counts[source]
        for position, node in enumerate(range(source * self._width, (source + 1) * self._width)):
            self._postings.move(node, first + position, linked=position < count)
        self._calendar.move(source, target)
        self.blobs[target] = self.blobs[source]
        self.serials[target] = self.serials[source]
        self.partners[target] = self.partners[source]
        self._counts[target] = self._counts[source]

    def _pop(self) -> None:
        self._calendar.pop()
        self.blobs.pop()
        self.serials.pop()
        self.partners.pop()
        self._counts.pop()
