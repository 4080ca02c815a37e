"""Where the work goes on when the topic no longer has what the group has committed."""

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient

from streams.topics import RAW
from tests.worker import articles
from tests.worker.harness import Stream, wait_until
from tests.worker.test_worker import ENDS, get, scrape, wait_ended


def send(stream: Stream, numbers: range) -> None:
    """All into one partition."""
    for number in numbers:
        key, value = articles.raw(number)
        stream.producer.produce(stream.name(RAW), value, key, partition=0)
    assert stream.producer.flush(30) == 0


def commit(stream: Stream, offset: int) -> None:
    """As an operator would, with no worker in the group."""
    group = Consumer({"bootstrap.servers": stream.broker, "group.id": f"{stream.prefix}group.clean"})
    group.commit(offsets=[TopicPartition(stream.name(RAW), 0, offset)], asynchronous=False)
    group.close()


def test_records_deleted_before_they_were_read_are_counted(stream: Stream) -> None:
    reader = stream.reader(*ENDS)
    stream.worker()
    send(stream, range(3))
    wait_ended(stream, reader, 3)
    assert stream.workers[-1].stop() == 0
    send(stream, range(3, 10))
    admin = AdminClient({"bootstrap.servers": stream.broker})
    for future in admin.delete_records([TopicPartition(stream.name(RAW), 0, 7)]).values():
        future.result(20)
    worker = stream.worker()
    wait_ended(stream, reader, 6)
    assert scrape(worker)[("streams_missed_records_total", (stream.name(RAW),))] == 4
    assert f"{stream.name(RAW)}[0]: 4 records from offset 3 on were deleted before they were read" in worker.text


def test_a_topic_that_ends_before_the_committed_offset_waits_for_a_decision(stream: Stream) -> None:
    send(stream, range(3))
    commit(stream, 5)
    reader = stream.reader(*ENDS)
    worker = stream.worker()
    wait_until(lambda: "ends at 3, before the committed offset 5" in worker.text, 60, lambda: worker.text)
    assert get(worker.web + "/ready")[0] == 503
    assert worker.stop() == 0
    commit(stream, 0)
    stream.worker()
    wait_ended(stream, reader, 3)
