"""The articles an index knows: entries, sketches, and the ways to find them. All of it follows from the changelog."""

from collections.abc import Iterator, Sequence
from struct import Struct

from streams.dedup.entries import (
    ENTRY,
    SKETCH,
    URI_HASH_BYTES,
    Entry,
    decode_entry,
    decode_posting,
    hash_uri,
    read_head,
)
from streams.dedup.event_time import HOUR, Window, keep_from, late_window
from streams.dedup.table import NONE, Table

POSTED_ANCHORS = 8
COMMON_ANCHOR = 32  # what so many articles of one window have in common is debris or a template, and tells nothing

_NOTHING = (b"", NONE, 0)
_NOTHING_READ = (0, 0, False)
_NAMES = Struct(f"<I{URI_HASH_BYTES - 4}xI")


class Memory:
    """Takes changelog records, and finds articles.

    `watermark` is how far the stream has come, in seconds since 1970; 0 before the first article.
    """

    def __init__(self, window: Window) -> None:
        self._sketch_seconds, self._hash_seconds = window.sketch_seconds, window.hash_seconds
        self._sketch_late, self._hash_late = map(late_window, (window.sketch_seconds, window.hash_seconds))
        self._entries = Table(2, self._entry_renumbered)
        self._sketches = Table(POSTED_ANCHORS, self._sketch_renumbered)
        self._partners: list[tuple[int, int]] = []  # entry rows and the sketch rows they had, since the last commit
        self._newest = _NOTHING  # name, row and sketch's hour of the entry that was added last: its sketch comes next
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
        if kind == ENTRY:
            self._apply_entry(name, value)
        elif kind == SKETCH:
            self._apply_sketch(name, value)

    def commit(self) -> None:
        """Keep what was applied."""
        self._partners.clear()
        self._newest = _NOTHING
        self._sketches.commit()
        self._entries.commit()
        self._committed_watermark = self.watermark

    def rollback(self) -> None:
        """Go back to the last commit."""
        for row, partner in reversed(self._partners):
            self._entries.partners[row] = partner
        self._partners.clear()
        self._newest = _NOTHING
        self._sketches.rollback()
        self._entries.rollback()
        self.watermark = self._committed_watermark

    def known(self, uri: bytes, version: bytes) -> tuple[list[Entry], list[Entry]]:
        """What is known of a version's uri, and the versions that stand for its text: each newest first."""
        found = self._entries.find_each(_two_short(version))
        if not found:
            return [], []
        of_uri, of_text = found
        digest = version[URI_HASH_BYTES:]
        versions = [entry for entry in self._read(of_uri) if entry.uri == uri]
        return versions, [entry for entry in self._read(of_text) if entry.by_text and entry.digest == digest]

    def canonical(self, cluster: bytes) -> Entry | None:
        """The newest version of the article that gave a cluster its name."""
        named = self._read(self._entries.find(_short(cluster)))
        return next((entry for entry in named if hash_uri(entry.uri) == cluster and not entry.is_copy), None)

    def sketch_of(self, entry: Entry) -> bytes | None:
        """The windows of a version, while they are kept."""
        row = self._row(entry.key)
        sketch = NONE if row is None else self._entries.partners[row]
        return None if sketch == NONE else self._sketches.blobs[sketch]

    def sharing(self, anchors: Sequence[int]) -> list[Sequence[int]]:
        """For each anchor the sketches that are found by it: what `candidates` and `telling` take."""
        return self._sketches.find_each(anchors)

    def candidates(self, sharing: list[Sequence[int]], limit: int) -> Iterator[tuple[Entry, bytes]]:
        """Articles with anchors in common and their windows: those that share most first, then the newest."""
        shared: dict[int, int] = {}
        for rows in sharing:
            if len(rows) < COMMON_ANCHOR:
                for row in rows:
                    shared[row] = shared.get(row, 0) + 1
        serials = self._sketches.serials
        for row in sorted(shared, key=lambda row: (-shared[row], -serials[row]))[:limit]:
            yield decode_entry(self._entries.blobs[self._sketches.partners[row]]), self._sketches.blobs[row]

    @staticmethod
    def telling(anchors: Sequence[int], sharing: list[Sequence[int]]) -> tuple[int, ...]:
        """The anchors a new article is to be found by: the first ones that are not common."""
        if not sharing:
            return tuple(anchors[:POSTED_ANCHORS])
        found = (anchor for anchor, rows in zip(anchors, sharing, strict=True) if len(rows) < COMMON_ANCHOR)
        return tuple(found)[:POSTED_ANCHORS]

    def expired(self, limit: int) -> list[bytes]:
        """Changelog keys of what has left its window: at most `limit` sketches and as many entries, oldest first."""
        sketches = self._sketches.before((self.watermark - self._sketch_seconds) // HOUR, limit)
        entries = self._entries.before((self.watermark - self._hash_seconds) // HOUR, limit)
        if not sketches and not entries:
            return []
        keys = [SKETCH + self._key(self._sketches.partners[row]) for row in sketches]
        for key in map(self._key, entries):
            keys += (SKETCH + key, ENTRY + key)
        return list(dict.fromkeys(keys))

    def _apply_entry(self, name: bytes, value: bytes | None) -> None:
        event, watermark, by_text = _NOTHING_READ if value is None else read_head(value)  # before anything changes
        row = self._row(name)
        if row is not None:
            self._forget_sketch(row)
            self._entries.remove(row)
        self._newest = _NOTHING
        if value is None:
            return
        keys = _two_short(name) if by_text else (_short(name),)
        row = self._entries.add(value, keys, keep_from(event, watermark, self._hash_late))
        self._newest = (name, row, keep_from(event, watermark, self._sketch_late))
        self.watermark = watermark

    def _apply_sketch(self, name: bytes, value: bytes | None) -> None:
        newest, row, hour = self._newest
        if name != newest:
            known = self._row(name)
            if known is None:
                return
            event, watermark, _ = read_head(self._entries.blobs[known])
            row, hour = known, keep_from(event, watermark, self._sketch_late)
        self._forget_sketch(row)
        if value is not None:
            anchors, windows = decode_posting(value)
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
        for row in self._entries.find(_short(uri_hash)):
            entry = decode_entry(self._entries.blobs[row])
            if entry.digest == digest and hash_uri(entry.uri) == uri_hash:
                return row
        return None

    def _key(self, row: int) -> bytes:
        return decode_entry(self._entries.blobs[row]).key

    def _read(self, rows: Sequence[int]) -> list[Entry]:
        """The entries in these rows, newest first."""
        newest_first = sorted(rows, key=self._entries.serials.__getitem__, reverse=True)
        return [decode_entry(self._entries.blobs[row]) for row in newest_first]

    def _entry_renumbered(self, source: int, target: int) -> None:
        sketch = self._entries.partners[source]
        if sketch != NONE:
            self._sketches.partners[sketch] = target

    def _sketch_renumbered(self, source: int, target: int) -> None:
        self._entries.partners[self._sketches.partners[source]] = target


def _short(name: bytes) -> int:
    """The key of a uri's hash or of a digest."""
    return int.from_bytes(name[:4], "little")


def _two_short(name: bytes) -> tuple[int, int]:
    """The keys of the uri's hash and of the digest in a version's name."""
    uri, digest = _NAMES.unpack_from(name)
    return uri, digest
