"""What the live view's reader reads back, with a stream that goes on meanwhile."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition

from streams.broker import EmbeddedKafka
from streams.settings import Settings
from streams.topics import RAW
from streams.worker.live.reader import Reader
from streams.worker.tail import Tail
from tests.worker import articles
from tests.worker.harness import Stream

pytestmark = pytest.mark.broker


@pytest.fixture
def stream(kafka: Any, tmp_path: Path) -> Iterator[Stream]:
    made = Stream(kafka.bootstrap, tmp_path)
    made.create()
    yield made
    made.close()


def test_what_comes_while_it_reads_back_is_not_lost(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some partitions are read beyond where they ended when the reading began."""
    for number in range(20):
        stream.send(RAW, *articles.raw(number))
    assert stream.producer.flush(20) == 0
    ends_then = Tail.ends

    async def ends_then_more(tail: Tail) -> dict[TopicPartition, int]:
        ends = await ends_then(tail)
        for number in range(20, 40):
            stream.send(RAW, *articles.raw(number))
        assert stream.producer.flush(20) == 0
        return ends

    monkeypatch.setattr(Tail, "ends", ends_then_more)
    assert asyncio.run(articles_read(Reader(Settings(broker=stream.broker, topic_prefix=stream.prefix)), 40)) == 40


def test_a_broker_that_is_gone_is_told_and_one_that_is_back_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in {"CHECK_S": 0.2, "ANSWER_S": 0.5, "RETRY_S": 0.2}.items():
        monkeypatch.setattr(f"streams.worker.live.reader.{name}", seconds)
    with EmbeddedKafka() as broker:
        made = Stream(broker.bootstrap, tmp_path)
        made.create()
        asyncio.run(lost_and_found(Reader(Settings(broker=broker.bootstrap, topic_prefix=made.prefix)), broker))
        made.close()


async def lost_and_found(reader: Reader, broker: EmbeddedKafka) -> None:
    await reader.visit()
    assert reader.problem is None
    await asyncio.to_thread(broker.kill)
    await until(lambda: "no Kafka answers" in (reader.problem or ""))
    await asyncio.to_thread(broker.restart)
    await until(lambda: reader.problem is None)
    await reader.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - there is no event of it
            await asyncio.sleep(0.1)


async def articles_read(reader: Reader, awaited: int) -> int:
    """How many articles the reader has, once it has as many as awaited or nothing has come for a while."""
    await reader.visit()
    for _ in range(50):
        if len(reader.feed.newest()) >= awaited:
            break
        await asyncio.sleep(0.1)
    await reader.close()
    return len(reader.feed.newest())
