"""Rows by the hour they belong to, oldest first: what eviction walks."""

from array import array
from collections.abc import Iterator

NONE = 0xFFFFFFFF


class Calendar:
    """Rows 0, 1, 2, ... as their owner numbers them, each in the queue of one hour.

    A removed row remembers its neighbours, so removals can be undone, exactly and last first, as long as no row was
    renumbered.
    """

    def __init__(self) -> None:
        self._hours = array("I")
        self._befores = array("I")
        self._afters = array("I")
        self._firsts: dict[int, int] = {}
        self._lasts: dict[int, int] = {}
        self._oldest: int | None = None

    @property
    def size_bytes(self) -> int:
        """About how much memory the arrays take."""
        return 12 * len(self._hours)

    def append(self, hour: int) -> None:
        """Add the next row, at the end of its hour."""
        row = len(self._hours)
        before = self._lasts.get(hour, NONE)
        self._hours.append(hour)
        self._befores.append(before)
        self._afters.append(NONE)
        self._join(row)

    def pop(self) -> None:
        """Drop the row with the highest number, which must be out of its queue."""
        for column in (self._hours, self._befores, self._afters):
            column.pop()

    def remove(self, row: int) -> None:
        """Take a row out of its queue."""
        hour, before, after = self._hours[row], self._befores[row], self._afters[row]
        self._point(hour, before, after)
        if hour == self._oldest and hour not in self._firsts:
            self._oldest = min(self._firsts, default=None)

    def restore(self, row: int) -> None:
        """Put a removed row back where it was."""
        self._join(row)

    def move(self, source: int, target: int, *, queued: bool) -> None:
        """Give a row another number, in place of a removed one."""
        for column in (self._hours, self._befores, self._afters):
            column[target] = column[source]
        if queued:
            self._join(target)

    def before(self, hour: int, limit: int) -> list[int]:
        """At most `limit` rows of earlier hours, oldest hour first."""
        found: list[int] = []
        if self._oldest is None or self._oldest >= hour:
            return found
        for earlier in sorted(known for known in self._firsts if known < hour):
            for row in self._queue(earlier):
                if len(found) == limit:
                    return found
                found.append(row)
        return found

    def _queue(self, hour: int) -> Iterator[int]:
        row = self._firsts[hour]
        while row != NONE:
            yield row
            row = self._afters[row]

    def _join(self, row: int) -> None:
        """Make the neighbours of a row, or its hour's ends, point to it."""
        hour, before, after = self._hours[row], self._befores[row], self._afters[row]
        if before == NONE:
            self._firsts[hour] = row
        else:
            self._afters[before] = row
        if after == NONE:
            self._lasts[hour] = row
        else:
            self._befores[after] = row
        if self._oldest is None or hour < self._oldest:
            self._oldest = hour

    def _point(self, hour: int, before: int, after: int) -> None:
        """Make two neighbours point to one another, or to the end of their hour."""
        if before != NONE:
            self._afters[before] = after
        elif after != NONE:
            self._firsts[hour] = after
        else:
            del self._firsts[hour]
        if after != NONE:
            self._befores[after] = before
        elif before != NONE:
            self._lasts[hour] = before
        else:
            del self._lasts[hour]
