"""Reads one stream with every client, and holds what each saw against the first."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from streams.broker import EmbeddedKafka
from streams.topics import QUOTE, Topic
from tests.interop import connect, snippets
from tests.interop.clients import CLIENTS, Client, confluent_kafka
from tests.interop.rows import Digest, Row, digests
from tests.interop.tools import MissingError
from tests.interop.written import OUTPUTS, names, uncommitted, written
from tests.worker.harness import Stream

SAME = "same"


class Result(NamedTuple):
    """What came of one client; `counts` are records by topic."""

    name: str
    verdict: str
    good: bool
    counts: Mapping[Topic, int] = {}
    seconds: float = 0


def read_all(kafka: EmbeddedKafka, folder: Path, records: int, compression: str) -> Iterator[Result]:
    """One result a client, one a program of deploy/clients, and one for Kafka Connect."""
    with written(kafka, folder, records, compression) as stream:
        reference = confluent_kafka(stream.broker, names(stream))
        expected = digests(reference)
        yield _checked(stream, expected)
        for client in CLIENTS:
            yield _timed(client.name, partial(_read, client, stream, expected))
        quotes = [row for row in reference if row.topic == stream.name(QUOTE)]
        for name, prepare in snippets.SNIPPETS.items():
            yield _timed(name, partial(_ran, prepare, stream, quotes, folder))
        yield _timed(connect.NAME, partial(_connected, stream, quotes, folder))


def _checked(stream: Stream, found: Mapping[str, Digest]) -> Result:
    """Whether there is something to tell clients apart by: every topic has records, and others that were aborted."""
    seen = {topic: uncommitted(stream.broker, stream.name(topic)) for topic in OUTPUTS}
    committed = {topic: found[stream.name(topic)].records for topic in OUTPUTS}
    good = all(0 < committed[topic] < seen[topic] for topic in OUTPUTS)
    return Result("(reading what is not committed)", "more, as it must be" if good else "no more", good, seen)


def _timed(name: str, run: Callable[[], Result]) -> Result:
    began = time.monotonic()
    try:
        result = run()
    except MissingError as error:
        result = Result(name, f"skipped: {error}", good=True)
    except Exception as error:  # noqa: BLE001 - it is this client's result
        result = Result(name, f"{type(error).__name__}: {error}", good=False)
    return result._replace(name=name, seconds=time.monotonic() - began)


def _read(client: Client, stream: Stream, expected: Mapping[str, Digest]) -> Result:
    found = digests(client.prepare()(stream.broker, names(stream)))
    counts = {topic: found[stream.name(topic)].records for topic in OUTPUTS if stream.name(topic) in found}
    differing = [topic.name for topic in OUTPUTS if found.get(stream.name(topic)) != expected[stream.name(topic)]]
    return Result("", f"differs in {', '.join(differing)}" if differing else SAME, not differing, counts)


def _ran(prepare: Callable[[], snippets.Command], stream: Stream, quotes: Sequence[Row], folder: Path) -> Result:
    return _verdict(snippets.difference(prepare(), quotes, stream.environment, folder / "printed.txt"), len(quotes))


def _connected(stream: Stream, quotes: Sequence[Row], folder: Path) -> Result:
    inside = folder / f"connect-{stream.prefix}"
    inside.mkdir()
    kept = sum(row.value is not None for row in quotes)
    return _verdict(connect.difference(connect.prepare(), quotes, stream.environment, inside), kept)


def _verdict(difference: str, quotes: int) -> Result:
    return Result("", difference or SAME, not difference, {QUOTE: quotes})
