"""Joins the records of all topics into articles: in whatever order topics are read, the result is the same.

A raw record and what became of it share the uri and the raw record's time (`versionCreated`); a dead letter names the
raw record's place. Quotes belong to a uri.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from streams.events import CleanArticle, DuplicateArticle, Quote
from streams.lines import dead_letter_object
from streams.records import Record, short_hash
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW
from streams.worker.live.entry import Entry, Letter, excerpt, raw_of
from streams.worker.live.rates import Rates
from streams.worker.live.said import Said

SHOWN = (RAW, CLEAN, DUPLICATE, QUOTE, DEAD_LETTER)
NO_URI = "(no uri)"
MOST_BYTES = 64 << 20  # of records' values, all articles together

_article = msgspec.json.Decoder(CleanArticle)
_duplicate = msgspec.json.Decoder(DuplicateArticle)
_quote = msgspec.json.Decoder(Quote)


class _Version(msgspec.Struct, rename="camel"):
    """What every event between the stages says about where it comes from."""

    uri: str
    version_created: str


_version = msgspec.json.Decoder(_Version)


class Feed:
    """The newest deliveries, at most `limit` of them; `prefix` stands before the topics' names."""

    def __init__(self, limit: int, prefix: str = "") -> None:
        self.limit = limit
        self.sequence = 0  # goes up with every record
        self.rates = Rates()
        self._prefix = prefix
        self._entries: dict[str, Entry] = {}
        self._by_name: dict[str, Entry] = {}
        self._said: dict[str, Said] = {}
        self._size = 0
        self._takers: Mapping[str, Callable[[Record, int], None]] = {
            RAW.name: self._take_raw,
            CLEAN.name: self._take_article,
            DUPLICATE.name: self._take_duplicate,
            QUOTE.name: self._take_quote,
            DEAD_LETTER.name: self._take_letter,
        }

    def take(self, record: Record, seen: int) -> None:
        """A record of a topic of `SHOWN`, heard of at `seen` (milliseconds since 1970).

        A value that is not of its topic (anybody may have written it) is passed over.
        """
        topic = record.topic.removeprefix(self._prefix)
        self.sequence += 1
        self.rates.count(topic, seen)
        try:
            self._takers[topic](record, seen)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return
        self._forget()

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._by_name.clear()
        self._said.clear()
        self._size = 0
        self.forget_rates()

    def forget_rates(self) -> None:
        """Count anew."""
        self.rates = Rates()

    def newest(self) -> list[Entry]:
        """All entries, the last heard of first."""
        return sorted(self._entries.values(), key=_age, reverse=True)[: self.limit]

    def find(self, name: str) -> Entry | None:
        """The entry of that id, or of one it had before more was known."""
        return self._by_name.get(name)

    def quotes(self, entry: Entry) -> list[Quote]:
        """The quotes of an entry's article, in the order of its text."""
        said = self._said.get(entry.uri)
        return said.of(entry.article) if said and entry.article else []

    def retracted(self, uri: str) -> list[Quote]:
        """Quotes of a uri that its newest version does not say any more."""
        said = self._said.get(uri)
        return said.retracted if said else []

    def relatives(self, entry: Entry) -> list[Entry]:
        """The other deliveries of its cluster or uri, oldest first."""
        others = (other for other in self._entries.values() if other is not entry)
        uri = entry.uri if entry.uri != NO_URI else None
        kin = (o for o in others if o.uri == uri or (entry.cluster and o.cluster == entry.cluster))
        return sorted(kin, key=lambda other: (other.time, other.id))

    # One taker a topic

    def _take_raw(self, record: Record, seen: int) -> None:
        raw = raw_of(record)
        place = _place(record.topic, record.partition, record.offset)
        uri = raw.uri or _told_uri(record)
        names = (place,) if raw.uri is None else (short_hash(raw.uri, record.time), place)
        entry = self._entry(names, uri, record.time, seen)
        entry.raw, entry.uri, entry.time = raw, uri, record.time
        self._grow(entry, len(raw.body))

    def _take_article(self, record: Record, seen: int) -> None:
        article = _article.decode(record.value or b"")
        entry = self._event_entry(article.uri, article.version_created, seen)
        entry.article = article
        self._grow(entry, len(record.value or b""))

    def _take_duplicate(self, record: Record, seen: int) -> None:
        duplicate = _duplicate.decode(record.value or b"")
        entry = self._event_entry(duplicate.uri, duplicate.version_created, seen)
        entry.duplicate = duplicate
        self._grow(entry, len(record.value or b""))

    def _take_quote(self, record: Record, seen: int) -> None:
        size = len(record.value or b"")
        if record.value:
            quote = _quote.decode(record.value)
            self._said_by(quote.article_uri, seen).take(quote, size)
        else:
            self._said_by(record.header("ce_subject") or "", seen).retract(excerpt(record.key))
        self._size += size

    def _take_letter(self, record: Record, seen: int) -> None:
        told = dead_letter_object(record.key, record.value, record.headers)
        version = None if told.get("topic") == self._prefix + RAW.name else _version_of(record)
        uri, time = (version.uri, version.version_created) if version else (_told_uri(record), record.time)
        place = _place(told.get("topic", ""), told.get("partition", -1), told.get("offset", -1))
        entry = self._entry((short_hash(uri, time) if version else place,), uri, time, seen)
        entry.letter = _letter(told, record)
        self._grow(entry, len(entry.letter.excerpt))

    # Finding and forgetting

    def _event_entry(self, uri: str, time: str, seen: int) -> Entry:
        return self._entry((short_hash(uri, time),), uri, time, seen)

    def _entry(self, names: tuple[str, ...], uri: str, time: str, seen: int) -> Entry:
        """The one entry of these names, the first of which becomes its id; those that were two become one."""
        known = list({entry.id: entry for name in names if (entry := self._by_name.get(name))}.values())
        entry = known[0] if known else Entry(names[0], set(), uri, time, seen)
        for other in known[1:]:
            entry.absorb(other)
        for before in known:
            del self._entries[before.id]
        if len(names) > 1:
            entry.id = names[0]
        entry.names.update(names)
        entry.seen = max(entry.seen, seen)
        self._entries[entry.id] = entry
        self._by_name |= dict.fromkeys(entry.names, entry)
        return entry

    def _said_by(self, uri: str, seen: int) -> Said:
        said = self._said.setdefault(uri, Said())
        said.seen = max(said.seen, seen)
        return said

    def _grow(self, entry: Entry, size: int) -> None:
        entry.size += size
        self._size += size

    def _forget(self) -> None:
        """Drop the oldest, some at once, so that sorting costs a record next to nothing."""
        slack = self.limit // 8 + 1
        most = self.limit + slack
        if len(self._entries) <= most and len(self._said) <= 2 * most and self._size <= MOST_BYTES:
            return
        kept = MOST_BYTES if self._size <= MOST_BYTES else MOST_BYTES * 3 // 4
        for number, entry in enumerate(sorted(self._entries.values(), key=_age, reverse=True)):
            kept -= entry.size + self._size_said(entry.uri)
            if number >= self.limit or kept < 0:
                self._drop(entry)
        self._drop_orphans()
        self._size = sum(e.size for e in self._entries.values()) + sum(s.size for s in self._said.values())

    def _drop(self, entry: Entry) -> None:
        del self._entries[entry.id]
        for name in entry.names:
            self._by_name.pop(name, None)

    def _drop_orphans(self) -> None:
        """Quotes may come before their article; those of none are kept for as long as there is room."""
        present = {entry.uri for entry in self._entries.values()}
        orphans = sorted((uri for uri in self._said if uri not in present), key=lambda uri: self._said[uri].seen)
        room = MOST_BYTES // 8
        for number, uri in enumerate(reversed(orphans)):
            room -= self._said[uri].size
            if number >= self.limit or room < 0:
                del self._said[uri]

    def _size_said(self, uri: str) -> int:
        said = self._said.get(uri)
        return said.size if said else 0


def _age(entry: Entry) -> tuple[int, str, str]:
    return entry.seen, entry.time, entry.id


def _place(topic: str, partition: int, offset: int) -> str:
    return short_hash(topic, str(partition), str(offset))


def _version_of(record: Record) -> _Version | None:
    """The version that a dead letter of a later stage is about, where that can be read."""
    try:
        return _version.decode(record.value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _told_uri(record: Record) -> str:
    """The uri of a record whose value does not say."""
    return record.header("ce_subject") or excerpt(record.key) or NO_URI


def _letter(told: Mapping[str, Any], record: Record) -> Letter:
    return Letter(
        stage=told.get("stage", "?"),
        reason=told.get("reason", "?"),
        exception=told.get("exception", "?"),
        message=told.get("message", "?"),
        place=f"{told.get('topic')} partition {told.get('partition')} offset {told.get('offset')}",
        key=excerpt(record.key),
        excerpt=excerpt(record.value),
        size=len(record.value or b""),
    )
