"""Every job runs with exactly the rights of `deploy/acls.yml`; without one of them, the log names what is missing."""

import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from confluent_kafka import Producer

from streams.broker import EmbeddedKafka
from streams.errors import Reason, RejectedError
from streams.pipeline import stages
from streams.records import Record, dead_letter
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, QUOTE_INDEX, RAW, SKETCH, TOPICS, Topic
from tests.worker import articles
from tests.worker.harness import Reader, Stream, Worker, wait_until
from tests.worker.secured import ACCESS_RIGHTS, LOGINS, Acl, acls, add_user, allow, internal, login, protocol

pytestmark = pytest.mark.broker
ENDS = (CLEAN, DUPLICATE, DEAD_LETTER, QUOTE)
EXPECTED = {CLEAN: 5, DUPLICATE: 1, DEAD_LETTER: 1, QUOTE: 10}


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedKafka]:
    with EmbeddedKafka(properties=protocol("SASL_PLAINTEXT") | LOGINS | ACCESS_RIGHTS) as running:
        yield running


class Guarded(Stream):
    """A stream whose workers are let in as a user of their own."""

    def __init__(self, broker: EmbeddedKafka, folder: Path) -> None:
        super().__init__(internal(broker), folder)
        self._broker = broker
        self.user = f"user-{uuid.uuid4().hex[:8]}"
        add_user(broker, self.user)
        self.create()

    def rights(self, principal: str) -> list[Acl]:
        return acls(principal, prefix=self.prefix, group=f"{self.prefix}group", output="v2.")

    def allow(self, granted: list[Acl]) -> None:
        allow(self._broker, self.user, granted)

    def start(self) -> Worker:
        return self.worker(**self.access)

    @property
    def access(self) -> dict[str, str]:
        return login(self.user) | {"STREAMS_BROKER": self._broker.bootstrap}

    def command(self, *words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command as the user."""
        return subprocess.run(
            [sys.executable, "-m", "streams", *words],
            env=self.environment | self.access,
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def feed(self) -> None:
        """Five articles, a copy of one, and one that is none."""
        for number in range(5):
            self.send(RAW, *articles.raw(number))
        self.send(RAW, *articles.raw(90, text_of=2))
        self.send(RAW, b"bad", b"{")
        assert self.producer.flush(30) == 0


@pytest.fixture
def stream(broker: EmbeddedKafka, tmp_path: Path) -> Iterator[Guarded]:
    made = Guarded(broker, tmp_path)
    yield made
    made.close()


def counts(stream: Stream, reader: Reader) -> dict[Topic, int]:
    reader.poll()
    return {topic: len(reader.seen[stream.name(topic)]) for topic in ENDS}


def wait_for_all(stream: Stream, reader: Reader, worker: Worker) -> None:
    wait_until(
        lambda: counts(stream, reader) == EXPECTED, 60, lambda: f"{counts(stream, reader)}\n{worker.text[-3000:]}"
    )


def test_a_worker_does_its_whole_job_with_exactly_its_rights(stream: Guarded) -> None:
    stream.allow(stream.rights("worker"))
    stream.feed()
    worker = stream.start()
    reader = stream.reader(*ENDS)
    wait_for_all(stream, reader, worker)
    assert worker.stop() == 0
    assert "ERROR" not in worker.text
    assert "Authorization" not in worker.text
    restarted = stream.start()
    stream.send(RAW, *articles.raw(91, text_of=3))
    assert stream.producer.flush(30) == 0
    more = EXPECTED | {DUPLICATE: 2}
    wait_until(lambda: counts(stream, reader) == more, 40, lambda: restarted.text[-3000:])


@pytest.mark.campaign
@pytest.mark.parametrize("allowed", [True, False])
def test_the_live_view_needs_rights_of_its_own_and_the_worker_does_not(stream: Guarded, allowed: bool) -> None:
    stream.allow(stream.rights("worker") + (stream.rights("live-view") if allowed else []))
    stream.feed()
    worker = stream.start()
    wait_for_all(stream, stream.reader(*ENDS), worker)

    def state() -> Any:
        with urllib.request.urlopen(f"{worker.web}/api/state", timeout=10) as answer:  # noqa: S310 - our own worker
            return orjson.loads(answer.read())

    wait_until(lambda: bool(state()["reading"]) == allowed, 30, lambda: str(state()))
    assert (state()["problem"] is None) == allowed


DENIED = {
    "its input": (RAW.name, "clean: no topic {name} that we may see", {}),
    "an output": (QUOTE.name, "TopicAuthorizationFailedError('{name}')", {CLEAN: 5, DUPLICATE: 1, DEAD_LETTER: 1}),
    "the dead letters": (DEAD_LETTER.name, "TopicAuthorizationFailedError('{name}')", {}),
    "a changelog": (SKETCH.name, "dedup: no topic {name} that we may see", {DEAD_LETTER: 1}),
    "its group": (".dedup", "dedup: cannot join the group {name}: GroupAuthorizationFailedError", {DEAD_LETTER: 1}),
    "its transactions": (".dedup.", "TransactionalIdAuthorizationFailed('{name}", {DEAD_LETTER: 1}),
}


def each_denied() -> Iterator[Any]:
    """A denied output in every run, the others in `make long`."""
    for name, case in DENIED.items():
        yield pytest.param(*case, id=name, marks=[] if name == "an output" else pytest.mark.campaign)


@pytest.mark.parametrize(("suffix", "message", "least"), each_denied())
def test_what_is_denied_is_named_and_nothing_is_lost_or_sent_twice(
    stream: Guarded, suffix: str, message: str, least: dict[Topic, int]
) -> None:
    """Without one right the worker says which, and commits nothing it did not send; given it, all comes once."""
    (denied,) = [acl for acl in stream.rights("worker") if acl.name.endswith(suffix)]
    stream.allow([acl for acl in stream.rights("worker") if acl != denied])
    stream.feed()
    worker = stream.start()
    reader = stream.reader(*ENDS)
    wait_until(lambda: message.format(name=denied.name) in worker.text, 40, lambda: worker.text[-3000:])
    wait_until(lambda: counts(stream, reader).items() >= least.items(), 40, lambda: str(counts(stream, reader)))
    stream.allow([denied])
    wait_for_all(stream, reader, worker)
    time.sleep(1)
    assert counts(stream, reader) == EXPECTED


def test_a_fenced_producer_is_named_and_its_partition_starts_over(stream: Guarded) -> None:
    stream.allow(stream.rights("worker"))
    worker = stream.start()
    worker.wait_assigned()
    reader = stream.reader(*ENDS)
    stream.feed()
    wait_for_all(stream, reader, worker)
    for partition in range(RAW.partitions):
        name = f"{stream.prefix}group.clean.{stream.name(RAW)}.{partition}"
        Producer({"bootstrap.servers": stream.broker, "transactional.id": name}).init_transactions(20)
    stream.send(RAW, *articles.raw(51))
    assert stream.producer.flush(30) == 0
    more = EXPECTED | {CLEAN: 6, QUOTE: 12}
    wait_until(lambda: counts(stream, reader) == more, 60, lambda: f"{counts(stream, reader)}\n{worker.text[-3000:]}")
    assert f"clean {stream.name(RAW)}[" in worker.text
    assert ": fenced: " in worker.text


def test_an_administrator_makes_and_checks_the_topics(broker: EmbeddedKafka, tmp_path: Path) -> None:
    stream = Guarded(broker, tmp_path)
    stream.prefix = f"t{uuid.uuid4().hex[:8]}."  # where no topics are yet
    stream.allow(stream.rights("administrator"))
    made = stream.command("topics", "create")
    assert (made.returncode, made.stderr) == (0, "")
    assert stream.command("topics", "check").returncode == 0


def test_a_producer_and_a_reader_do_their_jobs_and_no_more(stream: Guarded) -> None:
    stream.allow(stream.rights("producer"))
    line = articles.raw(1)[1].decode()
    sent = stream.command("produce", "-", given=line)
    assert (sent.returncode, "1 sent" in sent.stderr) == (0, True), sent.stderr
    elsewhere = stream.command("tail", "news.quote", "--max", "1")
    assert elsewhere.returncode != 0
    assert "news.quote that we may see" in elsewhere.stderr
    stream.allow(stream.rights("reader"))
    stream.send(CLEAN, b"u", orjson.dumps({"uri": "u"}))
    assert stream.producer.flush(30) == 0
    shown = stream.command("tail", CLEAN.name, "--from-beginning", "--max", "1", "--json")
    assert (shown.returncode, '"uri"' in shown.stdout) == (0, True)


def test_an_operator_lists_and_replays_dead_letters(stream: Guarded) -> None:
    stream.allow(stream.rights("operator"))
    received = Record(stream.name(RAW), 0, 0, 0, b"k", b"v")
    letter = dead_letter(received, "clean", RejectedError(Reason.FAILED, "no"))
    stream.producer.produce(stream.name(DEAD_LETTER), letter.value, letter.key, headers=[*letter.headers])
    assert stream.producer.flush(30) == 0
    assert "1 in all" in stream.command("deadletters", "list").stdout
    assert "1 sent again" in stream.command("deadletters", "replay").stdout
    assert "0 sent again" in stream.command("deadletters", "replay").stdout


def test_the_list_is_that_of_the_topics() -> None:
    """A topic that a later version adds must be in the list; what no stage touches must not be in a worker's."""
    listed = {acl.name for acl in acls("worker", prefix="", group="g", output="") if acl.resource == "topic"}
    changelogs = {stage.changelog for stage in stages().values() if stage.changelog}
    assert changelogs == {SKETCH, QUOTE_INDEX}
    assert listed == {topic.name for topic in TOPICS} - {"news.deadletter.replayed"}
    assert os.sep not in "".join(listed)
