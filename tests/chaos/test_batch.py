"""A batch that nobody waits for any more leaves the state alone: it went back to its last commit meanwhile."""

import asyncio
import time

from streams import topics
from streams.errors import Reason, RejectedError
from streams.pipeline import Stage, StageName
from streams.quote_index import QuoteIndex
from streams.records import Outcome, Record, Result, State
from streams.worker.batch import SLICE_S, Batch, TooSlow

RECORDS = [Record("in", 0, number, 0, bytes([number]) * 16, b"") for number in range(4)]


def remembered(give_up_at: int | None) -> tuple[int, int]:
    """Run a batch that is given up while its record number `give_up_at` is at work: records answered, entries kept."""

    async def run() -> tuple[int, int]:
        state = QuoteIndex()

        def give_up() -> None:
            batch.fail(TimeoutError())
            state.rollback()

        def answer(record: Record, _state: State | None) -> Result:
            if record.offset == give_up_at:
                asyncio.get_running_loop().call_soon(give_up)
            time.sleep(1.5 * SLICE_S)  # longer than a slice: the loop gets its turn after each record
            return Result(Outcome.QUOTED, "id", [], [(record.key or b"", bytes(8))])

        batch = Batch(Stage(StageName.QUOTES, topics.CLEAN, answer), RECORDS, state, 3.0, TooSlow())
        await batch.run()
        assert (batch.done.exception() is None) == (give_up_at is None)
        return len(batch.results), state.entries

    return asyncio.run(run())


def test_a_batch_that_was_given_up_adds_nothing_to_the_state() -> None:
    assert remembered(give_up_at=1) == (2, 0)


def test_a_batch_that_is_waited_for_remembers_every_record() -> None:
    assert remembered(give_up_at=None) == (4, 4)


def test_a_record_that_took_too_long_is_not_tried_again_until_it_is_committed() -> None:
    tried: list[int] = []

    def answer(record: Record, _state: State | None) -> Result:
        tried.append(record.offset)
        if record.offset == 1:
            raise RejectedError(Reason.TOO_SLOW, "hung")
        if record.offset == 2:
            raise RejectedError(Reason.INVALID, "wrong")
        return Result(Outcome.QUOTED, "id", [], [])

    async def run(too_slow: TooSlow) -> list[Outcome | str]:
        batch = Batch(Stage(StageName.QUOTES, topics.CLEAN, answer), RECORDS, None, 3.0, too_slow)
        await batch.run()
        return [result.outcome for result in batch.results]

    too_slow = TooSlow()
    outcomes = [Outcome.QUOTED, Outcome.DEAD_LETTER, Outcome.DEAD_LETTER, Outcome.QUOTED]
    assert asyncio.run(run(too_slow)) == outcomes
    assert asyncio.run(run(too_slow)) == outcomes
    assert tried == [0, 1, 2, 3, 0, 2, 3]
    too_slow.forget(RECORDS)
    asyncio.run(run(too_slow))
    assert tried[7:] == [0, 1, 2, 3]
