"""The hour that each row belongs to, and which rows are past theirs: what eviction asks for."""

from array import array

import numpy as np

NEVER = 0xFFFFFFFF


class Calendar:
    """Rows 0, 1, 2, ... as their owner numbers them, whose `serials` are larger for rows that were added later.

    No queue is kept: all hours are looked through for what is past. What was found is kept until it is gone, so that
    this happens about once an hour of event time, at half a millisecond for a million rows.
    """

    def __init__(self, serials: "array[int]") -> None:
        self._serials = serials
        self._hours = array("I")
        self._earliest = NEVER  # no row has an earlier hour
        self._past = array("I")  # all rows of hours before _looked_until, the first to go last, and some that are gone
        self._looked_until = 0

    @property
    def size_bytes(self) -> int:
        """About how much memory the hours take."""
        return 4 * len(self._hours)

    def append(self, hour: int) -> None:
        """Add the next row."""
        self._hours.append(hour)
        self._expect(hour)

    def pop(self) -> None:
        """Drop the row with the highest number."""
        self._hours.pop()

    def remove(self, row: int) -> int:
        """Pass a row over from now on, and give its hour."""
        hour = self._hours[row]
        self._hours[row] = NEVER
        return hour

    def restore(self, row: int, hour: int) -> None:
        """Undo the removal of a row."""
        self._hours[row] = hour
        self._expect(hour)

    def move(self, source: int, target: int) -> None:
        """Give a row another number, in place of a removed one."""
        self._hours[target] = self._hours[source]
        self._expect(self._hours[target])

    def before(self, hour: int, limit: int) -> list[int]:
        """At most `limit` rows of earlier hours: the oldest hour first, and of one hour the rows as they were added."""
        if hour <= self._earliest:
            return []
        past = self._known_before(hour, limit)
        if len(past) == limit or hour <= self._looked_until:
            return past
        self._look(hour)
        return self._known_before(hour, limit)

    def _expect(self, hour: int) -> None:
        """See to it that a row of this hour will be found."""
        self._earliest = min(self._earliest, hour)
        if hour < self._looked_until:
            self._past, self._looked_until = array("I"), 0

    def _known_before(self, hour: int, limit: int) -> list[int]:
        while self._past and self._is_gone(self._past[-1]):
            self._past.pop()
        if not self._past:
            self._earliest = max(self._earliest, self._looked_until)
        found: list[int] = []
        for row in reversed(self._past):
            if self._is_gone(row):
                continue
            if len(found) == limit or self._hours[row] >= hour:
                break
            found.append(row)
        return found

    def _is_gone(self, row: int) -> bool:
        """Whether a row that was found has been removed; its number may be another's now, of a later hour."""
        return row >= len(self._hours) or self._hours[row] >= self._looked_until

    def _look(self, hour: int) -> None:
        hours, serials = np.frombuffer(self._hours, np.uint32), np.frombuffer(self._serials, np.uint64)
        rows = np.flatnonzero(hours < hour)
        order = np.lexsort((serials[rows], hours[rows]))[::-1]
        self._past, self._looked_until = array("I", rows[order].astype(np.uint32).tobytes()), hour
        self._earliest = int(hours[rows].min(initial=hour))
