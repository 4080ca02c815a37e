"""Articles of the past are processed again into topics of their own; the live stream does not notice."""

import asyncio
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from streams.broker import EmbeddedKafka
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW, Topic
from streams.worker.admin import committed as group_offsets
from streams.worker.errors import BrokerRefusedError
from tests.worker import articles
from tests.worker.harness import Reader, Stream, wait_until
from tests.worker.secured import ACCESS_RIGHTS, LOGINS, acls, add_user, allow, internal, login, protocol

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]
ENDS = (CLEAN, DUPLICATE, DEAD_LETTER, QUOTE)
DAY_MS = 86_400_000
TODAY = datetime.now(UTC).date()  # the broker deletes what is older than the topic's seven days
FIRST, SECOND, THIRD = (str(TODAY - timedelta(days)) for days in (4, 3, 2))
FIRST_MS = int(datetime.fromisoformat(f"{FIRST}T00:00+00:00").timestamp() * 1000)
A_DAY = 40
MANY = 1500


class Replay(Stream):
    """A live stream with history, and the command on it."""

    def fill(self, day: int, count: int = A_DAY) -> None:
        """A day's articles: every tenth a copy of the one before, one that is none, sent in order of time."""
        for number in range(day * count, (day + 1) * count):
            text_of = number - 1 if number % 10 == 5 else None
            key, value = articles.raw(number, text_of=text_of)
            self.at(day, number - day * count, key, value)
        self.at(day, count, b"bad-%d" % day, b"{")
        assert self.producer.flush(30) == 0

    def at(self, day: int, second: int, key: bytes, value: bytes) -> None:
        timestamp = FIRST_MS + day * DAY_MS + second * 1000
        self.producer.produce(self.name(RAW), value, key, timestamp=timestamp)

    def start(self, *words: str, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "streams", "replay", *words],
            env=self.environment | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, code: int = 0, access: Mapping[str, str] | None = None) -> str:
        """Run the command to its end; gives what it said."""
        process = self.start(*words, **access or {})
        _, said = process.communicate(timeout=120)
        assert process.returncode == code, said
        return said

    def outputs(self, prefix: str) -> Reader:
        reader = Reader(self.broker, [f"{self.prefix}{prefix}{topic.name}" for topic in ENDS])
        self._readers.append(reader)
        return reader

    def is_quiet(self, reader: Reader) -> bool:
        """Whether a day's articles are through the live stages, and no quote comes any more."""
        before = self.counts(reader, "")
        time.sleep(1)
        return before == self.counts(reader, "") and sum(before.values()) - before[QUOTE] == A_DAY + 1

    def counts(self, reader: Reader, prefix: str) -> dict[Topic, int]:
        for _ in range(3):
            reader.poll()
        return {topic: len(reader.seen[f"{self.prefix}{prefix}{topic.name}"]) for topic in ENDS}


@pytest.fixture
def stream(kafka: EmbeddedKafka, tmp_path: Path) -> Iterator[Replay]:
    made = Replay(kafka.bootstrap, tmp_path)
    made.create()
    yield made
    made.close()


def ends(reader: Reader) -> Counter[bytes | None]:
    """How often each raw record ended as an article, a duplicate or a dead letter."""
    return Counter(m.key for name, seen in reader.seen.items() if not name.endswith(QUOTE.name) for m in seen)


def quote_ids(reader: Reader) -> Counter[bytes | None]:
    return Counter(m.key for name, seen in reader.seen.items() if name.endswith(QUOTE.name) for m in seen)


def expected(*days: int, count: int = A_DAY) -> set[bytes]:
    numbers = [n for day in days for n in range(day * count, (day + 1) * count)]
    return {articles.raw(n)[0] for n in numbers} | {b"bad-%d" % day for day in days}


def test_a_stretch_of_time_is_processed_again_and_nothing_else(stream: Replay) -> None:
    for day in range(3):
        stream.fill(day)
    said = stream.run("--from", SECOND, "--to", THIRD, "--output-prefix", "v2.")
    assert f"{A_DAY + 1} of {stream.name(RAW)} processed again" in said
    reader = stream.outputs("v2.")
    assert stream.counts(reader, "v2.") | {QUOTE: 0} == {CLEAN: 36, DUPLICATE: 4, DEAD_LETTER: 1, QUOTE: 0}
    assert ends(reader) == Counter(dict.fromkeys(expected(1), 1))
    assert set(quote_ids(reader).values()) == {1}
    copies = [orjson.loads(m.value or b"") for m in reader.seen[f"{stream.prefix}v2.{DUPLICATE.name}"]]
    assert {copy["versionCreated"][:10] for copy in copies} == {SECOND}


def test_the_second_run_sends_nothing_twice_and_goes_on_to_the_new_end(stream: Replay) -> None:
    stream.fill(0)
    replay = ("--from", FIRST, "--output-prefix", "v2.")
    stream.run(*replay)
    stream.run(*replay)
    reader = stream.outputs("v2.")
    stream.counts(reader, "v2.")
    assert ends(reader) == Counter(dict.fromkeys(expected(0), 1))
    stream.fill(1)
    stream.run(*replay)
    stream.counts(reader, "v2.")
    assert ends(reader) == Counter(dict.fromkeys(expected(0, 1), 1))
    assert set(quote_ids(reader).values()) == {1}


