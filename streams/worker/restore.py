"""A partition's state, read back from its changelog."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.records import State
from streams.settings import Settings
from streams.worker.connection import partitions_of
from streams.worker.login import client_options

log = logging.getLogger(__name__)

FETCH_BYTES = 8 << 20
FETCH_MS = 200
FETCH_RECORDS = 5000
PROGRESS_S = 5.0
CLOSE_S = 10.0  # whatever holds up the end of a connection must not hold up the partition


async def restore(settings: Settings, changelog: TopicPartition, state: State) -> int:
    """Apply the changelog to its end, in order; gives the number of changes.

    Call it after the fence: nobody else can then add to it.
    """
    consumer: Any = AIOKafkaConsumer(
        **client_options(settings),
        isolation_level="read_committed",
        enable_auto_commit=False,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    try:
        await consumer.start()
        await _check(consumer, changelog)
        consumer.assign([changelog])
        await consumer.seek_to_beginning(changelog)
        end = (await consumer.end_offsets([changelog]))[changelog]
        return await _apply_to(end, consumer, changelog, state)
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(consumer.stop(), CLOSE_S)


async def _check(consumer: Any, changelog: TopicPartition) -> None:
    """Name a missing partition: aiokafka would wait for it without a word."""
    if changelog not in await partitions_of(consumer, changelog.topic):
        raise RuntimeError(
            f"{changelog.topic} has no partition {changelog.partition}: a changelog needs as many partitions as its "
            "input; `news-streams topics check` tells more"
        )


async def _apply_to(end: int, consumer: Any, changelog: TopicPartition, state: State) -> int:
    began = said = time.monotonic()
    count = 0
    while (position := await consumer.position(changelog)) < end:
        fetched = await consumer.getmany(changelog, timeout_ms=FETCH_MS, max_records=FETCH_RECORDS)
        messages = fetched.get(changelog, [])
        try:
            _apply(messages, state)
        except Exception:  # noqa: BLE001 - whatever it is, it must not keep the partition from going on
            state.rollback()
            _apply_readable(messages, state)
        count += len(messages)
        if time.monotonic() - said > PROGRESS_S:
            said = time.monotonic()
            log.info("%s[%d]: restoring, at %d of %d", changelog.topic, changelog.partition, position, end)
    if count:
        seconds = time.monotonic() - began
        log.info("%s[%d]: restored %d changes in %.1f s", changelog.topic, changelog.partition, count, seconds)
    return count


def _apply(messages: Sequence[Any], state: State) -> None:
    for message in messages:
        state.apply(message.key, message.value)
    state.commit()


def _apply_readable(messages: Sequence[Any], state: State) -> None:
    """One by one, without those that no worker has written."""
    for message in messages:
        try:
            _apply([message], state)
        except Exception as error:  # noqa: BLE001 - see above
            state.rollback()
            place = f"{message.topic}[{message.partition}] at {message.offset}"
            log.error("%s: this change of the state is unreadable and passed over: %r", place, error)  # noqa: TRY400
