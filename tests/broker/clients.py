"""A few lines of client, as the tests of the broker need them."""

from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

SECONDS = 30


def new_topic(bootstrap: str, **client: str) -> str:
    """Create a topic of one partition."""
    name = f"test-{uuid4()}"
    admin = AdminClient({"bootstrap.servers": bootstrap, **client})
    admin.create_topics([NewTopic(name, 1, 1)], operation_timeout=SECONDS)[name].result(SECONDS)
    return name


def produce(bootstrap: str, topic: str, *values: str) -> None:
    """Send values and wait until the broker has them all."""
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all"})
    for value in values:
        producer.produce(topic, value)
    assert producer.flush(SECONDS) == 0


def produce_in_transactions(bootstrap: str, topic: str, *transactions: tuple[str, bool]) -> None:
    """Send each value in a transaction of its own, which is then committed (True) or aborted."""
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": topic})
    producer.init_transactions(SECONDS)
    for value, committed in transactions:
        producer.begin_transaction()
        producer.produce(topic, value)
        producer.flush(SECONDS)
        (producer.commit_transaction if committed else producer.abort_transaction)(SECONDS)


def read(bootstrap: str, topic: str, isolation: str = "read_committed") -> list[str]:
    """All values of a topic, up to its end."""
    settings = {"bootstrap.servers": bootstrap, "group.id": str(uuid4()), "isolation.level": isolation}
    consumer = Consumer(settings | {"enable.partition.eof": True, "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, 0, 0)])
    values: list[str] = []
    try:
        while message := consumer.poll(SECONDS):
            if error := message.error():
                assert error.code() == KafkaError._PARTITION_EOF, error
                return values
            values.append((message.value() or b"").decode())
    finally:
        consumer.close()
    raise TimeoutError(f"no end of {topic} within {SECONDS} seconds")
