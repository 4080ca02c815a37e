"""A stream of its own on the embedded broker.

Topics under a prefix, workers as processes, a read_committed reader to judge them.
"""

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined] # re-exported, untold

from streams.topics import TOPICS, Topic

SESSION_S = 6  # the least a broker allows by default
WORKER = ("streams", "worker", "--web-port", "0")


class Message(NamedTuple):
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]
    partition: int
    offset: int


class Worker:
    """A worker process, its log and its signals; `module` is what Python runs, with its first options."""

    def __init__(
        self, log: Path, environment: Mapping[str, str], *options: str, module: Sequence[str] = WORKER
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module, *options],
                env=dict(environment),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_assigned(self, timeout: float = 40) -> None:
        """Wait until the group has given this worker something: a fault before that would test nothing."""
        wait_until(
            lambda: bool(re.search(r"assigned \[\d", self.text)),
            timeout,
            lambda: f"no assignment; log:\n{self.text[-3000:]}",
        )

    def send(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self, timeout: float = 30) -> int:
        """SIGTERM, and the exit code."""
        self.send(signal.SIGTERM)
        return self.process.wait(timeout)

    @property
    def web(self) -> str:
        wait_until(lambda: "/metrics" in self.text, 20, lambda: "no web port")
        found = re.search(r"(http://\S+)/metrics", self.text)
        assert found
        return found[1]


class Reader:
    """Reads topics to their end again and again; sees committed records only."""

    def __init__(self, broker: str, topics: Iterable[str]) -> None:
        self._consumer = Consumer(
            {
                "bootstrap.servers": broker,
                "group.id": f"reader-{uuid.uuid4()}",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",  # a new topic may not know its first offset for a moment
            }
        )
        cluster = self._consumer.list_topics(timeout=20)
        self._consumer.assign([TopicPartition(t, p, 0) for t in topics for p in cluster.topics[t].partitions])
        self.seen: dict[str, list[Message]] = defaultdict(list)

    def poll(self, seconds: float = 0.5) -> None:
        for message in self._consumer.consume(5000, seconds):
            if message.error():
                continue
            headers: Any = message.headers() or []
            self.seen[str(message.topic())].append(
                Message(message.key(), message.value(), dict(headers), message.partition() or 0, message.offset() or 0)
            )

    def close(self) -> None:
        self._consumer.close()


class Stream:
    """Topics under a prefix of their own, and the workers on them.

    `limits` are in bytes a record, by topic; `config` goes over every topic's own.
    """

    def __init__(
        self,
        broker: str,
        folder: Path,
        limits: Mapping[str, int] | None = None,
        config: Mapping[str, str] | None = None,
    ) -> None:
        self.broker = broker
        self.prefix = f"t{uuid.uuid4().hex[:8]}."
        self._folder = folder
        self._limits = limits or {}
        self._config = dict(config or {})
        self.workers: list[Worker] = []
        self.undelivered: list[str] = []  # keys of records that did not arrive, and why
        self._readers: list[Reader] = []
        self.producer = Producer(
            {
                "bootstrap.servers": broker,
                "linger.ms": 5,
                "message.max.bytes": 4 << 20,
                "enable.idempotence": True,  # what a fault of the broker makes it repeat is no second record
                "log_level": 2,
            }
        )

    def create(self, topics: Iterable[Topic] = TOPICS) -> None:
        """Make the topics."""
        admin = AdminClient({"bootstrap.servers": self.broker, "log_level": 2})
        new = [self._new(topic) for topic in topics]
        for future in admin.create_topics(new).values():
            future.result(20)
        # Before that, a producer may take a partition for one that does not exist, and drop its record.
        wait_until(lambda: all(_is_visible(admin, topic) for topic in new), 20, lambda: "topics do not show")

    def _new(self, topic: Topic) -> NewTopic:
        limit = self._limits.get(topic.name, topic.max_bytes)
        config = topic.config | {"max.message.bytes": str(limit)} | self._config
        return NewTopic(self.name(topic), num_partitions=topic.partitions, replication_factor=1, config=config)

    def name(self, topic: Topic) -> str:
        return self.prefix + topic.name

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "STREAMS_BROKER": self.broker,
            "STREAMS_TOPIC_PREFIX": self.prefix,
            "STREAMS_GROUP": self.prefix + "group",
            "STREAMS_SESSION_S": str(SESSION_S),
            "STREAMS_DRAIN_S": "3",
        }

    def worker(self, *options: str, module: Sequence[str] = WORKER, **environment: str) -> Worker:
        log = self._folder / f"worker-{len(self.workers)}.log"
        worker = Worker(log, self.environment | environment, *options, module=module)
        self.workers.append(worker)
        return worker

    def reader(self, *topics: Topic) -> Reader:
        reader = Reader(self.broker, [self.name(topic) for topic in topics])
        self._readers.append(reader)
        return reader

    def send(
        self,
        topic: Topic,
        key: bytes | None,
        value: bytes | None,
        headers: Mapping[str, bytes] | None = None,
        timestamp: int = 0,
    ) -> None:
        """Hand a record to the producer; `timestamp` in milliseconds since 1970, 0 for now."""
        passed: Any = list((headers or {}).items())
        name = self.name(topic)
        self.producer.produce(name, value, key, headers=passed, timestamp=timestamp, on_delivery=self._delivered)
        self.producer.poll(0)

    def _delivered(self, error: KafkaError | None, message: Any) -> None:
        if error is not None:
            self.undelivered.append(f"{message.key()!r}: {error}")

    def close(self) -> None:
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.send(signal.SIGCONT)
                worker.kill()
        for reader in self._readers:
            reader.close()


def _is_visible(admin: AdminClient, topic: NewTopic) -> bool:
    found = admin.list_topics(topic.topic, timeout=20).topics[topic.topic].partitions
    return len(found) == topic.num_partitions and all(partition.leader >= 0 for partition in found.values())


def wait_until(condition: Callable[[], bool], timeout: float, otherwise: Callable[[], str]) -> None:
    """Wait for a condition; fail with what `otherwise` says."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.1)
