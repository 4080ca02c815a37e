"""After a fix, a replay of dead letters gives what would have come at once, and disturbs no one."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from confluent_kafka.admin import (  # type: ignore[attr-defined] # re-exported, untold
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)

from streams import pipeline
from streams.pipeline import StageName
from streams.records import Record
from streams.settings import Settings
from streams.topics import CANDIDATE, CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW, Topic
from streams.worker.deadletters import Select, replay
from tests.chaos.judge import Sent, calm_run
from tests.worker import articles
from tests.worker.harness import Reader, Stream, wait_until

pytestmark = pytest.mark.broker

TOO_LITTLE = 20_000  # bytes, for the candidate of the long article
LONG = "\n".join(articles.body(number) for number in range(1000, 1020))


@pytest.fixture
def stream(kafka: Any, tmp_path: Path) -> Iterator[Stream]:
    """A stream in which something is wrong: one of its topics takes too little."""
    made = Stream(kafka.bootstrap, tmp_path, limits={CANDIDATE.name: TOO_LITTLE})
    made.create()
    yield made
    made.close()


def mend(stream: Stream) -> None:
    entry = ConfigEntry("max.message.bytes", str(CANDIDATE.max_bytes), incremental_operation=AlterConfigOpType.SET)
    topic = ConfigResource(ResourceType.TOPIC, stream.name(CANDIDATE), incremental_configs=[entry])
    admin = AdminClient({"bootstrap.servers": stream.broker})
    for future in admin.incremental_alter_configs([topic]).values():
        future.result(20)


def at_once(raw: Record) -> list[Sent]:
    """The article and its quotes as they come where nothing is wrong."""
    found, records = list[Sent](), [raw]
    for name, stage in pipeline.stages().items():
        outputs = calm_run(stage, records).outputs
        found += outputs if name != StageName.CLEAN else []
        records = [Record(o.topic, 0, n, raw.timestamp, o.key, o.value, o.headers) for n, o in enumerate(outputs)]
    return found


def raw(stream: Stream, key: bytes, value: bytes) -> Record:
    return Record(stream.name(RAW), 0, 0, int(time.time() * 1000) - 60_000, key, value)


def send(stream: Stream, *records: Record) -> None:
    for record in records:
        stream.send(RAW, record.key, record.value, timestamp=record.timestamp)
    assert stream.producer.flush(30) == 0


def count(reader: Reader, stream: Stream, *topics: Topic) -> int:
    reader.poll()
    return sum(len(reader.seen[stream.name(topic)]) for topic in topics)


def test_a_replay_after_a_fix_gives_what_would_have_come_at_once(stream: Stream) -> None:
    long = raw(stream, b"long", orjson.dumps({"uri": "long", "body": LONG, "language": "id"}))
    send(stream, long)
    worker = stream.worker()
    reader = stream.reader(CLEAN, DUPLICATE, QUOTE, DEAD_LETTER)
    wait_until(lambda: count(reader, stream, DEAD_LETTER) == 1, 60, lambda: worker.text[-3000:])

    mend(stream)
    settings = Settings(broker=stream.broker, topic_prefix=stream.prefix, group=stream.prefix + "group")
    live = [raw(stream, *articles.raw(number)) for number in range(20)]  # go on beside it
    send(stream, *live[:10])
    assert [asyncio.run(replay(settings, Select())).sent for _ in range(2)] == [1, 0]
    send(stream, *live[10:])
    expected = sorted((sent.key, sent.value) for record in (long, *live) for sent in at_once(record))
    wait_until(lambda: count(reader, stream, CLEAN, QUOTE) >= len(expected), 60, lambda: worker.text[-3000:])
    time.sleep(1)
    assert count(reader, stream, DUPLICATE, DEAD_LETTER) == 1
    found = [(message.key, message.value) for topic in (CLEAN, QUOTE) for message in reader.seen[stream.name(topic)]]
    assert sorted(found) == expected
