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
from streams.topics import MAX_RECORD_BYTES
from streams.worker.batch import Batch
from streams.worker.metrics import Metrics
from streams.worker.partition import BatchFailedError, Partition

log = logging.getLogger(__name__)

CHANNEL_BATCHES = 64
BATCH_S = 120.0  # an agent that needs longer for one batch is taken for stuck
CANCEL_S = 2.0
READINESS_S = 1.0
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
        self.partitions: dict[TopicPartition, Partition] = {}
        self._running: dict[TopicPartition, asyncio.Task[None]] = {}
        self._in_flight: set[Batch] = set()
        self._joined = False

    @property
    def ready(self) -> bool:
        """In its group, and every partition it was given restored and at work."""
        return self._joined and all(partition.ready for partition in self.partitions.values())

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
        """Finish and commit what is in flight, then leave the group."""
        await self._halt()
        if self.consumer is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.consumer.stop(), LEAVE_S)

    async def _connect(self) -> None:
        pause = FIRST_RETRY_S
        while not self.should_stop:
            consumer = self._new_consumer()
            try:
                await consumer.start()
                if await self._topics_exist(consumer):
                    self.consumer = consumer
                    consumer.subscribe([self.topic], listener=self)
                    return
            except Exception as error:  # noqa: BLE001 - whatever it is, the broker may come yet
                log.warning("%s: no broker at %s (%s); trying again", self.stage.name, self.settings.broker, error)
            with contextlib.suppress(Exception):
                await asyncio.wait_for(consumer.stop(), LEAVE_S)
            await self.sleep(pause)
            pause = min(pause * 1.5, LONGEST_RETRY_S)

    def _new_consumer(self) -> Any:
        session_ms = int(self.settings.session_s * 1000)
        return AIOKafkaConsumer(
            bootstrap_servers=self.settings.broker,
            group_id=self.group,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=session_ms // 4,
            rebalance_timeout_ms=int((self.settings.drain_s + REBALANCE_MARGIN_S) * 1000),
            max_partition_fetch_bytes=MAX_RECORD_BYTES,
        )

    async def _topics_exist(self, consumer: Any) -> bool:
        present = await consumer.topics()
        missing = [name for name in (self.topic, self.changelog) if name and name not in present]
        if missing:
            log.error("%s: no topic %s; make it with `news-streams topics create`", self.stage.name, ", ".join(missing))
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
            partition = Partition(self, source)
            self.partitions[source] = partition
            self._running[source] = asyncio.create_task(partition.run())
        self._joined = True
        log.info("%s: assigned %s", self.stage.name, sorted(source.partition for source in assigned))

    @Service.task
    async def _watch_readiness(self) -> None:
        while not self.should_stop:
            self.metrics.stage_ready.labels(self.stage.name).set(self.ready)
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
            await asyncio.wait_for(batch.done, BATCH_S)
        except TimeoutError as error:
            raise BatchFailedError(f"the agent did not finish {len(batch.records)} records in {BATCH_S:g} s") from error
        finally:
            self._in_flight.discard(batch)

    def agent_failed(self, error: BaseException) -> None:
        """Pass an agent's crash on to those who wait for it."""
        for batch in list(self._in_flight):
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
        states = [p.state for p in self.partitions.values() if p.state is not None]
        self.metrics.remembered(self.stage, states)

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
