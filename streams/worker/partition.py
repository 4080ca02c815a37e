"""One input partition: fence, restore, then one transaction after another.

Safety rests on the order at the start alone. The fence (InitProducerId) shuts the old owner out and resolves its open
transaction; state and offset are read after it. Whoever fenced last is the only one that can commit, and it began
from what was committed when it fenced. The consumer group only decides who tries.
"""

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from aiokafka import TopicPartition
from aiokafka.errors import (
    IllegalStateError,
    InvalidMessageError,
    MessageSizeTooLargeError,
    NoOffsetForPartitionError,
    ProducerFenced,
    RecordTooLargeError,
)

from streams.errors import Reason, RejectedError
from streams.records import Record, State
from streams.worker.batch import Batch
from streams.worker.beginning import Beginning
from streams.worker.restore import restore
from streams.worker.tail import record_of
from streams.worker.transaction import Owner, Transactions

if TYPE_CHECKING:
    from streams.worker.stage import StageService

log = logging.getLogger(__name__)

FETCH_MS = 200
FETCH_MORE_MS = 8  # aiokafka prefetches one response a partition: a second short look halves the latency
SHRINK = 10  # a batch that fails is tried again in tenths: 500, 50, 5, 1
RETRIES_ALONE = 2
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0

REFUSED = (MessageSizeTooLargeError, RecordTooLargeError, InvalidMessageError)


class Known(NamedTuple):
    """A partition's state and the offset it belongs to: as long as that is the committed one, nobody else went on."""

    state: State
    position: int


class RefusedError(Exception):
    """The broker refuses a batch's outputs, and would again."""


class BatchFailedError(Exception):
    """The agent crashed on a batch, or did not finish it in time."""


class Backoff:
    """How many records to try at a time after a failure, and how long to wait before."""

    def __init__(self, batch_records: int) -> None:
        self._most = batch_records
        self.records = batch_records
        self.pause_s = FIRST_PAUSE_S
        self._suspects = 0
        self._failures_alone = 0

    @property
    def hopeless(self) -> bool:
        """Whether the next record failed by itself every time."""
        return self._failures_alone > RETRIES_ALONE

    @property
    def desperate(self) -> bool:
        """Whether even the dead letter of the next record was refused."""
        return self._failures_alone > RETRIES_ALONE + 1

    def committed(self, count: int) -> None:
        """A batch of `count` records went through."""
        self._failures_alone = 0
        self.pause_s = FIRST_PAUSE_S
        self._suspects = max(0, self._suspects - count)
        if not self._suspects:
            self.records = self._most

    def batch_failed(self, count: int, *, for_good: bool) -> None:
        """A batch failed by its records' own fault; `for_good` when trying one again cannot help."""
        if count == 1:
            self._failures_alone = max(self._failures_alone, RETRIES_ALONE if for_good else 0) + 1
        self.abandoned(count)

    def abandoned(self, count: int) -> None:
        """A batch of `count` records took longer than a rebalance waits: fewer at a time can get through."""
        self._suspects = max(self._suspects, count)
        self.records = max(1, count // SHRINK)
        self.pause_s = FIRST_PAUSE_S

    def moved(self) -> None:
        """Another owner went on meanwhile: the next record is not the one that failed alone."""
        self._failures_alone = 0

    def failed(self) -> None:
        """Something else failed: the network, the broker."""
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)


