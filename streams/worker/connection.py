"""How a command talks to the broker: connect in bounded time, or say in plain words why not."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError, NodeNotReadyError, RequestTimedOutError

from streams.settings import Settings
from streams.topics import DEAD_LETTER_HEADROOM, MAX_RECORD_BYTES
from streams.worker import readable
from streams.worker.errors import BrokerRefusedError, BrokerUnreachableError, TopicMissingError
from streams.worker.login import client_options, refusal

readable.install()  # every module that makes a consumer imports this one

START_S = 15
STOP_S = 10
PROBE_S = 3
LOST = (KafkaConnectionError, KafkaTimeoutError, NodeNotReadyError, RequestTimedOutError)


@contextlib.asynccontextmanager
async def admin(settings: Settings) -> AsyncIterator[Any]:
    """An admin client.

    Raises:
        BrokerUnreachableError: no broker answers.
        BrokerRefusedError: it answers, but refuses.
    """
    client = AIOKafkaAdminClient(**client_options(settings), request_timeout_ms=START_S * 1000)
    async with _connected(settings, client.start, client.close):
        yield client


@contextlib.asynccontextmanager
async def consumer(settings: Settings, group: str | None = None) -> AsyncIterator[Any]:
    """A read_committed consumer without a subscription; a `group` serves only to commit to.

    Raises:
        BrokerUnreachableError: no broker answers.
        BrokerRefusedError: it answers, but refuses.
    """
    client = AIOKafkaConsumer(
        **client_options(settings),
        group_id=group,
        isolation_level="read_committed",
        enable_auto_commit=False,
        max_partition_fetch_bytes=MAX_RECORD_BYTES,
    )
    async with _connected(settings, client.start, client.stop):
        yield client


@contextlib.asynccontextmanager
async def producer(settings: Settings, transactional_id: str | None = None) -> AsyncIterator[Any]:
    """An idempotent producer, or a transactional one that has fenced the older ones of its id.

    Raises:
        BrokerUnreachableError: no broker answers.
        BrokerRefusedError: it answers, but refuses.
    """
    client = AIOKafkaProducer(
        **client_options(settings),
        transactional_id=transactional_id,
        enable_idempotence=True,
        acks="all",
        compression_type=None if settings.compression == "none" else settings.compression,
        max_request_size=MAX_RECORD_BYTES + DEAD_LETTER_HEADROOM,
        linger_ms=5,
    )
    async with _connected(settings, client.start, client.stop):
        yield client


async def partitions_of(client: Any, *topics: str) -> list[TopicPartition]:
    """All partitions of the topics; asked for together with all others, since asking for one by name may create it.

    Args:
        client: a consumer or producer from here.
        topics: full names.

    Raises:
        TopicMissingError: a topic does not exist.
    """
    inner = client.client if isinstance(client, AIOKafkaProducer) else client._client  # noqa: SLF001 - no other way
    cluster = await inner.fetch_all_metadata()
    missing = [name for name in topics if name not in cluster.topics()]
    if missing:
        raise TopicMissingError(missing)
    return [TopicPartition(topic, n) for topic in topics for n in sorted(cluster.partitions_for_topic(topic))]


@contextlib.asynccontextmanager
async def _connected(settings: Settings, start: Any, stop: Any) -> AsyncIterator[None]:
    try:
        with _reached(settings):
            await _start(settings, start)
            yield
    finally:
        await _stop(stop)


async def _stop(stop: Any) -> None:
    """Stop a client, whatever comes of it.

    A consumer without a broker hands on the cancellation of its own tasks: taken for ours, it would hide why we stop.
    """
    stopping = asyncio.ensure_future(stop())
    await asyncio.wait([stopping], timeout=STOP_S)
    if stopping.done() and not stopping.cancelled():
        stopping.exception()  # or it is written down as never looked at
    stopping.cancel()


async def _start(settings: Settings, start: Any) -> None:
    """Start a client, which names no reason when TLS or login fails."""
    try:
        await asyncio.wait_for(start(), START_S)
    except (*LOST, TimeoutError):
        reason = await refusal(settings)
        if reason is None:
            raise
        raise BrokerRefusedError(settings.broker, reason) from None


@contextlib.contextmanager
def _reached(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (*LOST, TimeoutError) as error:
        raise BrokerUnreachableError(settings.broker, _why_not(settings)) from error
    except KafkaError as error:
        raise BrokerRefusedError(settings.broker, error) from error


def _why_not(settings: Settings) -> str:
    """What a plain connection to the first broker runs into: Kafka's errors do not say."""
    host, _, port = settings.broker.partition(",")[0].strip().rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE_S).close()
    except ValueError:
        return "it must be host:port"
    except TimeoutError:
        return "no answer in time"
    except OSError as error:
        return error.strerror or str(error)
    protocol = f"STREAMS_SECURITY_PROTOCOL={settings.security_protocol}"
    return f"something listens there, but does not answer as Kafka does with {protocol}"
