"""What a running worker does on a real broker."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from confluent_kafka import Producer
from prometheus_client.parser import text_string_to_metric_families

from streams.records import ERROR_HEADER
from streams.topics import CANDIDATE, CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW, Topic
from tests.worker import articles
from tests.worker.harness import Message, Reader, Stream, Worker, wait_until

pytestmark = pytest.mark.broker

ENDS = (CLEAN, DUPLICATE, DEAD_LETTER)


def send_articles(stream: Stream, numbers: range) -> None:
    for number in numbers:
        stream.send(RAW, *articles.raw(number))
    assert stream.producer.flush(30) == 0


def send_text(stream: Stream, uri: str, *paragraphs: str) -> None:
    stream.send(RAW, uri.encode(), orjson.dumps({"uri": uri, "body": "\n".join(paragraphs), "language": "id"}))
    assert stream.producer.flush(30) == 0


def ended(stream: Stream, reader: Reader) -> int:
    reader.poll()
    return sum(len(reader.seen[stream.name(topic)]) for topic in ENDS)


def wait_ended(stream: Stream, reader: Reader, count: int, timeout: float = 60) -> None:
    wait_until(
        lambda: ended(stream, reader) >= count,
        timeout,
        lambda: f"{ended(stream, reader)} of {count}; log:\n{stream.workers[-1].text[-3000:]}",
    )


def of(reader: Reader, stream: Stream, topic: Topic) -> list[Message]:
    return reader.seen[stream.name(topic)]


def values(messages: list[Message]) -> list[Any]:
    return [orjson.loads(message.value) for message in messages if message.value is not None]


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own worker on this machine
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def scrape(worker: Worker) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every sample: name and label values in the labels' order -> value."""
    text = get(worker.web + "/metrics")[1].decode()
    families = text_string_to_metric_families(text)
    return {(s.name, tuple(v for _, v in sorted(s.labels.items()))): s.value for f in families for s in f.samples}


def test_metrics_count_what_went_in(stream: Stream) -> None:
    send_articles(stream, range(40))
    stream.send(RAW, *articles.raw(40, text_of=3))
    stream.send(RAW, *articles.raw(3))
    stream.send(RAW, b"bad", b"{not json")
    stream.send(RAW, b"none", None)
    assert stream.producer.flush(30) == 0
    worker = stream.worker()
    reader = stream.reader(*ENDS, QUOTE)
    wait_ended(stream, reader, 44)
    found = values(of(reader, stream, QUOTE))
    wait_until(
        lambda: scrape(worker).get(("streams_articles_total", ("id", "quoted", "quotes"))) == 40, 20, lambda: "quotes"
    )
    time.sleep(1)
    reader.poll()

    seen = scrape(worker)
    assert seen["streams_articles_total", ("id", "cleaned", "clean")] == 42
    assert seen["streams_articles_total", ("other", "dead-letter", "clean")] == 2
    assert seen["streams_articles_total", ("id", "new", "dedup")] == 40
    assert seen["streams_articles_total", ("id", "exact", "dedup")] == 1
    assert seen["streams_articles_total", ("id", "redelivery", "dedup")] == 1
    assert seen["streams_dead_letters_total", ("malformed", "clean")] == 1
    assert seen["streams_dead_letters_total", ("empty", "clean")] == 1
    assert seen["streams_raw_article_bytes_count", ()] == 44
    assert seen["streams_latency_seconds_count", ("news.article.clean",)] == 40
    assert seen["streams_stage_seconds_count", ("clean",)] == 44
    assert seen["streams_dedup_index_entries", ()] >= 40
    assert seen["streams_dedup_index_bytes", ()] > 0
    found = values(of(reader, stream, QUOTE))
    counted = Counter({key[1][1]: value for key, value in seen.items() if key[0] == "streams_quotes_total"})
    assert sum(v for k, v in seen.items() if k[0] == "streams_quotes_total") == len(found)
    assert counted.keys() <= {"named", "role", "mention", "none"}
    lag = {key[1]: value for key, value in seen.items() if key[0] == "streams_consumer_lag_records"}
    assert len(lag) == RAW.partitions + CANDIDATE.partitions + CLEAN.partitions
    assert set(lag.values()) == {0}


def test_health_follows_the_worker(stream: Stream) -> None:
    worker = stream.worker()
    assert get(worker.web + "/live")[0] == 200
    wait_until(lambda: get(worker.web + "/ready")[0] == 200, 30, lambda: worker.text)
    assert json.loads(get(worker.web + "/ready")[1]) == {
        "ready": True,
        "stages": {"clean": True, "dedup": True, "quotes": True},
    }


