"""Files and standard input as raw records: JSON lines, one event of JSON, web pages, plain text, folders of these."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import quote

import msgspec

from streams.records import Headers

LINES = frozenset({".jsonl", ".ndjson"})
EVENT = frozenset({".json"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
TEXTS = frozenset({".txt", ".text"})
KINDS = LINES | EVENT | PAGES | TEXTS
STDIN = "-"
BLANK = b"\xef\xbb\xbf \t\r\n"


class Input(NamedTuple):
    """A raw record before it has an offset.

    `where` says to a person where it comes from, `problem` what looks wrong with it; it is a record all the same.
    `published` is the event's own datePublished, `size` how many bytes of the file it took.
    """

    key: bytes | None
    value: bytes
    headers: Headers
    where: str
    size: int
    published: str | None = None
    problem: str | None = None


class _Envelope(msgspec.Struct, rename="camel"):
    """What an event says about itself, whatever else is in it."""

    uri: str | None = None
    date_published: str | None = None


_envelope = msgspec.json.Decoder(_Envelope)


def expand(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file and the uri it gets if it is a page or a text; of a folder all files of known kinds, sorted."""
    for path in paths:
        if not path.is_dir():
            yield path, uri_of(path.name)
            continue
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in KINDS and file.is_file():
                yield file, uri_of(file.relative_to(path.parent))


def uri_of(name: Path | str) -> str:
    """The uri of a file without one: `file:` and its name, quoted."""
    return "file:" + quote(Path(name).as_posix())


def read_file(path: Path, uri: str) -> Iterator[Input]:
    """The records in a file; its suffix says what it is, anything unknown is text.

    Raises:
        OSError: it cannot be read.
    """
    kind = path.suffix.lower()
    if kind in LINES:
        with path.open("rb") as file:
            yield from read_lines(file, path.name)
    elif kind in EVENT:
        yield _event(path.read_bytes(), path.name)
    else:
        yield _article(path.read_bytes(), uri, path.name, is_page=kind in PAGES)


def read_stream(stream: BinaryIO, uri: str | None = None) -> Iterator[Input]:
    """The records in a stream without a name: JSON lines if it begins with a brace, else one page or text."""
    head = []
    for text in stream:
        head.append(text)
        if text.strip(BLANK):
            break
    first = head[-1].strip(BLANK)[:1] if head else b""
    if first == b"{":
        return read_lines(chain(head, stream), "stdin")
    value = b"".join(chain(head, stream))
    return iter([_article(value, uri or uri_of("stdin"), "stdin", is_page=first == b"<")])


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[Input]:
    """One event a line; blank lines are none."""
    for number, text in enumerate(lines, 1):
        if text.strip(BLANK):
            yield _event(text, f"{name}:{number}")


def _event(text: bytes, where: str) -> Input:
    value = text.strip(BLANK)
    try:
        envelope = _envelope.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Input(None, value, (), where, len(text), problem=str(error) or type(error).__name__)
    key = envelope.uri.encode() if envelope.uri else None
    problem = None if envelope.uri else "the event has no uri"
    return Input(key, value, (), where, len(text), envelope.date_published, problem)


def _article(value: bytes, uri: str, where: str, *, is_page: bool) -> Input:
    kind = b"text/html" if is_page else b"text/plain"
    headers = (("content-type", kind), ("ce_subject", uri.encode()))
    problem = None if value.strip() else "it is empty"
    return Input(uri.encode(), value, headers, where, len(value), problem=problem)
