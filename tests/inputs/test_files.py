import io
from pathlib import Path

import pytest

from streams.inputs import expand, read_file, read_stream


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.txt", b"text/plain"), ("a", b"text/plain"), ("a.html", b"text/html"), ("A.HTM", b"text/html")],
)
def test_a_page_or_text_is_sent_as_it_is(tmp_path: Path, name: str, kind: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xff\xfe not UTF-8 \r\n")
    (given,) = read_file(path, "urn:a")
    assert given.value == b"\xff\xfe not UTF-8 \r\n"
    assert given.headers == (("content-type", kind), ("ce_subject", b"urn:a"))
    assert given.key == b"urn:a"
    assert given.problem is None


@pytest.mark.parametrize(
    ("line", "key", "published", "problem"),
    [
        (b'{"uri": "urn:a", "body": "x"}', b"urn:a", None, None),
        (b'{"uri": "urn:a", "body": "x", "datePublished": "2026-02-01"}', b"urn:a", "2026-02-01", None),
        (b'\xef\xbb\xbf{"uri": "urn:a", "body": "x"}', b"urn:a", None, None),
        (b'{"body": "x"}', None, None, "required field `uri`"),
        (b'{"uri": "urn:a"}', b"urn:a", None, "required field `body`"),
        (b'{"uri": "urn:a", "body": " "}', b"urn:a", None, "no text"),
        (b'{"uri": 7}', None, None, "Expected"),
        (b'{"uri": "urn:a"', None, None, "truncated"),
        (b'{"uri": "\xff"}', None, None, ""),
        (b'{"uri": "urn:a", "body": "\xff"}', b"urn:a", None, "invalid start byte"),
        (b"not json", None, None, "malformed"),
        (b"[" * 100_000, None, None, ""),
    ],
)
def test_a_line_is_sent_whatever_it_is(
    tmp_path: Path, line: bytes, key: bytes | None, published: str | None, problem: str | None
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n" + line + b"\r\n")
    (given,) = read_file(path, "urn:unused")
    assert given.value == line.removeprefix(b"\xef\xbb\xbf")
    assert given.key == key
    assert given.published == published
    assert given.where == "a.jsonl:2"
    assert (given.problem is None) if problem is None else (problem in (given.problem or ""))


def test_a_file_of_lines_ends_as_often_as_it_has_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"uri": "1"}\n\n  \n{"uri": "2"}\n{"uri": "3"}')
    assert [given.key for given in read_file(path, "")] == [b"1", b"2", b"3"]


@pytest.mark.parametrize(
    ("stream", "values", "kind"),
    [
        (b'{"uri": "1"}\n{"uri": "2"}\n', [b'{"uri": "1"}', b'{"uri": "2"}'], None),
        (b'\n\n{"uri": "1"}', [b'{"uri": "1"}'], None),
        (b"\n <html>\n<p>x", [b"\n <html>\n<p>x"], b"text/html"),
        (b"Judul\nloading...\n", [b"Judul\nloading...\n"], b"text/plain"),
        (b"", [b""], b"text/plain"),
    ],
)
def test_standard_input_is_what_it_looks_like(stream: bytes, values: list[bytes], kind: bytes | None) -> None:
    found = list(read_stream(io.BytesIO(stream)))
    assert [given.value for given in found] == values
    assert found[0].headers == ((("content-type", kind), ("ce_subject", b"file:stdin")) if kind else ())


def test_a_folder_is_its_files_sorted_each_with_a_uri(tmp_path: Path) -> None:
    folder = tmp_path / "berita"
    (folder / "hari ini").mkdir(parents=True)
    for name in ("b.html", "a.txt", "notes.pdf", "hari ini/c.jsonl"):
        (folder / name).write_text("x")
    found = [(path.name, uri) for path, uri in expand([folder, folder / "a.txt"])]
    assert found == [
        ("a.txt", "file:berita/a.txt"),
        ("b.html", "file:berita/b.html"),
        ("c.jsonl", "file:berita/hari%20ini/c.jsonl"),
        ("a.txt", "file:a.txt"),
    ]


@pytest.mark.parametrize(
    ("given", "uris"),
    [
        (["a/1.txt", "b/2.txt"], ["file:1.txt", "file:2.txt"]),
        (["a/1.txt", "b/1.txt", "b/2.txt"], ["file:a/1.txt", "file:b/1.txt", "file:b/2.txt"]),
        (["a/x", "b/x"], ["file:a/x/3.html", "file:b/x/3.html"]),
        (["a/1.txt", "a/1.txt"], ["file:1.txt", "file:1.txt"]),
        (["a/1.txt", "a/e.jsonl", "b/e.jsonl"], ["file:1.txt", "file:e.jsonl", "file:e.jsonl"]),
    ],
)
def test_two_files_of_one_name_have_two_uris(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], uris: list[str]
) -> None:
    for name in ("a/1.txt", "b/1.txt", "b/2.txt", "a/x/3.html", "b/x/3.html", "a/e.jsonl", "b/e.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    assert [uri for _, uri in expand(map(Path, given))] == uris
