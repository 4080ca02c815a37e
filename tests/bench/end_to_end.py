"""The whole path through Kafka: one worker, a backlog of raw articles, until the last quote is committed."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from streams.broker import EmbeddedKafka
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, RAW
from tests.bench.stages import raw_records
from tests.worker.harness import Stream

ARTICLES = 3000


def measure() -> float:
    """Articles a second, by the wall clock, from the worker's assignment to the last verdict."""
    with TemporaryDirectory() as folder, EmbeddedKafka() as kafka:
        stream = Stream(kafka.bootstrap, Path(folder))
        stream.create()
        try:
            return _backlog(stream)
        finally:
            stream.close()


def _backlog(stream: Stream) -> float:
    for number, record in enumerate(raw_records(ARTICLES)):
        stream.send(RAW, f"u{number}".encode(), record.value)
    stream.producer.flush(60)
    reader = stream.reader(CLEAN, DUPLICATE, DEAD_LETTER)
    stream.worker().wait_assigned()
    began = time.monotonic()
    while sum(map(len, reader.seen.values())) < ARTICLES:
        reader.poll(0.2)
    return ARTICLES / (time.monotonic() - began)
