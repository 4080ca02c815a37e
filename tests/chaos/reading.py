"""Reads what is committed, to the end of every partition; and how far a group is behind that."""

import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from confluent_kafka import Consumer, IsolationLevel, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined] # re-exported, untold
    AdminClient,
    ListOffsetsResultInfo,
    OffsetSpec,
)

from streams.records import Record

if TYPE_CHECKING:
    from concurrent.futures import Future

READ_S = 120
STAYS_OPEN_S = 0.3  # much longer than any transaction of a worker that is awake
Place = tuple[str, int]


def read_topics(broker: str, topics: Iterable[str]) -> dict[str, list[Record]]:
    """Everything committed in these topics, each in the order of partitions and offsets."""
    wanted = list(topics)
    consumer = _consumer(broker, f"judge-{uuid.uuid4()}")
    cluster = consumer.list_topics(timeout=20)
    consumer.close()
    starts = {(topic, partition): 0 for topic in wanted for partition in cluster.topics[topic].partitions}
    found: dict[str, list[Record]] = defaultdict(list)
    for record in read_to_end(broker, starts):
        found[record.topic].append(record)
    return {topic: sorted(found[topic], key=lambda record: (record.partition, record.offset)) for topic in wanted}


def read_to_end(broker: str, starts: Mapping[Place, int]) -> list[Record]:
    """What a read_committed consumer sees from these offsets on, until it saw the end of each partition.

    Raises:
        TimeoutError: the broker does not show the ends in time.
        KafkaException: it cannot be read at all.
    """
    consumer = _consumer(broker, f"judge-{uuid.uuid4()}")
    consumer.assign([TopicPartition(topic, partition, offset) for (topic, partition), offset in starts.items()])
    records: list[Record] = []
    going_on, deadline = set(starts), time.monotonic() + READ_S
    try:
        while going_on:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no end of {sorted(going_on)} within {READ_S} s")
            for message in consumer.consume(5000, 1.0):
                error = message.error()
                if error is None:
                    records.append(_record(message))
                elif error.code() == KafkaError._PARTITION_EOF:
                    going_on.discard((message.topic() or "", message.partition() or 0))
                elif not error.retriable() and error.code() != KafkaError._TRANSPORT:
                    raise KafkaException(error)
    finally:
        consumer.close()
    return records


def behind(broker: str, group: str, topic: str) -> int:
    """How many committed records of a topic the group has not committed yet."""
    consumer = _consumer(broker, group)
    try:
        cluster = consumer.list_topics(timeout=20)
        places = [TopicPartition(topic, partition) for partition in cluster.topics[topic].partitions]
        committed = consumer.committed(places, timeout=20)
    finally:
        consumer.close()
    return len(read_to_end(broker, {(topic, place.partition): max(0, place.offset) for place in committed}))


def transactions_left_open(broker: str, topics: Iterable[str]) -> set[tuple[Place, int]]:
    """The places where a transaction stays open for as long as two looks take: partitions and offsets."""
    admin = AdminClient({"bootstrap.servers": broker})
    found = [_open_transactions(admin, list(topics))]
    time.sleep(STAYS_OPEN_S)
    found.append(_open_transactions(admin, list(topics)))
    return found[0] & found[1]


def _open_transactions(admin: AdminClient, topics: Iterable[str]) -> set[tuple[Place, int]]:
    """The last stable offset of every partition that holds more than that."""
    cluster = admin.list_topics(timeout=20)
    places = [TopicPartition(topic, partition) for topic in topics for partition in cluster.topics[topic].partitions]
    latest: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call] # comes without types
    wanted = dict.fromkeys(places, latest)
    stable, ends = (
        {(place.topic, place.partition): _offset(future) for place, future in listed.items()}
        for listed in (
            admin.list_offsets(wanted, isolation_level=level)
            for level in (IsolationLevel.READ_COMMITTED, IsolationLevel.READ_UNCOMMITTED)
        )
    )
    return {(place, offset) for place, offset in stable.items() if offset < ends[place]}


def _offset(listed: "Future[ListOffsetsResultInfo]") -> int:
    return int(listed.result(20).offset)


def _consumer(broker: str, group: str) -> Consumer:
    return Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": group,
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "log_level": 2,  # a broker that is away is what we are here for
        }
    )


def _record(message: Any) -> Record:
    headers = tuple(message.headers() or ())
    return Record(
        message.topic(),
        message.partition(),
        message.offset(),
        message.timestamp()[1],
        message.key(),
        message.value(),
        headers,
    )
