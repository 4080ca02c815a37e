"""Whatever bytes were changed or lost, reading a file ends, and ends in records and parts skipped."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from streams.inputs import read_file

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
    b"<p>Isi.</p>", mtime=0
)
HEAD = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-02-01T00:00:00Z\r\nWARC-Target-URI: urn:a\r\n"
ARCHIVE = (HEAD + b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(PAGE), PAGE)) * 2
ITEM = b"<item><link>/a</link><author>a@b (C)</author><pubDate>Thu, 12 Feb 2026 08:00:00 GMT</pubDate>"
FEED = (
    b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e 'x'>]><rss><channel><title>T</title><link>https://k.example</link>"
    + (ITEM + b"<description><![CDATA[<p>&e;]]> Isi &amp; &e;</description></item>") * 2
    + b"</channel></rss>"
)
SITEMAP = b"<urlset><url><loc>https://k.example/page</loc></url><url><loc>x</loc></url></urlset>"
FILES = [
    ("a.warc", ARCHIVE),
    ("a.warc.gz", gzip.compress(ARCHIVE, mtime=0)),
    ("a.rss", FEED),
    ("a.rss.gz", gzip.compress(FEED, mtime=0)),
    ("a.xml", SITEMAP),
]


@given(
    file=st.sampled_from(FILES),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=3)), max_size=4),
    kept=st.integers(0, 2000),
)
def test_reading_ends(file: tuple[str, bytes], changes: list[tuple[int, bytes]], kept: int) -> None:
    name, content = file
    damaged = bytearray(content)
    for place, new in changes:
        damaged[place % len(content) : place % len(content) + len(new)] = new
    with TemporaryDirectory() as folder:
        (Path(folder) / "page").write_text("<p>Isi.</p>")
        path = Path(folder) / name
        path.write_bytes(damaged[: max(kept, 1)])
        assert len(list(read_file(path, "urn:a"))) <= 2
