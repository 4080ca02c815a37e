"""The clients that read: each gets what it needs, and then gives what is committed in some topics."""

import asyncio
import io
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from streams.records import Record
from streams.settings import Settings
from streams.worker.tail import tail
from tests.chaos.reading import read_topics
from tests.interop.rows import KCAT_FORMAT, Row, from_json, from_kcat, joined
from tests.interop.tools import java, node_with, program, python_with

READERS = Path(__file__).parent / "readers"
SECONDS = 120
Reader = Callable[[str, Sequence[str]], Iterable[Row]]


class Client(NamedTuple):
    """A client by name and version; `prepare` gets it, and gives the function that reads topics of a broker.

    `prepare` raises MissingError where something it needs cannot be had.
    """

    name: str
    prepare: Callable[[], Reader]


def _of_records(records: Iterable[Record]) -> list[Row]:
    return [Row(r.topic, r.partition, r.offset, r.key, r.value, joined(r.headers)) for r in records]


def confluent_kafka(broker: str, topics: Sequence[str]) -> list[Row]:
    """The reference: librdkafka, which tells the end of each partition."""
    return _of_records(record for found in read_topics(broker, topics).values() for record in found)


def aiokafka(broker: str, topics: Sequence[str]) -> list[Row]:
    """The reader behind `news-streams tail`."""

    async def read() -> list[Record]:
        async with tail(Settings(broker=broker), *topics, from_beginning=True) as records:
            return [record async for record in records.until(await records.ends())]

    return _of_records(asyncio.run(read()))


def _kcat() -> Reader:
    kcat = program("kcat")

    def read(broker: str, topics: Sequence[str]) -> Iterable[Row]:
        for topic in topics:
            options = ["-C", "-b", broker, "-t", topic, "-o", "beginning", "-e", "-q", "-f", KCAT_FORMAT]
            yield from from_kcat(io.BytesIO(_output([kcat, *options, "-X", "isolation.level=read_committed"])))

    return read


def _printing(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Reader:
    def read(broker: str, topics: Sequence[str]) -> Iterable[Row]:
        return from_json(_output([*command, broker, *topics], environment).splitlines())

    return read


def _kafkajs() -> Reader:
    node, environment = node_with("kafkajs@2.2.4")
    return _printing([node, str(READERS / "read.js")], environment)


def _output(command: Sequence[str], environment: Mapping[str, str] | None = None) -> bytes:
    done = subprocess.run(
        command, env=os.environ | dict(environment or {}), capture_output=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-1000:]}")
    return done.stdout


INSTALLED = (
    Client(f"confluent-kafka {version('confluent-kafka')}", lambda: confluent_kafka),
    Client(f"aiokafka {version('aiokafka')}", lambda: aiokafka),
)
CLIENTS = (
    *INSTALLED,
    Client("kcat", _kcat),
    Client(
        "kafka-python 3.0.12",
        lambda: _printing([python_with("kafka-python==3.0.12"), str(READERS / "read_kafka_python.py")]),
    ),
    Client(
        "quixstreams 3.28.1",
        lambda: _printing([python_with("quixstreams==3.28.1"), str(READERS / "read_quixstreams.py")]),
    ),
    Client("kafkajs 2.2.4", _kafkajs),
    Client("kafka-clients 4.4.0 (Java)", lambda: _printing(java(READERS / "Read.java"))),
)
