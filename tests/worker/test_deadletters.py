"""Dead letters go back to where they came from: each once, and only those that were asked for."""

import asyncio
import gc
import logging
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterable
from itertools import repeat

import pytest
from confluent_kafka import Producer

from streams.broker import EmbeddedKafka
from streams.errors import Reason, RejectedError
from streams.records import REPLAY_HEADER, Record, dead_letter
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, RAW
from streams.worker import deadletters
from streams.worker.admin import create_topics
from streams.worker.connection import producer
from streams.worker.deadletters import Replayed, ReplayError, Select, dead_letters, replay
from tests.worker.harness import Message, Reader

pytestmark = pytest.mark.broker


class Letters:
    """A stream with nothing but dead letters in it."""

    def __init__(self, broker: str) -> None:
        prefix = f"t{uuid.uuid4().hex[:8]}."
        self.settings = Settings(broker=broker, topic_prefix=prefix, group=prefix + "group")
        asyncio.run(create_topics(self.settings))
        self._producer = Producer({"bootstrap.servers": broker})

    def add(
        self,
        reason: Reason,
        *keys: str,
        stage: str = "clean",
        topic: str | None = None,
        whole: bool = True,
        timestamps: Iterable[int] = repeat(0),
    ) -> None:
        source = topic if topic is not None else self.settings.topic_prefix + RAW.name
        for key, timestamp in zip(keys, timestamps, strict=False):
            received = Record(source, 0, 0, 0, key.encode(), b"\xff" + key.encode(), (("content-type", b"text/html"),))
            letter = dead_letter(received, stage, RejectedError(reason, "no"), whole=whole)
            name = self.settings.topic_prefix + DEAD_LETTER.name
            headers: list[tuple[str, str | bytes | None]] = [*letter.headers]
            self._producer.produce(name, letter.value, letter.key, headers=headers, timestamp=timestamp)
        self._producer.flush(20)

    def replay(self, reason: str | None = None, stage: str | None = None, *, dry_run: bool = False) -> Replayed:
        return asyncio.run(replay(self.settings, Select(reason, stage), dry_run=dry_run))

    def sent_to(self, topic: str) -> list[Message]:
        reader = Reader(self.settings.broker, [topic])
        for _ in range(3):
            reader.poll()
        reader.close()
        return reader.seen[topic]

    def sent_keys(self) -> list[bytes]:
        return sorted(message.key or b"" for message in self.sent_to(self.settings.topic_prefix + RAW.name))


@pytest.fixture
def letters(kafka: EmbeddedKafka) -> Letters:
    return Letters(kafka.bootstrap)


async def collect(settings: Settings, select: Select) -> list[Record]:
    return [letter.record async for letter in dead_letters(settings, select)]


def test_they_can_be_listed_by_reason_and_stage(letters: Letters) -> None:
    letters.add(Reason.MALFORMED, "a", "b")
    letters.add(Reason.FAILED, "c", stage="quotes")
    for select, keys in (
        (Select(), [b"a", b"b", b"c"]),
        (Select(reason="malformed"), [b"a", b"b"]),
        (Select(stage="quotes"), [b"c"]),
        (Select(reason="malformed", stage="quotes"), []),
    ):
        assert [record.key for record in asyncio.run(collect(letters.settings, select))] == keys


def test_a_replay_is_a_copy_of_what_was_received(letters: Letters) -> None:
    letters.add(Reason.FAILED, "a")
    assert letters.replay() == Replayed(1, [])
    (message,) = letters.sent_to(letters.settings.topic_prefix + RAW.name)
    headers = {"content-type": b"text/html", REPLAY_HEADER: b"0:0"}
    assert (message.key, message.value, message.headers) == (b"a", b"\xffa", headers)


def test_what_was_sent_again_can_be_told(letters: Letters) -> None:
    async def replayed() -> list[tuple[bytes | None, bool]]:
        return [(each.record.key, each.is_replayed) async for each in dead_letters(letters.settings, Select())]

    letters.add(Reason.FAILED, "a")
    letters.replay()
    letters.add(Reason.FAILED, "b")
    assert asyncio.run(replayed()) == [(b"a", True), (b"b", False)]


def test_each_goes_to_the_topic_it_came_from(letters: Letters) -> None:
    clean = letters.settings.topic_prefix + CLEAN.name
    letters.add(Reason.FAILED, "a", stage="quotes", topic=clean)
    letters.replay()
    assert [message.key for message in letters.sent_to(clean)] == [b"a"]
    assert letters.sent_keys() == []


