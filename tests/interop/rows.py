"""What a client read, in one form for all clients, and a digest of it."""

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import BinaryIO, NamedTuple


class Row(NamedTuple):
    """A record as a client sees it; the headers in their order, joined as kcat prints them."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: bytes


class Digest(NamedTuple):
    """How many records a topic holds, and a hash of all of them in the order of partitions and offsets."""

    records: int
    sha256: str


def digests(rows: Iterable[Row]) -> dict[str, Digest]:
    """The digest of every topic that has records. A record that was read twice counts twice."""
    by_topic: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_topic[row.topic].append(row)
    return {topic: _digest(found) for topic, found in by_topic.items()}


def _digest(rows: list[Row]) -> Digest:
    digest = sha256()
    for row in sorted(rows, key=lambda row: (row.partition, row.offset)):
        digest.update(b"%d %d " % (row.partition, row.offset))
        for part in (row.key, row.value, row.headers):
            digest.update(b"-1 " if part is None else b"%d %s" % (len(part), part))
    return Digest(len(rows), digest.hexdigest())


def joined(headers: Iterable[tuple[str, bytes | None]]) -> bytes:
    """Headers as kcat prints them."""
    return b",".join(name.encode() + b"=" + (value if value is not None else b"NULL") for name, value in headers)


def to_json(row: Row) -> str:
    """A line as a reader in another process prints it."""
    return json.dumps([row.topic, row.partition, row.offset, *map(_encoded, row[3:])])


def from_json(lines: Iterable[bytes]) -> Iterator[Row]:
    """The rows that a reader in another process printed."""
    for line in lines:
        topic, partition, offset, *parts = json.loads(line)
        key, value, headers = map(_decoded, parts)
        yield Row(topic, partition, offset, key, value, headers or b"")


def _encoded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _decoded(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


KCAT_FORMAT = r"%t %p %o %K %S %h\n%k%s"  # sizes first: keys, values and headers may hold anything but that line's end


def from_kcat(stream: BinaryIO) -> Iterator[Row]:
    """The rows in what kcat prints with `KCAT_FORMAT`; a size of -1 is no key or no value."""
    while line := stream.readline():
        head: Sequence[bytes] = line[:-1].split(b" ", 5)
        key, value = (None if int(size) < 0 else stream.read(int(size)) for size in head[3:5])
        yield Row(head[0].decode(), int(head[1]), int(head[2]), key, value, head[5])
