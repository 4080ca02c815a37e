"""Prints all committed records of topics, with kafka-python: `read_kafka_python.py BROKER TOPIC...`."""

import sys
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition

sys.path.append(str(Path(__file__).parents[3]))

from tests.interop.rows import Row, joined, to_json


def main(broker: str, topics: list[str]) -> None:
    """Read until every partition's end was reached."""
    consumer = KafkaConsumer(
        bootstrap_servers=broker,
        isolation_level="read_committed",
        enable_auto_commit=False,
    )
    places = [
        TopicPartition(topic, partition) for topic in topics for partition in consumer.partitions_for_topic(topic)
    ]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    while any(consumer.position(place) < end for place, end in ends.items()):
        for messages in consumer.poll(timeout_ms=500).values():
            for message in messages:
                place = (message.topic, message.partition, message.offset)
                print(to_json(Row(*place, message.key, message.value, joined(message.headers))))
    consumer.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