def test_what_was_too_large_to_be_kept_is_not_sent_empty(letters: Letters) -> None:
    letters.add(Reason.REFUSED, "a", whole=False)
    letters.add(Reason.REFUSED, "b")
    done = letters.replay()
    assert (done.sent, len(done.refused)) == (1, 1)
    assert "too large to be kept" in done.refused[0]
    assert letters.sent_keys() == [b"b"]


def test_clocks_that_differ_pass_nothing_over(letters: Letters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadletters, "BATCH_RECORDS", 1)
    letters.add(Reason.FAILED, "a", "b", "c", timestamps=(1_100_000, 1_090_000, 1_110_000))
    assert letters.replay().sent == 3
    assert letters.replay().sent == 0
    assert letters.sent_keys() == [b"a", b"b", b"c"]


def test_a_second_replay_sends_only_newer_ones(letters: Letters) -> None:
    letters.add(Reason.FAILED, "a", "b")
    assert letters.replay().sent == 2
    assert letters.replay().sent == 0
    letters.add(Reason.FAILED, "c")
    assert letters.replay().sent == 1
    assert letters.sent_keys() == [b"a", b"b", b"c"]


def test_a_selection_passes_nothing_over(letters: Letters) -> None:
    letters.add(Reason.MALFORMED, "a")
    letters.add(Reason.FAILED, "b")
    letters.add(Reason.MALFORMED, "c")
    letters.add(Reason.FAILED, "d", stage="dedup")
    assert letters.replay(reason="malformed").sent == 2
    assert letters.replay(stage="dedup").sent == 1
    assert letters.replay().sent == 1
    assert letters.replay().sent == 0
    assert letters.sent_keys() == [b"a", b"b", b"c", b"d"]


def test_a_dry_run_sends_and_remembers_nothing(letters: Letters) -> None:
    letters.add(Reason.FAILED, "a")
    assert letters.replay(dry_run=True).sent == 1
    assert letters.sent_keys() == []
    assert letters.replay().sent == 1


@pytest.mark.parametrize("topic", ["", "payments", "news.deadletter"])
def test_a_header_cannot_send_a_record_elsewhere(letters: Letters, topic: str) -> None:
    letters.add(Reason.FAILED, "a", topic=topic)
    done = letters.replay()
    assert done.sent == 0
    assert len(done.refused) == 1


def test_an_interrupted_replay_goes_on_where_its_last_commit_was(letters: Letters) -> None:
    keys = [f"{n:03}" for n in range(250)]
    letters.add(Reason.FAILED, *keys)
    shown: list[Record] = []

    def fail_in_the_third_batch(record: Record) -> None:
        shown.append(record)
        if len(shown) > 200:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        asyncio.run(replay(letters.settings, Select(), progress=fail_in_the_third_batch))
    letters.replay()
    assert letters.sent_keys() == [key.encode() for key in keys]


KILLED = """
import asyncio, os, signal
from aiokafka import AIOKafkaProducer
from streams.settings import Settings
from streams.worker.deadletters import Select, replay

async def die(self):
    os.kill(os.getpid(), signal.SIGKILL)

AIOKafkaProducer.commit_transaction = die
asyncio.run(replay(Settings.from_environment(), Select()))
"""


def test_a_replay_that_is_killed_before_its_commit_has_sent_nothing(letters: Letters) -> None:
    letters.add(Reason.FAILED, "a", "b")
    settings = letters.settings
    environment = {
        "STREAMS_BROKER": settings.broker,
        "STREAMS_TOPIC_PREFIX": settings.topic_prefix,
        "STREAMS_GROUP": settings.group,
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert letters.replay().sent == 2
    assert letters.sent_keys() == [b"a", b"b"]


def test_a_replay_that_is_overtaken_stops_and_the_other_sends_the_rest(
    letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    keys = [f"{n:03}" for n in range(90)]
    letters.add(Reason.FAILED, *keys)

    async def overtaken() -> None:
        begun = asyncio.Event()
        await asyncio.gather(
            replay(letters.settings, Select(), rate=30, progress=lambda _: begun.set()),  # a batch of 30 each second
            fence_after(begun, letters.settings),
        )

    # aiokafka leaves a future of its own unread in each batch that is fenced, which asyncio logs when it is collected.
    with caplog.at_level(logging.CRITICAL, logger="asyncio"):
        with pytest.raises(ReplayError):
            asyncio.run(overtaken())
        gc.collect()
    letters.replay()
    assert letters.sent_keys() == [key.encode() for key in keys]


async def fence_after(begun: asyncio.Event, settings: Settings) -> None:
    await begun.wait()
    async with producer(settings, f"{settings.group}.replay"):
        pass
