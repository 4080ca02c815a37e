"""Topics to read: what a worker makes of a stream of articles, with transactions between that were aborted."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition

from streams.broker import EmbeddedKafka
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE
from tests.chaos.field import Field
from tests.worker.harness import Stream

OUTPUTS = (CLEAN, DUPLICATE, QUOTE, DEAD_LETTER)
ABORTED = 5  # records of a transaction, in each topic
SECONDS = 20


@contextmanager
def written(kafka: EmbeddedKafka, folder: Path, count: int, compression: str) -> Iterator[Stream]:
    """A stream with the outputs of `count` raw records, articles and others.

    Aborted transactions stand at the beginning and at the end of each topic.
    """
    field = Field(kafka, folder, count, per_second=count, seed=0)
    try:
        field.stream.create()
        abort(field.stream)
        worker = field.worker(STREAMS_COMPRESSION=compression)
        field.feeder.start()
        field.feeder.finish()
        assert field.wait_quiet() == 0, worker.text[-2000:]
        assert worker.stop() == 0
        abort(field.stream)
        yield field.stream
    finally:
        field.stream.close()


def names(stream: Stream) -> list[str]:
    """The full names of the topics that others read."""
    return [stream.name(topic) for topic in OUTPUTS]


def abort(stream: Stream) -> None:
    """Write a transaction to all these topics and abort it."""
    producer = Producer({"bootstrap.servers": stream.broker, "transactional.id": f"interop-{uuid.uuid4()}"})
    producer.init_transactions(SECONDS)
    producer.begin_transaction()
    for topic in names(stream):
        for number in range(ABORTED):
            producer.produce(topic, b'{"aborted": true}', b"aborted-%d" % number)
    producer.flush(SECONDS)
    producer.abort_transaction(SECONDS)


def uncommitted(broker: str, topic: str) -> int:
    """How many records a reader would see that does not ask for committed ones."""
    settings = {"bootstrap.servers": broker, "group.id": f"interop-{uuid.uuid4()}", "enable.auto.commit": False}
    consumer = Consumer(settings | {"isolation.level": "read_uncommitted", "enable.partition.eof": True})
    try:
        left = len(consumer.list_topics(topic, SECONDS).topics[topic].partitions)
        consumer.assign([TopicPartition(topic, partition, 0) for partition in range(left)])
        seen = 0
        while left:
            message = consumer.poll(SECONDS)
            assert message is not None, f"no end of {topic}"
            left, seen = (left - 1, seen) if message.error() else (left, seen + 1)
    finally:
        consumer.close()
    return seen
