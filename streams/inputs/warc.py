"""Web archives (WARC, plain or compressed) as raw records: the pages that were fetched, and texts made from pages.

Whatever an archive says of itself, no more than a record's worth is read or unpacked at once.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from streams.inputs.records import LARGEST, Input, Skipped, article

HTML = frozenset({"text/html", "application/xhtml+xml"})
TEXT = "text/plain"
KINDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
FETCHED = 200  # the only status under which a page is an article and no notice
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def read_warc(path: Path) -> Iterator[Input | Skipped]:
    """The pages fetched with status 200 and the converted texts in an archive, in its order.

    A record that is cut off, too large or names no address is skipped; at a place where there is no record, reading
    ends. Pictures, redirects, requests and the like are no articles, and passed over.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:  # of a path, the reader believes the name
        yield from _records(ArchiveIterator(file, record_types=KINDS, auto_decode="none"), path.name)


def _records(records: Iterator[Any], name: str) -> Iterator[Input | Skipped]:
    read_to = 0
    while True:
        try:
            record = next(records, None)
            found = _read(record, f"{name}@{record.stream_pos}", record.stream_pos - read_to) if record else None
        except (OSError, ValueError) as error:
            yield Skipped(f"{name}, after byte {read_to}", f"the archive is broken: {error}")
            return
        if record is None:
            return
        if found:
            read_to = record.stream_pos
            yield found


def _read(record: Any, where: str, size: int) -> Input | Skipped | None:
    kind = _media_type(record)
    if kind is None:
        return None
    uri = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if not uri:
        return Skipped(where, "the record has no address", size)
    packed = record.reader.read(LARGEST + 1)
    if len(packed) < min(record.content_length, LARGEST + 1):
        return Skipped(where, f"{uri} is cut off after {len(packed):,} bytes", size)
    value = _unpacked(packed, record.http_headers or {})
    if len(value) > LARGEST or len(packed) > LARGEST:
        return Skipped(where, f"{uri} has more than {LARGEST:,} bytes", size)
    fetched = record.record_date.isoformat() if record.record_date else None
    return article(value, uri, where, kind, size=size)._replace(published=fetched)


def _media_type(record: Any) -> str | None:
    """The media type of a record that may be an article, with its charset; none of others."""
    if record.record_type == WarcRecordType.response:
        if record.http_headers is None or record.http_headers.status_code != FETCHED:
            return None
        said, allowed = record.http_headers.get("Content-Type"), HTML
    else:
        said = record.headers.get("Content-Type")
        allowed = HTML | {TEXT}
    said = said or record.headers.get("WARC-Identified-Payload-Type") or ""
    return said if said.partition(";")[0].strip().lower() in allowed else None


def _unpacked(value: bytes, headers: Mapping[str, str]) -> bytes:
    """The page as it was before it was packed for its way, and no more of it than one byte beyond what may be.

    Crawlers often unpack a page and keep the headers: what is not packed as they say is taken for the page.
    """
    packings = [headers.get("Transfer-Encoding"), *reversed((headers.get("Content-Encoding") or "").split(","))]
    for packing in packings:
        unpack = _UNPACK.get((packing or "").strip().lower())
        if unpack:
            try:
                value = unpack(value)
            except (OSError, zlib.error):
                return value
    return value


def _inflate(value: bytes) -> bytes:
    return zlib.decompressobj(GZIP_OR_ZLIB).decompress(value, LARGEST + 1)


def _with(reader: Callable[[BytesIO], Any]) -> Callable[[bytes], bytes]:
    def unpack(value: bytes) -> bytes:
        unpacked: bytes = reader(BytesIO(value)).read(LARGEST + 1)
        return unpacked

    return unpack


_UNPACK: Mapping[str, Callable[[bytes], bytes]] = {
    "chunked": _with(ChunkedReader),
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _inflate,
    "br": _with(BrotliReader),
    "zstd": _with(ZstdReader),
}
