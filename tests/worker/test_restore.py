"""What no worker has written into a changelog keeps nothing from going on."""

from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE_INDEX, SKETCH
from tests.worker.harness import Stream, wait_until
from tests.worker.test_worker import ENDS, get, of, send_articles, wait_ended

GARBAGE = [(b"k", b""), (b"e", b""), (b"e", b"x"), (b"e" + b"?" * 30, b"short"), (b"s", b"\xff" * 9), (b"", b"x")]


def test_unreadable_changes_are_passed_over(stream: Stream) -> None:
    reader = stream.reader(*ENDS)
    stream.worker()
    send_articles(stream, range(20))
    wait_ended(stream, reader, 20)
    assert stream.workers[-1].stop() == 0
    for topic in (SKETCH, QUOTE_INDEX):
        for partition in range(topic.partitions):
            for key, value in GARBAGE:
                stream.producer.produce(stream.name(topic), value, key, partition=partition)
    assert stream.producer.flush(30) == 0
    worker = stream.worker()
    wait_until(lambda: get(worker.web + "/ready")[0] == 200, 60, lambda: worker.text)
    assert "is unreadable and passed over" in worker.text
    send_articles(stream, range(25))
    wait_ended(stream, reader, 45)
    assert len(of(reader, stream, DUPLICATE)) == 20
    assert of(reader, stream, DEAD_LETTER) == []
    assert len(of(reader, stream, CLEAN)) == 25