def test_a_second_worker_shares_the_work(stream: Stream) -> None:
    first = stream.worker()
    first.wait_assigned()
    second = stream.worker()
    second.wait_assigned()
    wait_until(lambda: get(first.web + "/ready")[0] == get(second.web + "/ready")[0] == 200, 30, lambda: "not ready")
    send_articles(stream, range(200))
    reader = stream.reader(*ENDS)
    wait_ended(stream, reader, 200)
    cleaned = [scrape(w).get(("streams_articles_total", ("id", "cleaned", "clean")), 0) for w in (first, second)]
    assert sum(cleaned) == 200
    assert min(cleaned) > 0


def test_sigterm_drains_and_the_next_worker_goes_on(stream: Stream) -> None:
    send_articles(stream, range(600))
    worker = stream.worker()
    reader = stream.reader(*ENDS)
    wait_ended(stream, reader, 1)
    assert worker.stop() == 0
    assert "crashed" not in worker.text
    stream.worker()
    wait_ended(stream, reader, 600)
    time.sleep(1)
    assert ended(stream, reader) == 600
    assert len({m.key for topic in ENDS for m in of(reader, stream, topic)}) == 600


def test_sigint_drains_too(stream: Stream) -> None:
    worker = stream.worker()
    worker.wait_assigned()
    worker.send(signal.SIGINT)
    assert worker.process.wait(30) == 0


def test_what_was_known_is_known_after_a_kill(stream: Stream) -> None:
    reader = stream.reader(*ENDS)
    send_articles(stream, range(5))
    worker = stream.worker()
    wait_ended(stream, reader, 5)
    worker.kill()
    stream.send(RAW, *articles.raw(77, text_of=2))
    assert stream.producer.flush(30) == 0
    stream.worker()
    wait_ended(stream, reader, 6)
    (copy,) = values(of(reader, stream, DUPLICATE))
    assert (copy["uri"], copy["duplicateOf"]) == ("https://berita.example/77", "https://berita.example/2")


def test_an_update_takes_back_the_quote_that_is_gone(stream: Stream) -> None:
    lead = "Panitia membuka pameran kopi di alun-alun kota pada Senin pagi dan warga memadati lokasi sejak awal."
    kept = "“Kami senang warga datang sepagi ini,” kata Ratna Wijayanti."
    gone = "“Pameran berlangsung lima hari penuh,” kata Ratna Wijayanti."
    reader = stream.reader(*ENDS, QUOTE)
    send_text(stream, "u", lead, kept, gone)
    first = stream.worker()
    wait_until(lambda: ended(stream, reader) == 1 and len(of(reader, stream, QUOTE)) == 2, 60, lambda: first.text)
    first.kill()
    send_text(stream, "u", lead, kept)
    second = stream.worker()
    wait_until(lambda: ended(stream, reader) == 2 and len(of(reader, stream, QUOTE)) == 3, 60, lambda: second.text)

    update = values(of(reader, stream, CLEAN))[1]
    assert (update["relation"], update["uri"]) == ("update", "u")
    retracted = of(reader, stream, QUOTE)[-1]
    told = {m.key: orjson.loads(m.value)["quote"] for m in of(reader, stream, QUOTE)[:2] if m.value}
    assert retracted.value is None
    assert told[retracted.key] == "Pameran berlangsung lima hari penuh,"
    assert len({m.partition for m in of(reader, stream, QUOTE)}) == 1


def test_what_the_broker_refuses_is_a_dead_letter_and_its_neighbours_pass(kafka: Any, tmp_path: Path) -> None:
    stream = Stream(kafka.bootstrap, tmp_path, limits={CANDIDATE.name: 20_000})
    stream.create()
    try:
        send_articles(stream, range(20))
        long = "\n".join(articles.body(number) for number in range(1000, 1020))
        value = orjson.dumps({"uri": "long", "body": long, "language": "id"})
        stream.send(RAW, b"long", value, {"traceparent": b"00-aa-bb-01"})
        send_articles(stream, range(20, 40))
        stream.worker()
        reader = stream.reader(*ENDS)
        wait_ended(stream, reader, 41, timeout=90)
        (dead,) = of(reader, stream, DEAD_LETTER)
        assert (dead.key, dead.value) == (b"long", value)
        assert dead.headers[ERROR_HEADER + "reason"] == b"refused"
        assert dead.headers["traceparent"] == b"00-aa-bb-01"
        assert len(of(reader, stream, CLEAN)) == 40
    finally:
        stream.close()


