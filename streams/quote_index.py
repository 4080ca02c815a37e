"""Which quotes each article has sent, so that an update sends only what changed and takes back what is gone."""

import struct
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

import msgspec

from streams.events import Quote
from streams.records import Change, short_hash

DAY_MS = 86_400_000
ENTRY_BYTES = 24  # 16 of a quote's id, 8 of its content
OVERHEAD_BYTES = 200  # a dict entry, two bytes objects: about
EVICTIONS_AT_ONCE = 8  # more than one an article, so that the index shrinks, yet no record pays for many

_encoder = msgspec.json.Encoder()


def _milliseconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp() * 1000)


def _fingerprint(quote: Quote) -> bytes:
    """Changes when the quote does; the words around it and the article's time may change beside it."""
    alone = msgspec.structs.replace(quote, version_created="-", pre=None, post=None)
    return blake2b(_encoder.encode(alone), digest_size=8).digest()


class QuoteIndex:
    """Article -> its quotes' ids and fingerprints, for `days` of event time."""

    def __init__(self, days: float = 30) -> None:
        self._window = int(days * DAY_MS)
        self._known: dict[bytes, bytes] = {}
        self._undo: list[tuple[bytes, bytes | None, int]] = []
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
        now = _milliseconds(time)
        before = dict(self._pairs(key, now))
        after = {bytes.fromhex(quote.id): _fingerprint(quote) for quote in quotes}
        changed = [quote for quote in quotes if before.get(bytes.fromhex(quote.id)) != after[bytes.fromhex(quote.id)]]
        gone = [quote_id.hex() for quote_id in before if quote_id not in after]
        changes: list[Change] = [(old, None) for old in self._expired(now) if old != key]
        if after:
            changes.append((key, struct.pack(">q", now) + b"".join(i + f for i, f in after.items())))
        elif key in self._known:
            changes.append((key, None))
        return changed, gone, changes

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one change of the changelog."""
        old = self._known.pop(key, None)
        self._undo.append((key, old, self._watermark))
        self._payload += len(value or b"") - len(old or b"")
        if value is not None:
            self._known[key] = value
            self._watermark = max(self._watermark, self._time(value))

    def commit(self) -> None:
        """Keep what was applied."""
        self._undo.clear()

    def rollback(self) -> None:
        """Forget what was applied since the last commit."""
        while self._undo:
            key, old, watermark = self._undo.pop()
            new = self._known.pop(key, None)
            self._payload += len(old or b"") - len(new or b"")
            self._watermark = watermark
            if old is not None:
                self._known[key] = old

    @staticmethod
    def _time(value: bytes) -> int:
        return int(struct.unpack_from(">q", value)[0])

    def _pairs(self, key: bytes, now: int) -> Iterator[tuple[bytes, bytes]]:
        """What the article sent, unless that was before the window: whether it was evicted yet must not matter."""
        value = self._known.get(key)
        if value is None or self._time(value) < max(now, self._watermark) - self._window:
            return
        for at in range(8, len(value), ENTRY_BYTES):
            yield value[at : at + 16], value[at + 16 : at + ENTRY_BYTES]

    def _expired(self, now: int) -> Iterator[bytes]:
        """The longest known articles, as far as they left the window."""
        oldest = max(now, self._watermark) - self._window
        for key, _ in zip(self._known, range(EVICTIONS_AT_ONCE), strict=False):
            if self._time(self._known[key]) >= oldest:
                return
            yield key
