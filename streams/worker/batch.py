"""One transaction's worth of records, as an agent receives it."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial

from streams.deadline import within
from streams.errors import Reason, RejectedError
from streams.pipeline import Stage
from streams.records import Change, Outcome, Output, Record, Result, State, dead_letter

MOST_TOO_SLOW = 1000
SLICE_S = 0.02  # heartbeats and other partitions live on the same loop


class TooSlow:
    """Records that used up their time, until they are dead letters.

    A call of C is stopped only when it ends, perhaps long after another worker got the partition. When it comes back,
    the record is not tried again: each worker loses its time to it once.
    """

    def __init__(self) -> None:
        self._errors: dict[tuple[str, int, int, int], Exception] = {}

    def note(self, record: Record, error: Exception) -> None:
        """Remember a record if its time was what it failed by."""
        if isinstance(error, RejectedError) and error.reason is Reason.TOO_SLOW and len(self._errors) < MOST_TOO_SLOW:
            self._errors[_place(record)] = error

    def error(self, record: Record) -> Exception | None:
        """What a record failed by."""
        return self._errors.get(_place(record)) if self._errors else None

    def forget(self, records: Sequence[Record]) -> None:
        """They are committed."""
        if self._errors:
            for record in records:
                self._errors.pop(_place(record), None)


def _place(record: Record) -> tuple[str, int, int, int]:
    return record.topic, record.partition, record.offset, record.timestamp


class Batch:
    """Records of one partition, and after `run` everything their transaction holds."""

    def __init__(
        self, stage: Stage, records: Sequence[Record], state: State | None, budget_s: float, too_slow: TooSlow
    ) -> None:
        self.stage = stage
        self.records = records
        self.results: list[Result] = []
        self.seconds: list[float] = []
        self.began = False
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._state = state
        self._budget_s = budget_s
        self._too_slow = too_slow

    @property
    def outputs(self) -> list[Output]:
        """What goes out, in the records' order."""
        return [output for result in self.results for output in result.outputs]

    @property
    def changes(self) -> list[Change]:
        """What goes to the changelog, in the records' order."""
        return [change for result in self.results for change in result.changes]

    async def run(self) -> None:
        """Run the stage on each record; one that raises becomes a dead letter and leaves no trace in the state.

        It ends at once when nobody waits for the batch any more.
        """
        self.began = True
        slice_began = time.monotonic()
        for record in self.records:
            if self.done.done():
                return  # given up: the state went back to its last commit, and the next batch builds on that
            began = time.perf_counter()
            self.results.append(self._answer(record))
            self.seconds.append(time.perf_counter() - began)
            if time.monotonic() - slice_began > SLICE_S:
                await asyncio.sleep(0)
                slice_began = time.monotonic()
        if not self.done.done():
            self.done.set_result(None)

    def give_up(self, error: Exception, *, whole: bool) -> None:
        """Make every record a dead letter without running it again; not `whole` where even that was refused."""
        self.results = [self._dead(record, error, whole=whole) for record in self.records]
        self.seconds = [0.0] * len(self.records)

    def fail(self, error: Exception) -> None:
        """Tell whoever waits that the agent did not come to an end."""
        if not self.done.done():
            self.done.set_exception(error)

    def _answer(self, record: Record) -> Result:
        if (known := self._too_slow.error(record)) is not None:
            return self._dead(record, known)
        try:
            result = within(self._budget_s, partial(self.stage.run, record, self._state))
        except Exception as error:  # noqa: BLE001 - whatever it is, it stays this record's
            self._too_slow.note(record, error)
            return self._dead(record, error)
        if self._state is not None:
            for key, value in result.changes:
                self._state.apply(key, value)
        return result

    def _dead(self, record: Record, error: BaseException, *, whole: bool = True) -> Result:
        return Result(Outcome.DEAD_LETTER, "other", [dead_letter(record, self.stage.name, error, whole=whole)])