def test_a_worker_waits_for_topics_that_are_missing(kafka: Any, tmp_path: Path) -> None:
    stream = Stream(kafka.bootstrap, tmp_path)
    try:
        worker = stream.worker()
        wait_until(lambda: "topics create" in worker.text, 30, lambda: worker.text)
        assert get(worker.web + "/live")[0] == 200
        assert get(worker.web + "/ready")[0] == 503
        stream.create()
        wait_until(lambda: get(worker.web + "/ready")[0] == 200, 40, lambda: worker.text)
    finally:
        stream.close()


CODECS = ("none", "gzip", "snappy", "lz4", "zstd")


def test_producers_compress_as_they_like(stream: Stream) -> None:
    for number, codec in enumerate(CODECS):
        producer = Producer({"bootstrap.servers": stream.broker, "compression.type": codec})
        key, value = articles.raw(number)
        producer.produce(stream.name(RAW), value, key)
        assert producer.flush(30) == 0
    stream.worker(STREAMS_COMPRESSION="zstd")
    reader = stream.reader(*ENDS)
    wait_ended(stream, reader, len(CODECS))
    assert len(of(reader, stream, CLEAN)) == len(CODECS)


# No client for Python sends such a name willingly; aiokafka's own encoder, in Python, can be talked into it. All
# records are in one batch, as a producer with a linger sends them.
UNREADABLE_HEADER = """
import asyncio, sys
from aiokafka import AIOKafkaProducer

class Name(str):
    def encode(self, *_):
        return b"\\xff\\xfe"

async def main(broker, topic, codec):
    async with AIOKafkaProducer(bootstrap_servers=broker, compression_type=codec or None) as producer:
        batch = producer.create_batch()
        for number, value in enumerate(sys.stdin.buffer.read().splitlines()):
            headers = [(Name("x"), b"1")] if number in (1, 3) else []
            assert batch.append(timestamp=None, key=b"k%d" % number, value=value, headers=headers)
        await (await producer.send_batch(batch, topic, partition=0))

asyncio.run(main(*sys.argv[1:]))
"""


def send_unreadable_headers(broker: str, topic: str, values: list[bytes], codec: str) -> None:
    environment = os.environ | {"AIOKAFKA_NO_EXTENSIONS": "1"}
    command = [sys.executable, "-c", UNREADABLE_HEADER, broker, topic, codec]
    subprocess.run(command, env=environment, input=b"\n".join(values), check=True)


@pytest.mark.parametrize("codec", ["", "gzip"])
def test_a_name_that_is_no_utf_8_costs_no_record(stream: Stream, codec: str) -> None:
    # Of five records in one batch two have such a header, and one of these is no article.
    sent = [articles.raw(number)[1] for number in range(5)]
    sent[3] = b"no article"
    send_unreadable_headers(stream.broker, stream.name(RAW), sent, codec)
    send_articles(stream, range(5, 7))
    stream.worker()
    reader = stream.reader(*ENDS)
    wait_ended(stream, reader, 7)
    (letter,) = of(reader, stream, DEAD_LETTER)
    assert (letter.key, letter.value, letter.headers["\\xff\\xfe"]) == (b"k3", b"no article", b"1")
    assert len({value["uri"] for value in values(of(reader, stream, CLEAN))}) == 6


def test_what_cannot_be_kept_does_not_stop_its_partition(kafka: Any, tmp_path: Path) -> None:
    # A letter that Kafka takes and a worker cannot pass on as it is: only compression made it small enough.
    stream = Stream(kafka.bootstrap, tmp_path)
    stream.create()
    try:
        packed = Producer(
            {"bootstrap.servers": kafka.bootstrap, "compression.type": "gzip", "message.max.bytes": 20 << 20}
        )
        packed.produce(stream.name(RAW), b"x" * (10 << 20), b"huge", partition=0)
        assert packed.flush(30) == 0
        for number in range(5):
            stream.producer.produce(stream.name(RAW), articles.raw(number)[1], b"k", partition=0)
        stream.producer.flush(30)
        stream.worker()
        reader = stream.reader(*ENDS)
        wait_ended(stream, reader, 6, timeout=90)
        (huge,) = of(reader, stream, DEAD_LETTER)
        assert huge.headers[ERROR_HEADER + "size"] == str(10 << 20).encode()
        assert len(of(reader, stream, CLEAN)) == 5
    finally:
        stream.close()
