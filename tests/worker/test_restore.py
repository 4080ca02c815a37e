"""A state is read back in sight of who waits for it, and what no worker has written keeps nothing from going on."""

import asyncio
import logging
import re

import pytest
from aiokafka import TopicPartition

from streams.dedup import Index
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE_INDEX, SKETCH
from streams.worker import restore
from tests.bench.rebuild import fill
from tests.worker.harness import Stream, wait_until
from tests.worker.test_worker import ENDS, get, of, send_articles, wait_ended

GARBAGE = [(b"k", b""), (b"e", b""), (b"e", b"x"), (b"e" + b"?" * 30, b"short"), (b"s", b"\xff" * 9), (b"", b"x")]


def test_unreadable_changes_are_passed_over(stream: Stream) -> None:
    reader = stream.reader(*ENDS)
    stream.worker()
    send_articles(stream, range(20))
    wait_ended(stream, reader, 20)
    assert stream.workers[-1].stop() == 0
    for topic in (SKETCH, QUOTE_INDEX):
        for partition in range(topic.partitions):
            for key, value in GARBAGE:
                stream.producer.produce(stream.name(topic), value, key, partition=partition)
    assert stream.producer.flush(30) == 0
    worker = stream.worker()
    wait_until(lambda: get(worker.web + "/ready")[0] == 200, 60, lambda: worker.text)
    assert "is unreadable and passed over" in worker.text
    send_articles(stream, range(25))
    wait_ended(stream, reader, 45)
    assert len(of(reader, stream, DUPLICATE)) == 20
    assert of(reader, stream, DEAD_LETTER) == []
    assert len(of(reader, stream, CLEAN)) == 25


def test_a_long_restore_says_how_far_it_is(
    stream: Stream, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(restore, "PROGRESS_S", 0.0)  # as if it took longer
    monkeypatch.setattr(restore, "FETCH_RECORDS", 500)
    fill(stream, 1_000)
    index, changelog = Index(), TopicPartition(stream.name(SKETCH), 0)
    with caplog.at_level(logging.INFO, "streams.worker.restore"):
        changes = asyncio.run(restore.restore(Settings(broker=stream.broker), changelog, index))
    said = [re.search(r"restoring, at (\d+) of (\d+)$", message) for message in caplog.messages]
    places = [(int(found[1]), int(found[2])) for found in said if found]
    assert len(places) >= 2
    assert places == sorted(places)
    assert {end for _, end in places} == {changes}
    assert caplog.messages[-1].startswith(f"{changelog.topic}[0]: restored {changes} changes in ")
    assert index.entries == 1_000
