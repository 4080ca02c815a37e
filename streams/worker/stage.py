"""A stage as a service: its consumer, its partitions, and the channel its agent reads."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from faust.types.tuples import Message
from mode import Service

from streams.pipeline import Stage
from streams.settings import Settings
from streams.worker.batch import Batch, TooSlow
from streams.worker.login import client_options, refusal
from streams.worker.metrics import Metrics
from streams.worker.partition import Backoff, BatchFailedError, Known, Partition
from streams.worker.reach import Reach

log = logging.getLogger(__name__)

CHANNEL_BATCHES = 64
BATCH_S = 120.0  # an agent that needs longer for one batch is taken for stuck
CANCEL_S = 2.0
METADATA_MS = 10_000  # how long a topic that was deleted and made anew stays unseen; aiokafka's own is five minutes
WAVE_BYTES = 16 << 10  # as much is fetched at once: what a stage commits, the next one has without waiting
READINESS_S = 1.0
NO_PARTITION = 2**31 - 1  # asking for this one asks only how the group is
LEAVE_S = 8.0
FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 10.0
REBALANCE_MARGIN_S = 6.0


class StageService(Service, ConsumerRebalanceListener):  # type: ignore[misc] # both come without types
    """Owns one consumer; runs one `Partition` for each partition the group assigns."""

    def __init__(self, app: Any, stage: Stage, settings: Settings, metrics: Metrics, **mode: Any) -> None:
        super().__init__(**mode)
        self.app = app
        self.stage = stage
        self.settings = settings
        self.metrics = metrics
        self.topic = settings.topic_prefix + stage.source.name
        self.group = f"{settings.group}.{stage.name}"
        self.changelog = settings.topic_prefix + stage.changelog.name if stage.changelog else None
        self.channel = app.channel(maxsize=CHANNEL_BATCHES, value_type=None)
        self.consumer: Any = None
        self._reach: Reach | None = None
        self.partitions: dict[TopicPartition, Partition] = {}
        self._backoffs: dict[TopicPartition, Backoff] = {}
        self._running: dict[TopicPartition, asyncio.Task[None]] = {}
        self.too_slow = TooSlow()
        self._in_flight: set[Batch] = set()
        self._joined = False
        self._kept: dict[TopicPartition, Known] = {}

    @property
    def ready(self) -> bool:
        """In its group, its topic there, brokers that answer, and every partition it was given restored and at work."""
        if not self._joined or self.consumer is None or not self.consumer.partitions_for_topic(self.topic):
            return False
        if self._reach is None or self._reach.lost:
            return False
        return all(partition.ready for partition in self.partitions.values())

    def changelog_partition(self, source: TopicPartition) -> TopicPartition:
        """The changelog's partition of an input partition: the one of the same number."""
        return TopicPartition(self.changelog, source.partition)

    # Lifecycle

    async def on_start(self) -> None:
        """Begin; connecting goes on in the background, so that /live answers before a broker is there."""
        if not self.app.flow_control.is_active():
            self.app.flow_control.resume()  # stock Faust does this after table recovery
        self.add_future(self._connect())

    async def on_stop(self) -> None:
        """Finish and commit what is in flight, then leave the group; the second time there is nothing left to do."""
        await self._halt()
        if self.consumer is not None:
            consumer, self.consumer = self.consumer, None
            with contextlib.suppress(Exception):
                await asyncio.wait_for(consumer.stop(), LEAVE_S)

    async def _connect(self) -> None:
        pause = FIRST_RETRY_S
        while not self.should_stop:
            consumer = None
            try:
                consumer = self._new_consumer()  # raises while a password's file is renewed
                await consumer.start()
                if await self._topics_exist(consumer):
                    self.consumer, self._reach = consumer, Reach(self.stage.name, consumer)
                    consumer.subscribe([self.topic], listener=self)
                    return
            except Exception as error:  # noqa: BLE001 - whatever it is, the broker may come yet
                reason = await refusal(self.settings) or error
                log.warning("%s: no broker at %s (%s); trying again", self.stage.name, self.settings.broker, reason)
            if consumer is not None:
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(consumer.stop(), LEAVE_S)
            await self.sleep(pause)
            pause = min(pause * 1.5, LONGEST_RETRY_S)

    def _new_consumer(self) -> Any:
        session_ms = int(self.settings.session_s * 1000)
        options = {
            "group_id": self.group,
            "enable_auto_commit": False,
            "isolation_level": "read_committed",
            "auto_offset_reset": "none",  # where to begin is for `Partition` to say, with what is missing there
            "metadata_max_age_ms": METADATA_MS,
            "session_timeout_ms": session_ms,
            "heartbeat_interval_ms": session_ms // 4,
            "rebalance_timeout_ms": int((self.settings.drain_s + REBALANCE_MARGIN_S) * 1000),
            # All partitions' records come in one wave, at most this apart. Were each partition to pause after its own
            # transaction, the records that wait for it would hold back the others': aiokafka fetches nothing meanwhile.
            "fetch_max_wait_ms": max(1, int(self.settings.commit_interval_s * 1000)),
            "fetch_min_bytes": WAVE_BYTES,
            "max_partition_fetch_bytes": self.settings.fetch_kb << 10,  # a larger record still comes, alone
        }
        return self.consumer_of(client_options(self.settings) | options)

    def consumer_of(self, options: dict[str, Any]) -> Any:
        """A consumer with these options of aiokafka's."""
        return AIOKafkaConsumer(**options)

    async def _topics_exist(self, consumer: Any) -> bool:
        present = await consumer.topics()
        missing = [name for name in (self.topic, self.changelog) if name and name not in present]
        if missing:
            log.error(
                "%s: no topic %s that we may see; make it with `news-streams topics create`, or grant access to it",
                self.stage.name,
                ", ".join(missing),
            )
        return not missing

    # The group's decisions

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # noqa: ARG002 - all of them are
        """Finish and commit what is in flight before another worker begins."""
        await self._halt()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Begin work on the partitions that are ours now; a rebalance that ends while we stop begins nothing."""
        if self.should_stop:
            return
        for source in assigned:
            backoff = self._backoffs.setdefault(source, Backoff(self.settings.batch_records))
            partition = Partition(self, source, backoff, self._kept.get(source))
            self.partitions[source] = partition
            self._running[source] = asyncio.create_task(partition.run())
        self._joined = True
        self._kept.clear()  # what others own now, we would know less and less of
        log.info("%s: assigned %s", self.stage.name, sorted(source.partition for source in assigned))

    @Service.task
    async def _watch_readiness(self) -> None:
        while not self.should_stop:
            if self._reach is not None:
                self._reach.look()
            self.metrics.stage_ready.labels(self.stage.name).set(self.ready)
            # Not only after a commit: what was restored is held before the first one.
            self.metrics.remembered(self.stage, [p.state for p in self.partitions.values() if p.state is not None])
            await self.sleep(READINESS_S)

    @Service.task
    async def _watch_group(self) -> None:
        """Say what keeps us out of the group: without partitions, nobody else asks the consumer."""
        while not self.should_stop:
            if self.consumer is not None and not self.partitions:
                try:
                    await self.consumer.getmany(TopicPartition(self.topic, NO_PARTITION), timeout_ms=0)
                except Exception as error:  # noqa: BLE001 - the consumer goes on trying
                    log.warning("%s: cannot join the group %s: %r", self.stage.name, self.group, error)
            await self.sleep(READINESS_S)

    async def _halt(self) -> None:
        tasks = list(self._running.values())
        for partition in self.partitions.values():
            partition.stop()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self.settings.drain_s)
            for task in late:
                task.cancel()  # what it left open, the next owner's fence aborts
            if late:
                await asyncio.wait(late, timeout=CANCEL_S)
        self._joined = False
        self._kept |= {source: partition.known for source, partition in self.partitions.items() if partition.known}
        self._running.clear()
        self.partitions.clear()
        self.metrics.forget(self.stage, self.topic)

    # What partitions need

    async def through_agent(self, batch: Batch) -> None:
        """Hand a batch to the stage's agent and wait for it.

        Raises:
            BatchFailedError: the agent crashed, or took longer than it may.
        """
        self._in_flight.add(batch)
        try:
            await self.channel.put(self.app.create_event(None, batch, None, self._message(batch)))
            waited_for_its_turn = True
            while waited_for_its_turn:  # one agent serves all partitions: only the time of its own work counts
                waited_for_its_turn = not batch.began
                done, _ = await asyncio.wait([batch.done], timeout=BATCH_S)
                if done:
                    return batch.done.result()
            raise BatchFailedError(f"the agent did not finish {len(batch.records)} records in {BATCH_S:g} s")
        finally:
            batch.done.cancel()  # the agent is told that nobody waits for it any more
            self._in_flight.discard(batch)

    def agent_failed(self, error: BaseException) -> None:
        """Pass an agent's crash on to the batch it crashed on; those that wait for their turn go on waiting."""
        for batch in [batch for batch in self._in_flight if batch.began]:
            batch.fail(BatchFailedError(repr(error)))

    async def observe_position(self, source: TopicPartition) -> None:
        """Measure how far behind the partition is."""
        high = self.consumer.highwater(source)
        if high is not None:
            behind = max(0, high - await self.consumer.position(source))
            self.metrics.behind(source.topic, source.partition, behind)

    def count(self, batch: Batch, transaction_s: float) -> None:
        """Measure what was committed."""
        self.metrics.committed(batch, self.topic, transaction_s)

    def _message(self, batch: Batch) -> Message:
        first = batch.records[0]
        return Message(
            topic=first.topic,
            partition=first.partition,
            offset=first.offset,
            timestamp=first.timestamp / 1000,
            timestamp_type=0,
            headers=None,
            key=None,
            value=None,
            checksum=None,
            generation_id=self.app.consumer_generation_id,
        )