def test_another_stretch_wants_another_prefix(stream: Replay) -> None:
    for day in range(3):
        stream.fill(day, count=20)
    stream.run("--from", SECOND, "--to", THIRD, "--output-prefix", "v2.")
    earlier = ("--from", FIRST, "--to", SECOND)
    assert "choose another --output-prefix" in stream.run(*earlier, "--output-prefix", "v2.", code=1)
    stream.run(*earlier, "--output-prefix", "v3.")
    later = ("--from", THIRD)
    assert "choose another --output-prefix" in stream.run(*later, "--output-prefix", "v3.", code=1)


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.campaign)])
def test_an_interrupted_run_goes_on_where_it_was(stream: Replay, number: signal.Signals) -> None:
    stream.fill(0, count=MANY)
    replay = ("--from", FIRST, "--output-prefix", "v2.")
    process = stream.start(*replay, STREAMS_BATCH_RECORDS="20")
    wait_until(lambda: behind(stream, "group.v2") > MANY // 10, 60, lambda: "it did not begin")
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == (1 if number == signal.SIGTERM else -signal.SIGKILL)
    assert ("the same command goes on" in said) == (number == signal.SIGTERM)
    reader = stream.outputs("v2.")
    stream.counts(reader, "v2.")
    assert len(ends(reader)) < MANY
    stream.run(*replay)
    stream.counts(reader, "v2.")
    assert ends(reader) == Counter(dict.fromkeys(expected(0, count=MANY), 1))
    assert set(quote_ids(reader).values()) == {1}


@pytest.mark.campaign
def test_several_share_the_work(stream: Replay) -> None:
    stream.fill(0, count=MANY)
    both = [stream.start("--from", FIRST, "--output-prefix", "v2.") for _ in range(2)]
    for process in both:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    reader = stream.outputs("v2.")
    stream.counts(reader, "v2.")
    assert ends(reader) == Counter(dict.fromkeys(expected(0, count=MANY), 1))
    assert set(quote_ids(reader).values()) == {1}


def test_the_live_stream_is_left_alone(stream: Replay) -> None:
    stream.fill(0)
    worker = stream.worker()
    live = stream.reader(*ENDS)
    wait_until(lambda: stream.is_quiet(live), 60, lambda: worker.text[-2000:])
    before = committed(stream), stream.counts(live, "")
    stream.run("--from", FIRST, "--output-prefix", "v2.")
    assert (committed(stream), stream.counts(live, "")) == before
    assert "fenced" not in worker.text
    replayed = stream.outputs("v2.")
    stream.counts(replayed, "v2.")
    assert ends(replayed) == ends(live)
    # Of two copies that came together, the other one may be the article now, and its quotes have other ids.
    assert quote_ids(replayed).total() == quote_ids(live).total()


def committed(stream: Replay, group: str = "group") -> dict[tuple[str, int], int]:
    return asyncio.run(group_offsets(Settings(broker=stream.broker), f"{stream.prefix}{group}.clean"))


def behind(stream: Replay, group: str) -> int:
    """How many raw records a group has committed."""
    try:
        return sum(committed(stream, group).values())
    except BrokerRefusedError:  # the broker has no group yet at all
        return 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--from", "2099-01-01", "--output-prefix", "v2."), 1, "has no articles of that time"),
        (("--from", THIRD, "--to", SECOND, "--output-prefix", "v2."), 2, "--to must be later than --from"),
        (("--from", "yesterday", "--output-prefix", "v2."), 2, "no time in ISO 8601"),
        (("--from", FIRST, "--output-prefix", "."), 2, "must be letters"),
        (("--from", FIRST, "--output-prefix", "a/b"), 2, "must be letters"),
        (("--from", FIRST), 2, "--output-prefix"),
    ],
)
def test_what_cannot_be_replayed_is_explained(stream: Replay, words: tuple[str, ...], code: int, message: str) -> None:
    stream.fill(0, count=1)
    assert message in stream.run(*words, code=code)


@pytest.mark.campaign
def test_it_needs_no_other_rights_than_those_written_down(tmp_path: Path) -> None:
    properties = protocol("SASL_PLAINTEXT") | LOGINS | ACCESS_RIGHTS
    with EmbeddedKafka(properties=properties) as broker:
        stream = Replay(internal(broker), tmp_path)
        user = f"user-{uuid.uuid4().hex[:8]}"
        add_user(broker, user)
        allow(broker, user, acls("replayer", prefix=stream.prefix, group=f"{stream.prefix}group", output="v2."))
        try:
            stream.create()
            stream.fill(0)
            access = login(user) | {"STREAMS_BROKER": broker.bootstrap}
            stream.run("--from", FIRST, "--output-prefix", "v2.", access=access)
            reader = stream.outputs("v2.")
            stream.counts(reader, "v2.")
            assert ends(reader) == Counter(dict.fromkeys(expected(0), 1))
        finally:
            stream.close()
