"""One input partition: fence, restore, then one transaction after another.

Safety rests on the order at the start alone. The fence (InitProducerId) shuts the old owner out and resolves its open
transaction; state and offset are read after it. Whoever fenced last is the only one that can commit, and it began
from what was committed when it fenced. The consumer group only decides who tries.
"""

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING, Any

from aiokafka import TopicPartition
from aiokafka.errors import (
    IllegalStateError,
    InvalidMessageError,
    MessageSizeTooLargeError,
    ProducerFenced,
    RecordTooLargeError,
)

from streams.errors import Reason, RejectedError
from streams.records import Record, State
from streams.worker.batch import Batch
from streams.worker.restore import restore
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
    def suspicious(self) -> bool:
        """Whether records of a failed batch are still to be tried."""
        return self._suspects > 0

    @property
    def hopeless(self) -> bool:
        """Whether the next record failed by itself every time."""
        return self._failures_alone > RETRIES_ALONE

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
            self._failures_alone = RETRIES_ALONE + 1 if for_good else self._failures_alone + 1
        self._suspects = max(self._suspects, count)
        self.records = max(1, count // SHRINK)
        self.pause_s = FIRST_PAUSE_S

    def failed(self) -> None:
        """Something else failed: the network, the broker."""
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)


class Partition:
    """The work on one assigned partition, from assignment to revocation."""

    def __init__(self, service: "StageService", source: TopicPartition) -> None:
        self._service = service
        self._settings = service.settings
        self._stage = service.stage
        self._consumer: Any = service.consumer
        self._source = source
        self._owner = Owner(service.group, source, service.changelog)
        self._stop = asyncio.Event()
        self._backoff = Backoff(self._settings.batch_records)
        self._position = -1
        self._in_flight = 0
        self.state: State | None = None
        self.ready = False

    def stop(self) -> None:
        """Ask for an end after the transaction in flight."""
        self._stop.set()

    async def run(self) -> None:
        """Process the partition until stopped, through every failure."""
        while not self._stop.is_set():
            transactions = Transactions(self._settings, self._owner)
            try:
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
            except (BatchFailedError, *REFUSED) as error:
                self._report("batch", error)
                self._backoff.batch_failed(self._in_flight, for_good=isinstance(error, REFUSED))
            except Exception as error:  # noqa: BLE001 - a partition goes on through anything
                self._report("error", error)
                self._backoff.failed()
            finally:
                self.ready = False
                if self.state is not None:
                    self.state.rollback()
                await transactions.close()
            await self._sleep(self._backoff.pause_s)

    async def _begin(self) -> None:
        """Find where to go on, and what was known there; both only after the fence."""
        offset = await self._consumer.committed(self._source)
        if offset is None:
            offset = (await self._consumer.beginning_offsets([self._source]))[self._source]
        if self._stage.new_state is not None and (self.state is None or offset != self._position):
            # Somebody else committed since we did, or we never did: what we know is not what is true.
            self.state = self._stage.new_state()
            await restore(self._settings, self._service.changelog_partition(self._source), self.state)
        self._consumer.seek(self._source, offset)
        self._position = offset

    async def _next_batch(self, transactions: Transactions) -> None:
        began = time.monotonic()
        records = await self._fetch()
        await self._service.observe_position(self._source)
        if not records:
            return
        if records[0].offset < self._position:
            raise RuntimeError(f"{self._source} went back from {self._position} to {records[0].offset}")
        self._in_flight = len(records)
        await self._process(records, transactions)
        self._backoff.committed(len(records))
        if len(records) < self._backoff.records and not self._backoff.suspicious:
            await self._sleep(self._settings.commit_interval_s - (time.monotonic() - began))

    async def _fetch(self) -> list[Record]:
        most = self._backoff.records
        fetched = await self._consumer.getmany(self._source, timeout_ms=FETCH_MS, max_records=most)
        messages = fetched.get(self._source, [])
        if messages and len(messages) < most:
            more = await self._consumer.getmany(
                self._source, timeout_ms=FETCH_MORE_MS, max_records=most - len(messages)
            )
            messages += more.get(self._source, [])
        return [Record(m.topic, m.partition, m.offset, m.timestamp, m.key, m.value, tuple(m.headers)) for m in messages]

    async def _process(self, records: list[Record], transactions: Transactions) -> None:
        batch = Batch(self._stage, records, self.state, self._settings.record_budget_s)
        if self._backoff.hopeless:
            batch.give_up(RejectedError(Reason.REFUSED, "failed or was refused by the broker, alone, every time"))
        else:
            await self._service.through_agent(batch)
        began = time.monotonic()
        next_offset = records[-1].offset + 1
        await transactions.commit(batch.outputs, batch.changes, next_offset)
        self._position = next_offset
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
