"""The articles an index knows: entries, sketches, and the ways to find them. All of it follows from the changelog."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from streams.dedup.entries import ENTRY, SKETCH, URI_HASH_BYTES, Entry, decode_entry, decode_posting, hash_uri, times_of
from streams.dedup.event_time import HOUR, Window, keep_from
from streams.dedup.table import NONE, Table

POSTED_ANCHORS = 8
COMMON_ANCHOR = 32  # what so many articles of one window have in common is debris or a template, and tells nothing


class Memory:
    """Takes changelog records, and finds articles.

    `watermark` is how far the stream has come, in seconds since 1970; 0 before the first article.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._entries = Table(2, self._entry_renumbered)
        self._sketches = Table(POSTED_ANCHORS, self._sketch_renumbered)
        self._partners: list[tuple[int, int]] = []  # entry rows and the sketch rows they had, since the last commit
        self._newest = (b"", NONE)  # the name and row of the entry that was added last: its sketch comes next
        self._committed_watermark = 0
        self.watermark = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size_bytes(self) -> int:
        """About how much memory it all takes."""
        return self._entries.size_bytes + self._sketches.size_bytes

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one changelog record; a sketch without its entry is left over from compaction and ignored."""
        kind, name = key[:1], key[1:]
        row = self._row(name)
        if kind not in (ENTRY, SKETCH):
            return
        if row is not None:
            self._forget_sketch(row)
        if kind == ENTRY:
            self._replace_entry(row, name, value)
        elif row is not None and value is not None:
            self._add_sketch(row, value)

    def commit(self) -> None:
        """Keep what was applied."""
        self._partners.clear()
        self._newest = (b"", NONE)
        self._sketches.commit()
        self._entries.commit()
        self._committed_watermark = self.watermark

    def rollback(self) -> None:
        """Go back to the last commit."""
        for row, partner in reversed(self._partners):
            self._entries.partners[row] = partner
        self._partners.clear()
        self._newest = (b"", NONE)
        self._sketches.rollback()
        self._entries.rollback()
        self.watermark = self._committed_watermark

    def versions(self, uri: bytes, uri_hash: bytes) -> list[Entry]:
        """What is known of a uri, newest first."""
        return self._newest_first(uri_hash, lambda entry: entry.uri == uri)

    def canonical(self, cluster: bytes) -> Entry | None:
        """The newest version of the article that gave a cluster its name."""
        found = self._newest_first(cluster, lambda entry: hash_uri(entry.uri) == cluster and not entry.is_copy)
        return found[0] if found else None

    def same_text(self, digest: bytes) -> list[Entry]:
        """The versions that stand for a text, newest first."""
        return self._newest_first(digest, lambda entry: entry.by_text and entry.digest == digest)

    def sketch_of(self, entry: Entry) -> bytes | None:
        """The windows of a version, while they are kept."""
        row = self._row(entry.key)
        sketch = NONE if row is None else self._entries.partners[row]
        return None if sketch == NONE else self._sketches.blobs[sketch]

    def sharing(self, anchors: Sequence[int]) -> list[Sequence[int]]:
        """For each anchor the sketches that are found by it: an argument of `candidates` and `telling`."""
        return self._sketches.find(anchors)

    def candidates(self, sharing: list[Sequence[int]], limit: int) -> Iterator[tuple[Entry, bytes]]:
        """Articles with anchors in common and their windows: those that share most first, then the newest."""
        shared = Counter(row for rows in sharing if len(rows) < COMMON_ANCHOR for row in rows)
        serials = self._sketches.serials
        for row in sorted(shared, key=lambda row: (-shared[row], -serials[row]))[:limit]:
            yield decode_entry(self._entries.blobs[self._sketches.partners[row]]), self._sketches.blobs[row]

    @staticmethod
    def telling(anchors: Sequence[int], sharing: list[Sequence[int]]) -> tuple[int, ...]:
        """The anchors a new article is to be found by: the first ones that are not common."""
        if not any(sharing):
            return tuple(anchors[:POSTED_ANCHORS])
        found = (anchor for anchor, rows in zip(anchors, sharing, strict=True) if len(rows) < COMMON_ANCHOR)
        return tuple(found)[:POSTED_ANCHORS]

    def expired(self, limit: int) -> list[bytes]:
        """Changelog keys of what has left its window: at most `limit` sketches and as many entries, oldest first."""
        sketches = self._sketches.before((self.watermark - self._window.sketch_seconds) // HOUR, limit)
        entries = self._entries.before((self.watermark - self._window.hash_seconds) // HOUR, limit)
        keys = [SKETCH + self._key(self._sketches.partners[row]) for row in sketches]
        for row in entries:
            keys += (SKETCH + self._key(row), ENTRY + self._key(row))
        return list(dict.fromkeys(keys))

    def _replace_entry(self, row: int | None, name: bytes, value: bytes | None) -> None:
        if row is not None:
            self._entries.remove(row)
            self._newest = (b"", NONE)
        if value is None:
            return
        entry = decode_entry(value)
        keys = [_short(name)]
        if entry.by_text:
            keys.append(_short(entry.digest))
        hour = keep_from(entry.moment.event, entry.watermark, self._window.hash_seconds)
        self._newest = (name, self._entries.add(value, keys, hour))
        self.watermark = entry.watermark

    def _add_sketch(self, row: int, value: bytes) -> None:
        anchors, windows = decode_posting(value)
        hour = keep_from(*times_of(self._entries.blobs[row]), self._window.sketch_seconds)
        self._pair(row, self._sketches.add(windows, anchors, hour, partner=row))

    def _forget_sketch(self, row: int) -> None:
        if self._entries.partners[row] != NONE:
            self._sketches.remove(self._entries.partners[row])
            self._pair(row, NONE)

    def _pair(self, row: int, sketch: int) -> None:
        self._partners.append((row, self._entries.partners[row]))
        self._entries.partners[row] = sketch

    def _row(self, key: bytes) -> int | None:
        if key == self._newest[0]:
            return self._newest[1]
        uri_hash, digest = key[:URI_HASH_BYTES], key[URI_HASH_BYTES:]
        for row in self._entries.find((_short(uri_hash),))[0]:
            entry = decode_entry(self._entries.blobs[row])
            if entry.digest == digest and hash_uri(entry.uri) == uri_hash:
                return row
        return None

    def _key(self, row: int) -> bytes:
        return decode_entry(self._entries.blobs[row]).key

    def _newest_first(self, name: bytes, holds: Callable[[Entry], bool]) -> list[Entry]:
        rows = self._entries.find((_short(name),))[0]
        if not rows:
            return []
        newest_first = sorted(rows, key=self._entries.serials.__getitem__, reverse=True)
        return list(filter(holds, (decode_entry(self._entries.blobs[row]) for row in newest_first)))

    def _entry_renumbered(self, source: int, target: int) -> None:
        sketch = self._entries.partners[source]
        if sketch != NONE:
            self._sketches.partners[sketch] = target

    def _sketch_renumbered(self, source: int, target: int) -> None:
        self._entries.partners[self._sketches.partners[source]] = target


def _short(name: bytes) -> int:
    return int.from_bytes(name[:4], "little")
