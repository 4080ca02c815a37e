"""Read topics without a group: nothing is committed, so that watching disturbs nobody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import merge
from typing import Any

from aiokafka import TopicPartition

from streams.records import Record
from streams.settings import Settings
from streams.worker.connection import consumer, partitions_of

FETCH_MS = 500
FETCH_RECORDS = 500


class Tail:
    """Reads topics' committed records, from all partitions, each partition in order. An open one comes from `tail`."""

    def __init__(self, client: Any, partitions: list[TopicPartition]) -> None:
        self._client = client
        self._partitions = partitions

    async def poll(self, wait_ms: int = FETCH_MS) -> list[Record]:
        """What has come since, within `wait_ms`; within a topic the older first, as far as partitions allow."""
        fetched = await self._client.getmany(*self._partitions, timeout_ms=wait_ms, max_records=FETCH_RECORDS)
        each = [[record_of(message) for message in messages] for messages in fetched.values()]
        return list(merge(*each, key=lambda record: record.timestamp))  # leaves each partition's order as it is

    async def ends(self) -> dict[TopicPartition, int]:
        """The offset after the last committed record, or control record, of each partition."""
        ends: dict[TopicPartition, int] = await self._client.end_offsets(self._partitions)
        return ends

    async def is_before(self, ends: dict[TopicPartition, int]) -> bool:
        """Whether something before these offsets has not been fetched."""
        return any([await self._client.position(p) < ends[p] for p in self._partitions])

    async def forever(self) -> AsyncIterator[Record]:
        """Whatever comes."""
        while True:
            for record in await self.poll():
                yield record

    async def until(self, ends: dict[TopicPartition, int]) -> AsyncIterator[Record]:
        """Read on to these offsets; what was fetched along after them is passed over."""
        while await self.is_before(ends):
            for record in await self.poll():
                if record.offset < ends[TopicPartition(record.topic, record.partition)]:
                    yield record


def record_of(message: Any) -> Record:
    """A consumer's message as a record."""
    headers = tuple((name, value or b"") for name, value in message.headers)
    return Record(
        message.topic, message.partition, message.offset, message.timestamp, message.key, message.value, headers
    )


@asynccontextmanager
async def tail(settings: Settings, *topics: str, from_beginning: bool = False) -> AsyncIterator[Tail]:
    """An open `Tail` of the topics (full names), from their beginning or from now on.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicMissingError: a topic does not exist.
    """
    async with consumer(settings) as client:
        partitions = await partitions_of(client, *topics)
        client.assign(partitions)
        await (client.seek_to_beginning if from_beginning else client.seek_to_end)(*partitions)
        yield Tail(client, partitions)
