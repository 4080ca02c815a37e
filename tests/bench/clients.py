"""What Kafka itself costs a stage: our transactions on aiokafka beside the same ones on librdkafka.

    python -m tests.bench.clients [--transactions N]

Each transaction holds as many records of 4 kB as the row says, on one topic, and an offset of the group, as the edge
sends them. The figure is the CPU time of this process, broker excluded; librdkafka's own threads count. Memory is
what one more producer takes, since every input partition has its own.
"""

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import uvloop
from aiokafka import TopicPartition
from confluent_kafka import Consumer, Producer
from confluent_kafka import TopicPartition as Place

from streams.records import Output
from streams.settings import Settings
from streams.topics import CLEAN, RAW
from tests.bench.end_to_end import stream_of
from tests.worker.harness import Stream

TRANSACTIONS = 200
BATCHES = (1, 10, 100)
VALUE = b"x" * 4_000
PAGE = os.sysconf("SC_PAGE_SIZE")
GROUP = "bench"


class Cost(NamedTuple):
    """Milliseconds of CPU and of waiting a transaction; memory of the producer in MB."""

    cpu: float
    wall: float
    memory: float


class Began(NamedTuple):
    """Clocks and memory at a beginning."""

    cpu: float
    wall: float
    memory: float

    @classmethod
    def now(cls, memory: float) -> "Began":
        """Start the clocks; `memory` is what there was before the producer."""
        return cls(time.process_time(), time.monotonic(), memory)

    def cost(self, transactions: int) -> Cost:
        """What a transaction cost since then."""
        per = 1e3 / transactions
        return Cost(
            (time.process_time() - self.cpu) * per, (time.monotonic() - self.wall) * per, resident() - self.memory
        )


def resident() -> float:
    """This process's memory in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


async def ours(stream: Stream, records: int, transactions: int) -> Cost:
    """As the edge does it."""
    # Imported here: what the module itself takes is not the producer's.
    from streams.worker.transaction import Owner, Transactions  # noqa: PLC0415

    settings = Settings(broker=stream.broker, topic_prefix=stream.prefix, group=GROUP)
    before = resident()
    producer = Transactions(settings, Owner(GROUP, TopicPartition(stream.name(RAW), 0), None))
    await producer.fence()
    outputs = [Output(CLEAN, b"key", VALUE, ()) for _ in range(records)]
    await producer.commit(outputs, [], 1)
    began = Began.now(before)
    for number in range(transactions):
        await producer.commit(outputs, [], number)
    cost = began.cost(transactions)
    await producer.close()
    return cost


def librdkafka(stream: Stream, records: int, transactions: int) -> Cost:
    """The same transactions; its calls block, so a worker would need a thread for each producer that commits."""
    reader = Consumer({"bootstrap.servers": stream.broker, "group.id": GROUP})
    metadata = reader.consumer_group_metadata()
    before = resident()
    producer = Producer(
        {"bootstrap.servers": stream.broker, "transactional.id": "bench-librdkafka", "linger.ms": 0, "log_level": 2}
    )
    producer.init_transactions(30)

    def commit(number: int) -> None:
        producer.begin_transaction()
        for _ in range(records):
            producer.produce(stream.name(CLEAN), VALUE, b"key", 0)
        producer.send_offsets_to_transaction([Place(stream.name(RAW), 0, number)], metadata)
        producer.commit_transaction(30)

    commit(1)
    began = Began.now(before)
    for number in range(transactions):
        commit(number)
    cost = began.cost(transactions)
    reader.close()
    return cost


def measure(transactions: int = TRANSACTIONS) -> Iterator[tuple[str, int, Cost]]:
    """Both clients, by the number of records in a transaction."""
    with stream_of(1) as stream:
        for records in BATCHES:
            yield "aiokafka", records, uvloop.run(ours(stream, records, transactions))
            yield "librdkafka", records, librdkafka(stream, records, transactions)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.clients", description=__doc__)
    parser.add_argument("--transactions", type=int, default=TRANSACTIONS)
    print(f"{'client':12}{'records':>8}{'CPU ms':>9}{'wall ms':>9}{'MB':>7}")
    for client, records, cost in measure(parser.parse_args().transactions):
        print(f"{client:12}{records:8}{cost.cpu:9.2f}{cost.wall:9.2f}{cost.memory:7.1f}")


if __name__ == "__main__":
    main()
