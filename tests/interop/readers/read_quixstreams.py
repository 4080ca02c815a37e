"""Prints all committed records of topics, with Quix Streams: `read_quixstreams.py BROKER TOPIC...`."""

import sys
import uuid
from pathlib import Path

from confluent_kafka import KafkaError
from quixstreams import Application

sys.path.append(str(Path(__file__).parents[3]))

from tests.interop.rows import Row, joined, to_json


def main(broker: str, topics: list[str]) -> None:
    """Read until the end of every partition was told."""
    application = Application(
        broker_address=broker,
        consumer_group=f"interop-{uuid.uuid4()}",
        auto_offset_reset="earliest",
        consumer_extra_config={"isolation.level": "read_committed", "enable.partition.eof": True},
        loglevel="ERROR",
    )
    with application.get_consumer(auto_commit_enable=False) as consumer:
        left = sum(len(consumer.list_topics(topic, 20).topics[topic].partitions) for topic in topics)
        consumer.subscribe(topics)
        while left:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if error := message.error():
                left -= error.code() == KafkaError._PARTITION_EOF
                continue
            place = (message.topic(), message.partition(), message.offset())
            print(to_json(Row(*place, message.key(), message.value(), joined(message.headers() or []))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
