"""A partition's transactional producer: fence, commit, close."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import murmur2

from streams.records import Change, Output
from streams.settings import Settings
from streams.topics import DEAD_LETTER_HEADROOM, MAX_RECORD_BYTES
from streams.worker.login import client_options

Item = tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]

MAX_BATCH_BYTES = 256 << 10  # must stay below every topic's max.message.bytes
START_S = 30
CLOSE_S = 5
ABORT_S = 2


class Owner(NamedTuple):
    """What a producer writes for: an input partition, in a group, with a changelog if its stage has one.

    Group and partition make the transactional id, under which the owners of a partition fence one another.
    """

    group: str
    source: TopicPartition
    changelog: str | None


class Transactions:
    """Transactions of one owner. After any error: close it and make another."""

    def __init__(self, settings: Settings, owner: Owner) -> None:
        self._owner = owner
        self._prefix = settings.topic_prefix
        self._counts: dict[str, int] = {}
        self._producer: Any = AIOKafkaProducer(
            **client_options(settings),
            transactional_id=f"{owner.group}.{owner.source.topic}.{owner.source.partition}",
            transaction_timeout_ms=int(settings.transaction_s * 1000),
            compression_type=None if settings.compression == "none" else settings.compression,
            max_batch_size=MAX_BATCH_BYTES,
            max_request_size=MAX_RECORD_BYTES + DEAD_LETTER_HEADROOM,
            retry_backoff_ms=20,  # bounds the wait while the broker still completes the transaction before
        )

    async def fence(self) -> None:
        """Shut out every older producer of this id, and abort what it left open."""
        await asyncio.wait_for(self._producer.start(), START_S)

    async def commit(self, outputs: Sequence[Output], changes: Sequence[Change], next_offset: int) -> None:
        """Send outputs, state changes and the group's offset, all or none.

        Raises:
            aiokafka.errors.KafkaError: nothing of it was committed, or (a lost connection) it is not known.
        """
        producer, owner = self._producer, self._owner
        await producer.begin_transaction()
        sent = [_watched(future) for future in await self._send(outputs, changes)]
        offsets = producer.send_offsets_to_transaction({owner.source: next_offset}, owner.group)
        # aiokafka commits a transaction although a record in it failed: look at every one first.
        done, _ = await asyncio.wait(
            [*sent, _watched(asyncio.ensure_future(offsets))], return_when=asyncio.FIRST_EXCEPTION
        )
        for future in done:
            future.result()
        await producer.commit_transaction()

    async def close(self) -> None:
        """Abort what is open and disconnect, in bounded time; what cannot be aborted, the next fence aborts."""
        closing = asyncio.ensure_future(self._shut())
        done, _ = await asyncio.wait([closing], timeout=CLOSE_S)
        if done and closing.exception() is None:
            return
        closing.cancel()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._producer.client.close(), ABORT_S)

    async def _shut(self) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._producer.abort_transaction(), ABORT_S)
        await self._producer.stop()

    async def _send(self, outputs: Sequence[Output], changes: Sequence[Change]) -> "list[asyncio.Future[Any]]":
        """Hand everything over in whole batches: a future a record would cost more than the record."""
        groups: dict[tuple[str, int], list[Item]] = {}
        for output in outputs:
            topic = self._prefix + output.topic.name
            chosen = output.key if output.partition_by is None else output.partition_by
            place = topic, partition_of(chosen, await self._partitions(topic))
            # A record needs a key or a value; a dead letter of one that had neither gets an empty key.
            key = b"" if output.key is None and output.value is None else output.key
            groups.setdefault(place, []).append((key, output.value, list(output.headers)))
        if self._owner.changelog is not None and changes:
            place = self._owner.changelog, self._owner.source.partition
            groups[place] = [(key, value, []) for key, value in changes]
        sent: list[asyncio.Future[Any]] = []
        for (topic, partition), items in groups.items():
            sent += [
                await self._producer.send_batch(batch, topic, partition=partition) for batch in self._batches(items)
            ]
        return sent

    def _batches(self, items: Sequence[Item]) -> Iterator[Any]:
        """Pack records, in order; one that is larger than a batch travels alone."""
        batch = self._producer.create_batch()
        for key, value, headers in items:
            if batch.append(timestamp=None, key=key, value=value, headers=headers) is None:
                yield batch
                batch = self._producer.create_batch()
                batch.append(timestamp=None, key=key, value=value, headers=headers)
        yield batch

    async def _partitions(self, topic: str) -> int:
        """How many partitions a topic has, looked up once in a producer's life."""
        if topic not in self._counts:
            self._counts[topic] = len(await self._producer.partitions_for(topic))
        return self._counts[topic]


def partition_of(key: bytes | None, partitions: int) -> int:
    """The partition that every Kafka client's default partitioner gives a key; the first for none."""
    if key is None or partitions == 1:
        return 0  # a dead letter's key may be megabytes long
    return (_hash(key) & 0x7FFFFFFF) % partitions


@lru_cache(maxsize=4096)
def _hash(key: bytes) -> int:
    """Kafka's hash of a key; an article's quotes ask for the same one again and again."""
    return int(murmur2(key))


def _watched(future: "asyncio.Future[Any]") -> "asyncio.Future[Any]":
    """The future; that nobody asked for its exception, once another one's ended the transaction, is no news."""
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
