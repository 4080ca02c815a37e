"""Which quotes each article has sent, so that an update sends only what changed and takes back what is gone."""

import struct
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

import msgspec

from streams.dedup.event_time import DAY, Moment, advance
from streams.events import Quote
from streams.records import Change, short_hash

ENTRY_BYTES = 24  # 16 of a quote's id, 8 of its content
OVERHEAD_BYTES = 300  # dict and queue entries, a few small objects: about
EVICTIONS_AT_ONCE = 8  # more than one an article, so that the index shrinks, yet no record pays for many

_encoder = msgspec.json.Encoder()


class Sent(NamedTuple):
    """What an article sent, and where the stream was when it did (`seen`, seconds since 1970)."""

    seen: int
    value: bytes

    @property
    def time(self) -> int:
        """The article's own time, in seconds since 1970."""
        return int(struct.unpack_from(">q", self.value)[0])


def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp())


def _fingerprint(quote: Quote) -> bytes:
    """Changes when the quote does; the words around it and the article's time may change beside it."""
    alone = msgspec.structs.replace(quote, version_created="-", pre=None, post=None)
    return blake2b(_encoder.encode(alone), digest_size=8).digest()


class QuoteIndex:
    """Article -> its quotes' ids and fingerprints.

    Whether a version is an update of what is known is told from the two articles' own times, `days` apart at most.
    Memory is freed in the order of arrival, once the stream has moved on by as much: a late article stays as long as
    one that came in time, and a single date in the far future moves the stream by an hour only.
    """

    def __init__(self, days: float = 30) -> None:
        self._window = int(days * DAY)
        self._known: dict[bytes, Sent] = {}
        self._queue: deque[tuple[bytes, int]] = deque()  # keys in the order of `seen`; some have moved on since
        self._passed = 0  # how many of the queue's first have moved on; they are dropped at the next commit
        self._undo: list[tuple[bytes, Sent | None, int, bool]] = []
        self._watermark = 0
        self._payload = 0

    @property
    def entries(self) -> int:
        """Articles remembered."""
        return len(self._known)

    @property
    def size_bytes(self) -> int:
        """About how much memory they take."""
        return self._payload + OVERHEAD_BYTES * len(self._known)

    def compare(self, uri: str, time: str, quotes: list[Quote]) -> tuple[list[Quote], list[str], list[Change]]:
        """Which quotes are new or changed, which ids are gone, and what to remember.

        Raises:
            ValueError: `time` is no ISO 8601 time.
        """
        key = bytes.fromhex(short_hash(uri))
        now = _seconds(time)
        before = dict(self._pairs(key, now))
        after = {bytes.fromhex(quote.id): _fingerprint(quote) for quote in quotes}
        changed = [quote for quote in quotes if before.get(bytes.fromhex(quote.id)) != after[bytes.fromhex(quote.id)]]
        gone = [quote_id.hex() for quote_id in before if quote_id not in after]
        changes: list[Change] = [(old, None) for old in self._expired() if old != key]
        if after:
            changes.append((key, struct.pack(">q", now) + b"".join(i + f for i, f in after.items())))
        elif key in self._known:
            changes.append((key, None))
        return changed, gone, changes

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one change of the changelog."""
        time = 0 if value is None else Sent(0, value).time  # before anything changes: it may be unreadable
        old = self._known.pop(key, None)
        self._undo.append((key, old, self._watermark, value is not None))
        self._payload += len(value or b"") - (len(old.value) if old else 0)
        if value is not None:
            self._watermark = advance(self._watermark, Moment(time, time))
            self._known[key] = Sent(self._watermark, value)
            self._queue.append((key, self._watermark))

    def commit(self) -> None:
        """Keep what was applied."""
        self._undo.clear()
        self._passed = 0
        while self._queue and not self._is_current(*self._queue[0]):
            self._queue.popleft()

    def rollback(self) -> None:
        """Forget what was applied since the last commit."""
        self._passed = 0
        while self._undo:
            key, old, self._watermark, queued = self._undo.pop()
            new = self._known.pop(key, None)
            self._payload += (len(old.value) if old else 0) - (len(new.value) if new else 0)
            if queued:
                self._queue.pop()
            if old is not None:
                self._known[key] = old

    def _is_current(self, key: bytes, seen: int) -> bool:
        known = self._known.get(key)
        return known is not None and known.seen == seen

    def _pairs(self, key: bytes, now: int) -> Iterator[tuple[bytes, bytes]]:
        """What the article sent, unless that was too long before (or after) this version."""
        known = self._known.get(key)
        if known is None or abs(now - known.time) > self._window:
            return
        for at in range(8, len(known.value), ENTRY_BYTES):
            yield known.value[at : at + 16], known.value[at + 16 : at + ENTRY_BYTES]

    def _expired(self) -> Iterator[bytes]:
        """The longest known articles, as far as the stream has left them: the same however often we commit.

        It leaves them behind, or ahead when it comes back from a wrong date.
        """
        while self._passed < len(self._queue) and not self._is_current(*self._queue[self._passed]):
            self._passed += 1
        found = 0
        for key, seen in islice(self._queue, self._passed, None):
            if found == EVICTIONS_AT_ONCE or abs(self._watermark - seen) <= self._window:
                return
            if self._is_current(key, seen):
                found += 1
                yield key
