"""The delivery promise under faults, judged by a read_committed reader on a real broker.

Every raw record ends as exactly one article, duplicate or dead letter; every quote of every article comes exactly once.
"""

import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache

import orjson
import pytest

from streams import quotes
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW
from tests.worker import articles
from tests.worker.harness import SESSION_S, Message, Reader, Stream, Worker, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.timeout(420)]

ARTICLES = 5000
REPRINT_EACH = 10
POISON_EACH = 250
MOST_ZOMBIES = 3
AWAKE_S = 8
FENCED = re.compile(r"\]: fenced: ")
POISON = (
    b"{not json",
    b"",
    None,
    b"\xff\xfe\x00\x80" * 50,
    b"[1,2]",
    b'{"uri": "x"}',
    b'{"uri": "https://berita.example/x", "body": ""}',
)


def records() -> Iterator[tuple[bytes | None, bytes | None]]:
    """Articles, every tenth a reprint of the one before, and poison between them."""
    for number in range(ARTICLES):
        if number % POISON_EACH == POISON_EACH - 1:
            yield f"poison-{number}".encode(), POISON[number // POISON_EACH % len(POISON)]
        elif number % REPRINT_EACH == 5:
            yield articles.raw(number, text_of=number - 1)
        else:
            yield articles.raw(number)


class Feeder(threading.Thread):
    """Produces in the background, slowly enough that every fault meets work."""

    def __init__(self, stream: Stream, per_second: float) -> None:
        super().__init__(daemon=True)
        self.per_second = per_second
        self._stream = stream

    def run(self) -> None:
        for key, value in records():
            self._stream.send(RAW, key, value)
            time.sleep(1 / self.per_second)
        assert self._stream.producer.flush(30) == 0

    def burst(self, seconds: float) -> None:
        """So many at once that every partition has a batch in flight."""
        calm, self.per_second = self.per_second, 2000
        time.sleep(seconds)
        self.per_second = calm


def new_worker(stream: Stream) -> Worker:
    worker = stream.worker()
    worker.wait_assigned()
    return worker


def kill_and_restart(stream: Stream, times: int, rng: random.Random) -> None:
    for _ in range(times):
        victim = stream.workers[-1]
        time.sleep(rng.uniform(0.5, 3))
        victim.kill()
        new_worker(stream)


def make_a_zombie(worker: Worker, feeder: Feeder) -> None:
    """The group gives its partitions away, then it wakes with its batches and transactions in flight, and is shut out.

    Whether one was in flight in the moment it was suspended is luck, hence several tries.
    """
    for _ in range(MOST_ZOMBIES):
        feeder.burst(0.3)
        worker.send(signal.SIGSTOP)
        time.sleep(SESSION_S + 3)
        worker.send(signal.SIGCONT)
        for _ in range(AWAKE_S):
            time.sleep(1)
            if FENCED.search(worker.text):
                return
    pytest.fail(f"no zombie was fenced in {MOST_ZOMBIES} tries:\n{worker.text[-3000:]}")


def join_and_leave(stream: Stream) -> None:
    guest = new_worker(stream)
    time.sleep(2)
    assert guest.stop() == 0


def everything_through(reader: Reader, stream: Stream) -> bool:
    reader.poll()
    ended = sum(len(reader.seen[stream.name(topic)]) for topic in (CLEAN, DUPLICATE, DEAD_LETTER))
    return ended >= ARTICLES and len(reader.seen[stream.name(QUOTE)]) >= len(all_expected(reader, stream))


def test_nothing_is_lost_and_nothing_comes_twice(stream: Stream) -> None:
    rng = random.Random(20261125)
    steady = new_worker(stream)
    new_worker(stream)
    feeder = Feeder(stream, per_second=80)
    feeder.start()
    kill_and_restart(stream, 3, rng)
    make_a_zombie(steady, feeder)
    join_and_leave(stream)
    kill_and_restart(stream, 2, rng)
    feeder.join()

    reader = stream.reader(CLEAN, DUPLICATE, DEAD_LETTER, QUOTE)
    wait_until(lambda: everything_through(reader, stream), 120, lambda: stuck(reader, stream))
    time.sleep(2)
    reader.poll(1)

    assert verdict(reader, stream) == {"lost": 0, "twice": 0, "quotes lost": 0, "quotes twice": 0, "quotes unknown": 0}
    assert reprints_beside_their_originals(reader, stream) == 0
    assert [worker.process.poll() for worker in (steady, stream.workers[-1])] == [None, None]


def stuck(reader: Reader, stream: Stream) -> str:
    counts = {topic.name: len(reader.seen[stream.name(topic)]) for topic in (CLEAN, DUPLICATE, DEAD_LETTER, QUOTE)}
    logs = "\n".join(f"--- {worker.log.name}\n{worker.text[-1500:]}" for worker in stream.workers[-3:])
    return f"not everything came through: {counts}\n{logs}"


def verdict(reader: Reader, stream: Stream) -> dict[str, int]:
    ends = Counter(m.key for topic in (CLEAN, DUPLICATE, DEAD_LETTER) for m in reader.seen[stream.name(topic)])
    sent = {key for key, _ in records()}
    found = Counter(m.key for m in reader.seen[stream.name(QUOTE)])
    expected = all_expected(reader, stream)
    seen = {(headers_uri(m), text_of(m)) for m in reader.seen[stream.name(QUOTE)]}
    return {
        "lost": len(sent - set(ends)),
        "twice": sum(ends.values()) - len(ends),
        "quotes lost": len(expected - seen),
        "quotes twice": sum(found.values()) - len(found),
        "quotes unknown": len(seen - expected),
    }


def all_expected(reader: Reader, stream: Stream) -> set[tuple[str, str]]:
    """The quotes of all articles that came out."""
    return {quote for message in reader.seen[stream.name(CLEAN)] for quote in expected_quotes(message.value)}


@cache
def expected_quotes(article: bytes) -> tuple[tuple[str, str], ...]:
    event = orjson.loads(article)
    return tuple((event["uri"], quote.quote) for quote in quotes.extract(event["body"], event["language"]))


def headers_uri(message: Message) -> str:
    return message.headers["ce_subject"].decode()


def text_of(message: Message) -> str:
    return str(orjson.loads(message.value or b"")["quote"])


def reprints_beside_their_originals(reader: Reader, stream: Stream) -> int:
    """Pairs of original and reprint that both became articles, or both duplicates."""
    clean = {m.key for m in reader.seen[stream.name(CLEAN)]}
    numbers = [n for n in range(ARTICLES) if n % REPRINT_EACH == 5 and n % POISON_EACH != POISON_EACH - 1]
    return sum((articles.raw(n)[0] in clean) == (articles.raw(n - 1)[0] in clean) for n in numbers)
