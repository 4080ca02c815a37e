"""The scenarios: what is done to a running stream. Each leaves at least one worker alive and the broker up."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from confluent_kafka.admin import AdminClient

from streams.broker import EmbeddedKafka
from streams.pipeline import StageName
from streams.topics import QUOTE, Topic
from tests.chaos.field import BEYOND_SESSION_S, Field
from tests.chaos.proxy import ProxiedKafka

TMPFS_MB = 256
TRANSACTION_S = 2
LONG_SESSION_S = 30
SLOW_BATCH = 500


class Scenario(NamedTuple):
    """A name, what happens, and what it happens to.

    `seconds` is about how long the faults take: the feeder spreads half of its articles over them, the other half is
    for bursts. `share` of the campaign's articles go in. `workers` are at work before the first fault. The faults
    `interrupt` partitions where they cannot hit work without a worker that goes on and starts over.
    """

    name: str
    run: Callable[[Field], None]
    seconds: float
    share: float = 1
    workers: int = 2
    topics: bool = True
    broker: Callable[[Path], EmbeddedKafka] = lambda _: EmbeddedKafka()
    interrupt: bool = False


def kills(field: Field) -> None:
    """Ten at random times: some victims are at work, some still restore, some join."""
    for number in range(10):
        field.pause(0.2, 2)
        field.burst()
        field.pause(0.05, 0.6)
        field.kill(field.victim())
        field.worker(wait=number % 2 == 0)


def terminations(field: Field) -> None:
    for _ in range(5):
        field.worker()
        field.pause(0.2, 2)
        field.terminate(field.alive[0])


def zombies(field: Field) -> None:
    for _ in range(3):
        field.suspend(field.victim())
        field.pause(1, 3)


def comings_and_goings(field: Field) -> None:
    for _ in range(10):
        field.worker()
        field.faults["joined"] += 1
        field.pause(0.2, 1.5)
        field.terminate(field.victim())


def dying_broker(field: Field) -> None:
    for down_s in (0, 3, 12):
        field.pause(2, 4)
        field.burst()
        field.kill_broker(down_s)


def cut_network(field: Field) -> None:
    """One worker of two is cut off for longer than a session: first told so, then left in the dark, which ends late."""
    assert isinstance(field.kafka, ProxiedKafka)
    proxy = field.kafka.proxy
    field.worker(STREAMS_BROKER=field.kafka.through_proxy)
    for stop, go_on, seconds in (
        (proxy.sever, proxy.mend, 1.0),
        (proxy.sever, proxy.mend, BEYOND_SESSION_S),
        (proxy.hold, proxy.release, 1.0),
        (proxy.hold, proxy.release, BEYOND_SESSION_S),
        (proxy.hold, proxy.release, BEYOND_SESSION_S),
    ):
        field.burst()
        field.pause(0.1, 0.6)
        stop()
        time.sleep(seconds)
        go_on()
        field.faults["network cut"] += 1
        field.pause(3, 5)


def transactions_time_out(field: Field) -> None:
    """The broker ends a transaction of a worker that sleeps, and nobody else takes its partitions meanwhile."""
    field.settings = {"STREAMS_TRANSACTION_S": str(TRANSACTION_S), "STREAMS_SESSION_S": str(LONG_SESSION_S)}
    workers = [field.worker(), field.worker()]
    for number in range(4):
        field.burst()
        field.suspend_in_transaction(workers[number % 2], TRANSACTION_S + 2.5)
        field.pause(0.5, 2)


def slow_stage(field: Field) -> None:
    """Batches take longer than anybody waits for; meanwhile a worker joins, and one is killed.

    A worker that is not slow goes ahead, so that full batches wait for the slow stage; they are fetched whole.
    """
    field.settings = {"STREAMS_FETCH_KB": "8192"}
    ahead = field.worker(STREAMS_STAGES=StageName.CLEAN)
    field.burst(times=8)
    field.wait_for(lambda: field.unread_by(StageName.DEDUP) >= SLOW_BATCH, 60, "no batch to be slow with")
    field.terminate(ahead)
    field.module = ("tests.chaos.slow",)
    field.worker()
    time.sleep(12)
    field.worker()
    field.burst(times=4)
    time.sleep(8)
    field.kill(field.alive[0])
    field.worker()
    field.faults["slow batches"] += sum(
        worker.text.count("the agent did not finish") for worker in field.stream.workers
    )
    assert field.faults["slow batches"], "no batch was slow"


def missing_topics(field: Field) -> None:
    """No topics at first; then all; then an output, still empty, is deleted for a while."""
    field.worker(wait=False)
    field.worker(wait=False)
    time.sleep(3)
    field.stream.create()
    field.faults["topics missing"] += 1
    field.alive[0].wait_assigned(60)
    _delete(field, QUOTE)
    field.feeder.start()
    field.burst()
    time.sleep(10)
    field.stream.create([QUOTE])


def _delete(field: Field, topic: Topic) -> None:
    admin = AdminClient({"bootstrap.servers": field.stream.broker, "log_level": 2})
    for future in admin.delete_topics([field.stream.name(topic)]).values():
        future.result(20)
    field.faults["topic deleted"] += 1


def absent_broker(field: Field) -> None:
    field.kafka.stop()
    for _ in range(2):
        field.worker(wait=False)
    time.sleep(8)
    field.kafka.restart()
    field.faults["broker absent"] += 1
    field.alive[0].wait_assigned(60)


def full_disk(field: Field) -> None:
    """The disk of the broker's log fills up, which ends the broker; then there is room again."""
    filler = field.kafka.data / "filler"
    for _ in range(2):
        field.pause(2, 4)
        _fill(filler)
        field.burst()
        field.wait_for(lambda: not field.kafka.running, 60, "the broker lives on a full disk")
        filler.unlink()
        field.kafka.restart()
        field.faults["disk full"] += 1
        field.pause(3, 5)