class Partition:
    """The work on one assigned partition, from assignment to revocation.

    `backoff` outlives it: a partition that comes back after a rebalance goes on as carefully as before. Else a batch
    that takes longer than a membership lasts would be tried for ever.
    """

    def __init__(
        self, service: "StageService", source: TopicPartition, backoff: Backoff, known: Known | None = None
    ) -> None:
        self._service = service
        self._settings = service.settings
        self._stage = service.stage
        self._consumer: Any = service.consumer
        self._source = source
        self._owner = Owner(service.group, source, service.changelog)
        self._stop = asyncio.Event()
        self._backoff = backoff
        self._beginning = Beginning(self._consumer, source, service.metrics)
        self._position = known.position if known else -1
        self._in_flight = 0
        self._stopping = asyncio.ensure_future(self._stop.wait())
        self.state: State | None = known.state if known else None
        self.ready = False

    @property
    def known(self) -> Known | None:
        """What the next owner of the partition in this process may begin with, once the work has ended."""
        return Known(self.state, self._position) if self.state is not None else None

    def stop(self) -> None:
        """Ask for an end after the transaction in flight."""
        self._stop.set()

    async def run(self) -> None:
        """Process the partition until stopped, through every failure."""
        try:
            await self._work()
        finally:
            self._stopping.cancel()

    async def _work(self) -> None:
        while not self._stop.is_set():
            transactions = None
            self._in_flight = 0
            try:
                transactions = Transactions(self._settings, self._owner)  # raises while a password's file is renewed
                await transactions.fence()
                await self._begin()
                self.ready = True
                while not self._stop.is_set():
                    await self._next_batch(transactions)
            except (ProducerFenced, IllegalStateError) as error:
                self._report("fenced", error)
                # Another owner, or the broker ended our transaction. Fencing back at once could shut out the rightful
                # owner.
                self._backoff.pause_s = self._settings.session_s / 2
            except (BatchFailedError, RefusedError) as error:
                self._report("batch", error)
                self._backoff.batch_failed(self._in_flight, for_good=isinstance(error, RefusedError))
            except asyncio.CancelledError:
                if self._in_flight:
                    self._backoff.abandoned(self._in_flight)
                raise
            except Exception as error:  # noqa: BLE001 - a partition goes on through anything
                self._report("error", error)
                self._backoff.failed()
            finally:
                self.ready = False
                self._undo()
                if transactions is not None:
                    await transactions.close()
            await self._sleep(self._backoff.pause_s)

    def _undo(self) -> None:
        """Take back what was not committed; a state that cannot do that is read again."""
        try:
            if self.state is not None:
                self.state.rollback()
        except Exception:
            log.exception("%s %s[%d]: state", self._stage.name, self._source.topic, self._source.partition)
            self.state, self._position = None, -1

    async def _begin(self) -> None:
        """Find where to go on, and what was known there; both only after the fence."""
        offset = await self._beginning.offset()
        if offset != self._position:
            self._backoff.moved()
        if self._stage.new_state is not None and (self.state is None or offset != self._position):
            # Somebody else committed since we did, or we never did: what we know is not what is true.
            self.state, self._position = self._stage.new_state(), -1
            await restore(self._settings, self._service.changelog_partition(self._source), self.state)
        self._consumer.seek(self._source, offset)
        self._position = offset

    async def _next_batch(self, transactions: Transactions) -> None:
        records = await self._fetch()
        await self._service.observe_position(self._source)
        if not records:
            return
        if records[0].offset < self._position:
            raise RuntimeError(f"{self._source} went back from {self._position} to {records[0].offset}")
        self._in_flight = len(records)
        await self._process(records, transactions)
        self._in_flight = 0
        self._backoff.committed(len(records))

    async def _fetch(self) -> list[Record]:
        """The next records; none when there are none, or when the partition is to be left."""
        most = self._backoff.records
        try:
            messages = await self._getmany(FETCH_MS, most)
            if messages and len(messages) < most:
                messages += await self._getmany(FETCH_MORE_MS, most - len(messages))
        except NoOffsetForPartitionError:
            return []  # the consumer looked for a committed offset before we told it where to begin
        return [record_of(message) for message in messages]

    async def _getmany(self, timeout_ms: int, most: int) -> list[Any]:
        """Fetch, or give up at once when asked to stop: aiokafka waits until a rebalance is over."""
        fetching = asyncio.ensure_future(self._consumer.getmany(self._source, timeout_ms=timeout_ms, max_records=most))
        await asyncio.wait([fetching, self._stopping], return_when=asyncio.FIRST_COMPLETED)
        if not fetching.done():
            fetching.cancel()  # what it had read is read again: the next owner seeks to what was committed
            return []
        fetched: list[Any] = fetching.result().get(self._source, [])
        return fetched

    async def _process(self, records: list[Record], transactions: Transactions) -> None:
        batch = Batch(self._stage, records, self.state, self._settings.record_budget_s, self._service.too_slow)
        if self._backoff.hopeless:
            error = RejectedError(Reason.REFUSED, "failed or was refused by the broker, alone, every time")
            batch.give_up(error, whole=not self._backoff.desperate)
        else:
            await self._service.through_agent(batch)
        began = time.monotonic()
        next_offset = records[-1].offset + 1
        try:
            await transactions.commit(batch.outputs, batch.changes, next_offset)
        except REFUSED as error:
            raise RefusedError(repr(error)) from error
        self._position = next_offset
        self._service.too_slow.forget(records)
        if self.state is not None:
            self.state.commit()
        self._service.count(batch, time.monotonic() - began)

    def _report(self, kind: str, error: BaseException) -> None:
        self._service.metrics.partition_errors.labels(self._stage.name, kind).inc()
        log.warning("%s %s[%d]: %s: %r", self._stage.name, self._source.topic, self._source.partition, kind, error)

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
