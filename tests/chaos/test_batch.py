"""A batch that nobody waits for any more leaves the state alone: it went back to its last commit meanwhile."""

import asyncio
import time

from streams import topics
from streams.pipeline import Stage, StageName
from streams.quote_index import QuoteIndex
from streams.records import Outcome, Record, Result, State
from streams.worker.batch import SLICE_S, Batch

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

        batch = Batch(Stage(StageName.QUOTES, topics.CLEAN, answer), RECORDS, state, 3.0)
        await batch.run()
        assert (batch.done.exception() is None) == (give_up_at is None)
        return len(batch.results), state.entries

    return asyncio.run(run())


def test_a_batch_that_was_given_up_adds_nothing_to_the_state() -> None:
    assert remembered(give_up_at=1) == (2, 0)


def test_a_batch_that_is_waited_for_remembers_every_record() -> None:
    assert remembered(give_up_at=None) == (4, 4)
