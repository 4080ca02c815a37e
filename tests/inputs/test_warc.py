"""Web archives: which records are articles, and what of a broken or hostile archive is read."""

import gzip
import tracemalloc
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter

from streams.inputs import Input, Skipped, read_file
from streams.inputs.records import LARGEST

PAGE = "<html><body><p>Kapal bérangkat pagi.</p></body></html>".encode()
HTML = "text/html; charset=utf-8"


def record(kind: str, uri: str | None, block: bytes, content_type: str, date: str = "2026-02-01T03:04:05Z") -> bytes:
    head = {"WARC-Type": kind, "WARC-Target-URI": uri, "WARC-Date": date, "Content-Type": content_type}
    lines = [f"{name}: {value}" for name, value in head.items() if value is not None]
    return "\r\n".join(["WARC/1.1", *lines, f"Content-Length: {len(block)}\r\n\r\n"]).encode() + block + b"\r\n\r\n"


def response(
    uri: str | None, body: bytes = PAGE, content_type: str | None = HTML, status: str = "200 OK", **headers: str
) -> bytes:
    said = {"Content-Type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in said.items() if value is not None]
    http = "\r\n".join([f"HTTP/1.1 {status}", *lines, "\r\n"]).encode() + body
    return record("response", uri, http, "application/http; msgtype=response")


def read(path: Path, *records: bytes, name: str = "crawl.warc") -> tuple[list[Input], list[Skipped]]:
    file = path / name
    file.write_bytes(b"".join(records))
    skipped: list[Skipped] = []
    return list(read_file(file, "file:unused", skipped.append)), skipped


def values(inputs: Iterable[Input]) -> list[bytes | None]:
    return [given.value for given in inputs]


def brotli(data: bytes, path: Path) -> bytes:
    with (path / "packed").open("wb") as file, BrotliWriter(file) as writer:
        writer.write(data)
    return (path / "packed").read_bytes()


def test_a_fetched_page_is_a_record_with_its_address_type_and_time(tmp_path: Path) -> None:
    (given,), skipped = read(tmp_path, response("https://kota.example/1"))
    assert given.value == PAGE
    assert given.key == b"https://kota.example/1"
    assert given.headers == (("content-type", HTML.encode()), ("ce_subject", b"https://kota.example/1"))
    assert given.published == "2026-02-01T03:04:05+00:00"
    assert given.where == "crawl.warc@0"
    assert skipped == []


def test_resources_and_converted_texts_are_records_too(tmp_path: Path) -> None:
    inputs, skipped = read(
        tmp_path,
        record("resource", "<https://kota.example/1>", PAGE, "text/html"),
        record("conversion", "https://kota.example/2", b"Kapal berangkat pagi.", "text/plain"),
    )
    assert [(given.key, given.headers[0][1]) for given in inputs] == [
        (b"https://kota.example/1", b"text/html"),
        (b"https://kota.example/2", b"text/plain"),
    ]
    assert skipped == []


def test_what_is_no_article_is_passed_over(tmp_path: Path) -> None:
    inputs, skipped = read(
        tmp_path,
        record("warcinfo", None, b"software: x", "application/warc-fields"),
        record("request", "https://kota.example/1", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
        response("https://kota.example/logo.png", b"\x89PNG", "image/png"),
        response("https://kota.example/old", status="301 Moved"),
        response("https://kota.example/gone", status="404 Not Found"),
        response("https://kota.example/robots.txt", b"User-agent: *", "text/plain"),
        response("https://kota.example/untyped", content_type=None),
        record("revisit", "https://kota.example/1", b"", "application/http; msgtype=response"),
        response("https://kota.example/2"),
    )
    assert [given.key for given in inputs] == [b"https://kota.example/2"]
    assert skipped == []


@pytest.mark.parametrize("name", ["crawl.warc.gz", "CRAWL.WARC.GZ", "crawl.warc"])
def test_a_packed_archive_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    packed = [gzip.compress(response(f"https://kota.example/{number}")) for number in range(3)]
    inputs, skipped = read(tmp_path, *packed, name=name)
    assert [given.key for given in inputs] == [f"https://kota.example/{number}".encode() for number in range(3)]
    assert sum(given.size for given in inputs) == sum(map(len, packed[:-1]))
    assert skipped == []


def test_a_page_is_unpacked_from_what_its_headers_say(tmp_path: Path) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    packed = gzip.compress(PAGE)
    inputs, _ = read(
        tmp_path,
        response("https://kota.example/1", chunked, Transfer_Encoding="chunked"),
        response("https://kota.example/2", packed, Content_Encoding="gzip"),
        response("https://kota.example/3", zlib.compress(PAGE), Content_Encoding="deflate"),
        response("https://kota.example/4", brotli(PAGE, tmp_path), Content_Encoding="br"),
        response(
            "https://kota.example/5",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed),
            Transfer_Encoding="chunked",
            Content_Encoding="gzip",
        ),
    )
    assert values(inputs) == [PAGE] * 5


def test_a_page_that_the_crawler_unpacked_is_taken_as_it_is(tmp_path: Path) -> None:
    inputs, _ = read(
        tmp_path,
        response("https://kota.example/1", Content_Encoding="gzip"),
        response("https://kota.example/2", Transfer_Encoding="chunked", Content_Encoding="br"),
    )
    assert values(inputs) == [PAGE, PAGE]


def test_a_record_without_address_is_skipped_and_named_by_its_place(tmp_path: Path) -> None:
    first = response("https://kota.example/1")
    inputs, (part,) = read(tmp_path, first, response(None), response("https://kota.example/2"))
    assert len(inputs) == 2
    assert part.where == f"crawl.warc@{len(first)}"
    assert "no address" in part.problem


def test_a_page_larger_than_a_record_may_be_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    large = b"<p>" + b"x" * LARGEST
    bomb = gzip.compress(bytes(40 * LARGEST))
    tracemalloc.start()
    inputs, skipped = read(
        tmp_path,
        response("https://kota.example/1", large),
        response("https://kota.example/2", bomb, Content_Encoding="gzip"),
        response("https://kota.example/3"),
    )
    assert [given.key for given in inputs] == [b"https://kota.example/3"]
    assert [part.problem.split()[0] for part in skipped] == ["https://kota.example/1", "https://kota.example/2"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * LARGEST, "a bomb is not unpacked as a whole"


def test_what_stands_before_the_end_of_a_cut_archive_is_read(tmp_path: Path) -> None:
    whole = response("https://kota.example/1")
    inputs, (part,) = read(tmp_path, whole, response("https://kota.example/2")[:-30])
    assert [given.key for given in inputs] == [b"https://kota.example/1"]
    assert "https://kota.example/2 is cut off" in part.problem


@pytest.mark.parametrize(
    "broken",
    [
        b"not an archive at all\r\n" * 20,
        b"WARC/1.1\r\n" + b"X: y\r\n" * 200_000 + b"\r\n",
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\nx",
        gzip.compress(response("https://kota.example/2"))[:60] + b"\0" * 60,
    ],
    ids=["text", "headers", "negative", "gzip"],
)
def test_reading_ends_where_there_is_no_record(tmp_path: Path, broken: bytes) -> None:
    inputs, skipped = read(tmp_path, response("https://kota.example/1"), broken)
    assert [given.key for given in inputs] == [b"https://kota.example/1"]
    assert "the archive is broken" in skipped[-1].problem


def test_a_record_that_claims_any_length_is_cut_off(tmp_path: Path) -> None:
    claimed = response("https://kota.example/1").replace(b"Content-Length: ", b"Content-Length: 99999999")
    inputs, (part,) = read(tmp_path, claimed)
    assert inputs == []
    assert "cut off" in part.problem


def test_an_empty_archive_has_no_records(tmp_path: Path) -> None:
    assert read(tmp_path) == ([], [])


def test_a_missing_archive_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"gone\.warc"):
        list(read_file(tmp_path / "gone.warc", ""))
