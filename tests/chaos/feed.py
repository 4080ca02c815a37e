"""What goes in: articles, versions of them, reprints, redeliveries and poison; and the thread that sends them."""

import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

from streams.topics import RAW
from tests.worker import articles
from tests.worker.harness import Stream

LANGUAGES = ("id", "id", "en")  # two partitions of candidates, two indexes
HOT_EACH = 50  # every so many an article that will have many versions
POISON = (
    b"{not json",
    b"",
    None,
    b"\xff\xfe\x00\x80" * 50,
    b"[1,2]",
    b'{"uri": "x"}',
    b'{"uri": "https://berita.example/x", "body": ""}',
)


class Item(NamedTuple):
    """A raw record to send; `timestamp` in milliseconds since 1970."""

    key: bytes
    value: bytes | None
    timestamp: int
    headers: dict[str, bytes]


def items(count: int, *, first_ms: int, step_ms: int = 1) -> Iterator[Item]:
    """`count` records, `step_ms` apart: the output of each can be told by its time."""
    for number in range(count):
        key, value = _record(number)
        yield Item(key, value, first_ms + number * step_ms, {"traceparent": b"00-%032x-01" % number})


def _record(number: int) -> tuple[bytes, bytes | None]:
    """Of fifty: one with versions, ten versions of it, five reprints, five redeliveries, one poison, the rest new."""
    hot, place = number - number % HOT_EACH, number % HOT_EACH
    if place == HOT_EACH - 1:
        return f"poison-{number}".encode(), POISON[number // HOT_EACH % len(POISON)]
    if place % 5 == 3:
        return articles.raw(hot, version=1 + place // 5, language=_language(hot))
    if place % 10 == 6:
        return articles.raw(number, text_of=number - 1, language=_language(number - 1))
    if place % 10 == 9:
        return articles.raw(number - 2, language=_language(number - 2))
    return articles.raw(number, language=_language(number))


def _language(number: int) -> str:
    return LANGUAGES[number % len(LANGUAGES)]


class Feeder(threading.Thread):
    """Sends items in the background, slowly enough that every fault meets work."""

    def __init__(self, stream: Stream, source: Iterator[Item], per_second: float) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._source = source
        self._turn = threading.Lock()  # `burst` takes from the same source
        self._per_second = per_second
        self._pause = threading.Event()  # set: no pause any more

    def run(self) -> None:
        while self._send_next():
            self._pause.wait(1 / self._per_second)

    def burst(self, count: int) -> None:
        """Send so many at once."""
        for _ in range(count):
            self._send_next()

    def finish(self) -> None:
        """Send the rest as fast as it goes."""
        self._pause.set()
        self.join()
        deadline = time.monotonic() + 120
        while self._stream.producer.flush(5):
            assert time.monotonic() < deadline, "the broker does not take what we send"
        assert not self._stream.undelivered, self._stream.undelivered[:5]

    def _send_next(self) -> bool:
        with self._turn:
            item = next(self._source, None)
            if item is not None:
                self._stream.send(RAW, item.key, item.value, item.headers, item.timestamp)
            return item is not None
