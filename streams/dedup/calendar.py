"""The hour that each row belongs to, and which rows are past theirs: what eviction asks for."""

from array import array
from itertools import islice

import numpy as np

NEVER = 0xFFFFFFFF
LISTED = 2048

_SERIAL_BITS = np.uint64(40)


class Calendar:
    """Rows 0, 1, 2, ... as their owner numbers them, whose `serials` are larger for rows that were added later.

    No queue is kept: all hours are looked through for rows that are past, which takes half a millisecond for a million
    rows, and the first of them are listed until they are gone. So this happens once an hour of event time, or once for
    some thousand rows where more are past.
    """

    def __init__(self, serials: "array[int]") -> None:
        self._serials = serials
        self._hours = array("I")
        self._earliest = NEVER  # no row has an earlier hour
        self._listed: dict[int, int] = {}  # serials and rows of hours before _looked_until, the first to go first
        self._looked_until = 0
        self._all_listed = True

    @property
    def size_bytes(self) -> int:
        """About how much memory the hours take."""
        return 4 * len(self._hours)

    def append(self, hour: int) -> None:
        """Add the next row."""
        self._hours.append(hour)
        if hour < self._earliest or hour < self._looked_until:
            self._expect(hour)

    def pop(self) -> None:
        """Drop the row with the highest number, after it was removed or moved."""
        self._hours.pop()

    def remove(self, row: int) -> int:
        """Pass a row over from now on, and give its hour."""
        hour = self._hours[row]
        self._hours[row] = NEVER
        self._listed.pop(self._serials[row], None)
        return hour

    def restore(self, row: int, hour: int) -> None:
        """Undo the removal of a row."""
        self._hours[row] = hour
        self._expect(hour)

    def move(self, source: int, target: int) -> None:
        """Give a row another number, in place of a removed one."""
        self._hours[target] = self._hours[source]
        if self._serials[source] in self._listed:
            self._listed[self._serials[source]] = target

    def before(self, hour: int, limit: int) -> list[int]:
        """Rows of earlier hours: the oldest hour first, and of one hour the rows as they were added.

        There are at most `limit` of them, and at most LISTED.
        """
        if hour <= self._earliest:
            return []
        rows = self._listed_before(hour, limit)
        if len(rows) < limit and (hour > self._looked_until or not self._all_listed):
            self._look(hour)
            rows = self._listed_before(hour, limit)
        return rows

    def _listed_before(self, hour: int, limit: int) -> list[int]:
        return [row for row in islice(self._listed.values(), limit) if self._hours[row] < hour]

    def _expect(self, hour: int) -> None:
        """See to it that a row of this hour will be found."""
        self._earliest = min(self._earliest, hour)
        if hour < self._looked_until:
            self._listed.clear()
            self._looked_until = 0

    def _look(self, hour: int) -> None:
        hours, serials = np.frombuffer(self._hours, np.uint32), np.frombuffer(self._serials, np.uint64)
        rows = np.flatnonzero(hours < hour)
        self._earliest = int(hours[rows].min(initial=hour))
        places = hours[rows].astype(np.uint64) << _SERIAL_BITS | serials[rows]
        all_listed = len(rows) <= LISTED
        if not all_listed:
            first = np.argpartition(places, LISTED)[:LISTED]
            rows, places = rows[first], places[first]
        rows = rows[np.argsort(places)]
        listed = dict(zip(serials[rows].tolist(), rows.tolist(), strict=True))
        self._listed, self._looked_until, self._all_listed = listed, hour, all_listed
