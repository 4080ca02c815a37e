"""What a user reads when there is no Kafka, or one that refuses."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
from aiokafka.errors import KafkaTimeoutError, TopicAuthorizationFailedError

from streams.settings import Settings
from streams.worker.connection import _reached, consumer
from streams.worker.errors import BrokerRefusedError, BrokerUnreachableError


@pytest.fixture
def mute_server() -> Iterator[str]:
    """Something that accepts connections and hangs up."""

    def serve() -> None:
        while True:
            try:
                server.accept()[0].close()
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


async def connect(broker: str) -> None:
    async with consumer(Settings(broker=broker)):
        raise AssertionError("connected to what is no Kafka")


@pytest.mark.parametrize(
    ("broker", "reason"), [("kafka", "it must be host:port"), ("nowhere.invalid:9092", "not known")], ids=str
)
def test_an_address_that_leads_nowhere_is_explained(broker: str, reason: str) -> None:
    with pytest.raises(BrokerUnreachableError, match=f"no Kafka answers at {broker} .*{reason}"):
        asyncio.run(connect(broker))


def test_something_that_is_no_kafka_is_explained(mute_server: str) -> None:
    with pytest.raises(BrokerUnreachableError, match="does not answer as Kafka does"):
        asyncio.run(connect(mute_server))


def test_a_broker_that_refuses_is_told_from_one_that_is_not_there() -> None:
    settings = Settings(broker="kafka:9092")
    with pytest.raises(BrokerRefusedError, match="the Kafka at kafka:9092 refuses"), _reached(settings):
        raise TopicAuthorizationFailedError
    with pytest.raises(BrokerUnreachableError), _reached(settings):
        raise KafkaTimeoutError
