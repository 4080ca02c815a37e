"""Process history again: raw records of a stretch of time, through the same stages, into topics of their own.

A worker with a group, transactional ids and topics of its own, so that it and the live one know nothing of each other.
Its first stage reads the live raw topic from the stretch's beginning to its end; what it has committed tells the next
run where to go on.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams import topics
from streams.pipeline import Stage, StageName
from streams.settings import Settings
from streams.worker.admin import create_topics
from streams.worker.app import NewsApp
from streams.worker.connection import consumer, partitions_of
from streams.worker.stage import StageService

log = logging.getLogger(__name__)

LOOK_S = 1.0
SAY_S = 10.0


class Stretch(NamedTuple):
    """The offsets of a partition from `start` up to, not including, `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many offsets it has; some of them may hold no record."""
        return max(0, self.end - self.start)


Stretches = Mapping[TopicPartition, Stretch]
NOTHING = Stretch(0, 0)


def replayed_settings(settings: Settings, output_prefix: str) -> Settings:
    """The settings of the worker that replays: outputs, group and transactional ids under the output prefix."""
    return msgspec.structs.replace(
        settings,
        topic_prefix=settings.topic_prefix + output_prefix,
        group=f"{settings.group}.{output_prefix.rstrip('.')}",
        stages=",".join(StageName),
    )


def raw_topic(settings: Settings) -> str:
    """The full name of the topic that is read."""
    return settings.topic_prefix + topics.RAW.name


async def find_stretches(settings: Settings, from_ms: int, to_ms: int | None = None) -> Stretches:
    """Where the live raw topic's records of a time begin and end, in each partition.

    Args:
        settings: those of the live stream.
        from_ms: the time of the first records, in milliseconds since 1970.
        to_ms: the time before which the last ones lie; without it, all that are committed now.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicMissingError: there is no raw topic.
    """
    async with consumer(settings) as client:
        partitions = await partitions_of(client, raw_topic(settings))
        ends = await client.end_offsets(partitions)
        starts = await client.offsets_for_times(dict.fromkeys(partitions, from_ms))
        stops = {} if to_ms is None else await client.offsets_for_times(dict.fromkeys(partitions, to_ms))
    return {
        p: Stretch(_offset(starts.get(p), ends[p]), min(ends[p], _offset(stops.get(p), ends[p]))) for p in partitions
    }


async def is_other_stretch(replayed: Settings, stretches: Stretches) -> bool:
    """Whether the outputs hold another stretch already: its group stands outside of these.

    Raises:
        BrokerUnreachableError: no broker answers.
    """
    async with consumer(replayed, f"{replayed.group}.{StageName.CLEAN}") as client:
        client.assign(list(stretches))
        committed = {p: await client.committed(p) for p in stretches}
    begun = {p: offset for p, offset in committed.items() if offset is not None}
    return not all(stretches[p].start <= offset <= stretches[p].end for p, offset in begun.items())


def _offset(found: Any, end: int) -> int:
    """The offset that was found; the end where no record is so late."""
    return end if found is None else int(found.offset)


async def create_outputs(settings: Settings, replayed: Settings) -> None:
    """Create what is missing of the outputs' topics, with as many partitions as the live raw topic has.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicError: the broker refuses a topic.
    """
    async with consumer(settings) as client:
        partitions = len(await partitions_of(client, raw_topic(settings)))
    await create_topics(replayed, partitions=partitions)


class ReplayConsumer(AIOKafkaConsumer):  # type: ignore[misc] # it comes without types
    """Sees the partitions of one topic as if they held their stretch and nothing else; others it leaves as they are.

    Args:
        source: the topic; a partition of it that is in no stretch seems empty.
        stretches: what is seen of it.
        options: those of aiokafka's consumer.
    """

    def __init__(self, source: str, stretches: Stretches, **options: Any) -> None:
        super().__init__(**options)
        self._source = source
        self._stretches = stretches
        self._handed: dict[TopicPartition, int] = {}

    def end_of(self, partition: TopicPartition) -> int | None:
        """Where the partition's stretch ends; None where it has none."""
        return self._stretches.get(partition, NOTHING).end if partition.topic == self._source else None

    async def beginning_offsets(self, partitions: Any) -> dict[TopicPartition, int]:
        """Where a group that has committed nothing begins."""
        found: dict[TopicPartition, int] = await super().beginning_offsets(partitions)
        return {
            p: self._stretches.get(p, NOTHING).start if p.topic == self._source else offset
            for p, offset in found.items()
        }

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
    ) -> dict[TopicPartition, list[Any]]:
        """The next records of the partitions; none of those that lie behind their stretch."""
        still_open = [p for p in partitions if not await self._is_at_end(p)]
        if not still_open:
            await asyncio.sleep(timeout_ms / 1000)
            return {}
        fetched = await super().getmany(*still_open, timeout_ms=timeout_ms, max_records=max_records)
        return {partition: self._within(partition, messages) for partition, messages in fetched.items()}

    async def _is_at_end(self, partition: TopicPartition) -> bool:
        end = self.end_of(partition)
        return end is not None and partition in self.assignment() and await self.position(partition) >= end

    def _within(self, partition: TopicPartition, messages: list[Any]) -> list[Any]:
        end = self.end_of(partition)
        inside = messages if end is None else [message for message in messages if message.offset < end]
        if inside:
            self._handed[partition] = inside[-1].offset + 1
        return inside

    async def is_through(self, partition: TopicPartition, end: int) -> bool:
        """Whether everything before `end` was read and what was handed out of it is committed."""
        if await self.position(partition) < end:
            return False
        return (await self.committed(partition) or 0) >= self._handed.get(partition, 0)


class ReplayStage(StageService):
    """A stage that reads a stretch of the live raw topic, or what the stage before it makes of that."""

    def __init__(self, app: "ReplayApp", stage: Stage, source: str, stretches: Stretches) -> None:
        super().__init__(app, stage, app.settings, app.metrics)
        self._source = source
        self._stretches = stretches
        self._settled = False
        if stage.source is topics.RAW:
            self.topic = source

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Until the group has decided, no partition is ours, which must not be taken for nothing left to do."""
        self._settled = False
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Begin work."""
        await super().on_partitions_assigned(assigned)
        self._settled = True

    def consumer_of(self, options: dict[str, Any]) -> Any:
        """A consumer that sees the stretch alone."""
        return ReplayConsumer(self._source, self._stretches, **options)

    async def is_through(self) -> bool:
        """Whether this stage's partitions are at work and have nothing left to do."""
        if not self._at_work:
            return False
        mine = list(self.partitions)
        ends = await self.consumer.end_offsets(mine) if mine else {}
        for partition in mine:
            end = self.consumer.end_of(partition)
            if not await self.consumer.is_through(partition, ends[partition] if end is None else end):
                return False
        return self._at_work and mine == list(self.partitions)

    @property
    def _at_work(self) -> bool:
        return self._settled and self.ready and not self.should_stop


class ReplayApp(NewsApp):
    """A worker that replays."""

    def __init__(self, replayed: Settings, source: str, stretches: Stretches) -> None:
        self._source, self.stretches = source, stretches
        super().__init__(replayed)

    def service_of(self, stage: Stage) -> StageService:
        """The stage's service."""
        return ReplayStage(self, stage, self._source, self.stretches)

    async def is_through(self) -> bool:
        """Whether all stages are, each looked at after the one that feeds it."""
        for service in self.stage_services:
            if not (isinstance(service, ReplayStage) and await service.is_through()):
                return False
        return True

    async def done(self) -> int:
        """How many offsets of the stretches the group has behind it."""
        first = self.stage_services[0]
        if first.consumer is None:
            return 0
        committed = {p: await first.consumer.committed(p) for p in first.partitions}
        return sum(
            min(offset, self.stretches[p].end) - self.stretches[p].start
            for p, offset in committed.items()
            if offset is not None and p in self.stretches
        )


async def watch(app: ReplayApp, progress: Callable[[int], None]) -> None:
    """Return when everything is through; `progress` hears again and again how many offsets are done."""
    said = time.monotonic()
    while True:
        await asyncio.sleep(LOOK_S)
        try:
            if await app.is_through():
                return
            done = await app.done()
        except Exception as error:  # noqa: BLE001 - the broker, which comes back, or the group, which is at odds
            log.debug("replay: cannot tell how far it is: %r", error)
            continue
        progress(done)
        if time.monotonic() - said > SAY_S:
            said = time.monotonic()
            log.info("replayed %d of %d", done, sum(s.length for s in app.stretches.values()))
