"""Where a scenario happens: a broker, topics, workers, somebody who feeds them; and the faults that can be done."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from confluent_kafka import KafkaException

from streams.broker import EmbeddedKafka
from streams.pipeline import StageName
from streams.topics import CANDIDATE, CLEAN, QUOTE, RAW
from tests.chaos.feed import Feeder, items
from tests.chaos.reading import behind, transactions_left_open
from tests.worker.harness import SESSION_S, WORKER, Stream, Worker, wait_until

BURSTS = 20  # one sends this part of all articles
KEEP = {"retention.ms": "-1"}  # whatever its records' times are
SOURCES = {StageName.CLEAN: RAW, StageName.DEDUP: CANDIDATE, StageName.QUOTES: CLEAN}  # as they come to an end
BURST_OF_A_TRY, TRIES_S = 5, 60  # a worker that was fenced waits for half a session before it has transactions again
STUCK_S = 150
BEYOND_SESSION_S = SESSION_S + 3


class Field:
    """One scenario's surroundings. `faults` counts what was done."""

    def __init__(self, kafka: EmbeddedKafka, folder: Path, count: int, per_second: float, seed: int) -> None:
        self.kafka = kafka
        self.stream = Stream(kafka.bootstrap, folder, config=KEEP)
        self.rng = random.Random(seed)
        self.faults: Counter[str] = Counter()
        self.settings: dict[str, str] = {}
        self.module: Sequence[str] = WORKER
        first_ms = int(time.time() * 1000) - count
        self._burst = count // BURSTS
        self.feeder = Feeder(self.stream, items(count, first_ms=first_ms), per_second)

    # Workers

    def worker(self, *, wait: bool = True, **settings: str) -> Worker:
        """Start one more worker, and wait until it has something to do."""
        worker = self.stream.worker(module=self.module, **(self.settings | settings))
        if wait:
            worker.wait_assigned(90)
        return worker

    @property
    def alive(self) -> list[Worker]:
        return [worker for worker in self.stream.workers if worker.process.poll() is None]

    def victim(self) -> Worker:
        return self.rng.choice(self.alive)

    def pause(self, least: float, most: float) -> None:
        time.sleep(self.rng.uniform(least, most))

    # Faults

    def burst(self, times: int = 1) -> None:
        """Many articles at once, so that every partition has a batch in flight."""
        self.feeder.burst(self._burst * times)

    def kill(self, worker: Worker) -> None:
        worker.kill()
        self.faults["SIGKILL"] += 1

    def terminate(self, worker: Worker) -> None:
        """SIGTERM: the worker must commit what it has in flight and end well."""
        has_begun = bool(worker.text)  # before, Python itself ends it
        code = worker.stop(60)
        assert code == 0 or not has_begun, f"{worker.log.name} ended with {code} after SIGTERM:\n{worker.text[-2000:]}"
        self.faults["SIGTERM"] += 1

    def suspend(self, worker: Worker, seconds: float = BEYOND_SESSION_S) -> None:
        """SIGSTOP while every partition has a batch in flight, and SIGCONT."""
        self.burst()
        self.pause(0.05, 0.4)
        worker.send(signal.SIGSTOP)
        time.sleep(seconds)
        worker.send(signal.SIGCONT)
        self.faults["SIGSTOP"] += 1

    def suspend_in_transaction(self, worker: Worker, seconds: float) -> None:
        """SIGSTOP while a transaction of the worker is open, tried until one is, and SIGCONT."""
        outputs = [self.stream.name(topic) for topic in (CANDIDATE, CLEAN, QUOTE)]
        deadline = time.monotonic() + TRIES_S
        while time.monotonic() < deadline:
            self.feeder.burst(BURST_OF_A_TRY)
            self.pause(0.02, 0.3)
            worker.send(signal.SIGSTOP)
            hit = transactions_left_open(self.stream.broker, outputs)
            time.sleep(seconds if hit else 0)
            worker.send(signal.SIGCONT)
            if hit:
                self.faults["SIGSTOP in a transaction"] += 1
                return
        raise AssertionError(f"no transaction was open within {TRIES_S} s")

    def kill_broker(self, down_s: float = 0.0) -> None:
        self.kafka.kill()
        time.sleep(down_s)
        self.kafka.restart()
        self.faults["broker killed"] += 1

    # The end

    def wait_quiet(self) -> int:
        """Wait until every group has read everything; gives how many records stayed unread."""
        deadline = time.monotonic() + STUCK_S
        left = self.unread()
        while left and time.monotonic() < deadline:
            time.sleep(1)
            left = self.unread()
        return left

    def unread(self) -> int:
        """Records unread, of the first stage that is behind: one that is not has sent all that the next will get."""
        return next(filter(None, map(self.unread_by, SOURCES)), 0)

    def unread_by(self, stage: StageName) -> int:
        """Records a stage has not read yet."""
        try:
            return behind(self.stream.broker, f"{self.stream.prefix}group.{stage}", self.stream.name(SOURCES[stage]))
        except KafkaException:
            return 1  # at least: a broker that has just come back does not know yet

    def wait_for(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        wait_until(condition, seconds, lambda: what)
