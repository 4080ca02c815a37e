"""A partition's transactional producer: fence, commit, close."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner

from streams.records import Change, Output
from streams.settings import Settings
from streams.topics import DEAD_LETTER_HEADROOM, MAX_RECORD_BYTES

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
        self._partition_of = DefaultPartitioner()
        self._producer: Any = AIOKafkaProducer(
            bootstrap_servers=settings.broker,
            transactional_id=f"{owner.group}.{owner.source.topic}.{owner.source.partition}",
            transaction_timeout_ms=int(settings.transaction_s * 1000),
            compression_type=None if settings.compression == "none" else settings.compression,
            max_batch_size=MAX_BATCH_BYTES,
            max_request_size=MAX_RECORD_BYTES + DEAD_LETTER_HEADROOM,
            linger_ms=2,
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
        sent = [_watched(await self._send(output)) for output in outputs]
        for key, value in changes:
            sent.append(_watched(await producer.send(owner.changelog, value, key, owner.source.partition)))
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

    async def _send(self, output: Output) -> "asyncio.Future[Any]":
        topic = self._prefix + output.topic.name
        partition = None
        if output.partition_by is not None:
            partitions = sorted(await self._producer.partitions_for(topic))
            partition = self._partition_of(output.partition_by, partitions, partitions)
        # A record needs a key or a value; a dead letter of one that had neither gets an empty key.
        key = b"" if output.key is None and output.value is None else output.key
        future: asyncio.Future[Any] = await self._producer.send(
            topic, output.value, key=key, partition=partition, headers=list(output.headers)
        )
        return future


def _watched(future: "asyncio.Future[Any]") -> "asyncio.Future[Any]":
    """The future; that nobody asked for its exception, once another one's ended the transaction, is no news."""
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