def storm(field: Field) -> None:
    """Everything that needs no set-up of its own, in any order."""
    faults = ["kill", "suspend", "join", "leave"] * 3 + ["broker"] * 2
    for fault in field.rng.sample(faults, len(faults)):
        field.pause(0.5, 2)
        if fault == "kill":
            field.kill(field.victim())
        elif fault == "suspend":
            field.suspend(field.victim())
        elif fault == "leave":
            field.terminate(field.victim())
        elif fault == "broker":
            field.kill_broker()
        if fault == "join" or len(field.alive) < 2:
            field.worker(wait=field.rng.random() < 0.5)
            field.faults["joined"] += fault == "join"


def on_tmpfs(folder: Path) -> EmbeddedKafka:
    """A broker to whose data folder a small file system is mounted."""
    (folder / "kafka").mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_MB}m", "tmpfs", folder / "kafka"],  # noqa: S607
        check=True,
    )
    return EmbeddedKafka()


@contextmanager
def unmounted(folder: Path) -> Iterator[None]:
    """Take away what `on_tmpfs` mounted, if it did."""
    try:
        yield
    finally:
        if os.path.ismount(folder / "kafka"):
            subprocess.run(["umount", "-l", folder / "kafka"], check=False)  # noqa: S607


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as output:
        try:
            while output.write(bytes(64 << 10)):
                pass
        except OSError:
            return


def quick_timeouts(_folder: Path) -> EmbeddedKafka:
    """A broker that looks for transactions to end every half second, and not every ten."""
    return EmbeddedKafka(properties={"transaction.abort.timed.out.transaction.cleanup.interval.ms": "500"})


SCENARIOS = (
    Scenario("sigkill", kills, 80, share=2),
    Scenario("sigterm", terminations, 40),
    Scenario("zombie", zombies, 40, interrupt=True),
    Scenario("join-leave", comings_and_goings, 70, share=2),
    Scenario("broker-kill", dying_broker, 40),
    Scenario("network-cut", cut_network, 55, workers=1, broker=lambda _: ProxiedKafka(), interrupt=True),
    Scenario("transaction-timeout", transactions_time_out, 45, workers=0, broker=quick_timeouts, interrupt=True),
    Scenario("slow-stage", slow_stage, 40, workers=0, interrupt=True),
    Scenario("missing-topics", missing_topics, 25, workers=0, topics=False),
    Scenario("absent-broker", absent_broker, 5, workers=0),
    Scenario("disk-full", full_disk, 30, broker=on_tmpfs),
    Scenario("storm", storm, 60, share=2, interrupt=True),
)
