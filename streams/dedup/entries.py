"""The records of the changelog `news.dedup.sketch`, which are also what the index keeps in memory.

An article is two records, both keyed by its uri and by what it says, so that compaction keeps every version that the
index knows: an entry (who it is, what it said, its cluster), kept for the longer window, and its sketch, kept for the
shorter one. A copy has an entry only.
"""

from hashlib import blake2b
from struct import Struct

import msgspec

from streams.dedup.event_time import Moment
from streams.dedup.sketching import DIGEST_BYTES

ENTRY, SKETCH = b"e", b"s"
URI_HASH_BYTES = 16
SHA256_BYTES = 32

_COPY, _OTHER_CLUSTER, _BY_TEXT = 1, 2, 4
_TIMES = Struct("<BII")
_HEAD = Struct(f"<BIII{DIGEST_BYTES}s{SHA256_BYTES}s")
_POSTINGS = [Struct(f"<B{count}I") for count in range(256)]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One version of an article.

    `other_cluster` hashes the canonical article's uri where that is another one. `watermark`, in seconds since 1970, is
    the index's just after this article. A copy was not passed on. `by_text` says that this version stands for its text:
    exact copies of it are found.
    """

    uri: bytes
    digest: bytes
    sha256: bytes
    other_cluster: bytes
    moment: Moment
    watermark: int
    is_copy: bool
    by_text: bool

    @property
    def cluster(self) -> bytes:
        """The hash of the canonical article's uri."""
        return self.other_cluster or hash_uri(self.uri)

    @property
    def key(self) -> bytes:
        """What names this version in the changelog, without the kind of record."""
        return hash_uri(self.uri) + self.digest


def hash_uri(uri: bytes) -> bytes:
    """Sixteen bytes for a uri; in hex they name the cluster of its article."""
    return blake2b(uri, digest_size=URI_HASH_BYTES).digest()


def encode_entry(entry: Entry) -> bytes:
    """The changelog's value."""
    flags = _COPY * entry.is_copy | _OTHER_CLUSTER * bool(entry.other_cluster) | _BY_TEXT * entry.by_text
    moment = entry.moment
    head = _HEAD.pack(flags, moment.event, entry.watermark, moment.received, entry.digest, entry.sha256)
    return head + entry.other_cluster + entry.uri


def decode_entry(value: bytes) -> Entry:
    """Read what `encode_entry` wrote."""
    flags, event, watermark, received, digest, sha256 = _HEAD.unpack_from(value)
    end = _HEAD.size + (URI_HASH_BYTES if flags & _OTHER_CLUSTER else 0)
    other_cluster = value[_HEAD.size : end]
    is_copy, by_text = bool(flags & _COPY), bool(flags & _BY_TEXT)
    return Entry(value[end:], digest, sha256, other_cluster, Moment(event, received), watermark, is_copy, by_text)


def read_head(value: bytes) -> tuple[int, int, bool]:
    """The event time, the watermark, and whether exact copies are found, in what `encode_entry` wrote.

    Raises:
        ValueError: it is cut short.
    """
    if len(value) < _HEAD.size:
        raise ValueError("an entry cut short")
    flags, event, watermark = _TIMES.unpack_from(value)
    return event, watermark, bool(flags & _BY_TEXT)


def encode_posting(anchors: tuple[int, ...], windows: bytes) -> bytes:
    """The changelog's value for a sketch: the anchors it is found by, and its windows."""
    return _POSTINGS[len(anchors)].pack(len(anchors), *anchors) + windows


def decode_posting(value: bytes) -> tuple[tuple[int, ...], bytes]:
    """Read what `encode_posting` wrote."""
    posting = _POSTINGS[value[0]]
    return posting.unpack_from(value)[1:], value[posting.size :]
