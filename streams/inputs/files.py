"""What is in a file, by its suffix: JSON lines, one event of JSON, a page, a text, an archive, a feed or a sitemap."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import msgspec

from streams.events import RawArticle
from streams.inputs.feeds import ROOTS as FEEDS
from streams.inputs.feeds import read_feed
from streams.inputs.kept import taken_apart
from streams.inputs.records import Input, Skipped, article
from streams.inputs.sitemaps import ROOT as SITEMAP
from streams.inputs.sitemaps import read_sitemap
from streams.inputs.warc import read_warc
from streams.inputs.xml_file import XmlFile

LINES = frozenset({".jsonl", ".ndjson"})
EVENT = frozenset({".json"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
TEXTS = frozenset({".txt", ".text"})
ARCHIVES = frozenset({".warc"})
NAMED_FEEDS = frozenset({".rss", ".atom"})
XML = NAMED_FEEDS | {".xml"}
IN_FOLDERS = LINES | EVENT | PAGES | TEXTS | ARCHIVES | NAMED_FEEDS  # XML may be anything: it is read where it is named
PACKED = frozenset({".warc.gz", ".warc.zst", ".xml.gz", ".rss.gz", ".atom.gz"})
STDIN = "-"
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
BLANK = b"\xef\xbb\xbf \t\r\n"


class _Envelope(msgspec.Struct, rename="camel"):
    """What an event says about itself, whatever else is in it."""

    uri: str | None = None
    date_published: str | None = None


_envelope = msgspec.json.Decoder(_Envelope)
_raw_article = msgspec.json.Decoder(RawArticle)


def expand(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file and the uri it gets if it is a page or a text; of a folder all files of known kinds, sorted.

    It is made of the file's name, or of its path from the folder on. Where that is the same for two of them, the uris
    are made of the paths as given: two articles of one uri would be versions of each other.
    """
    found = [named for path in paths for named in _named(path)]
    names = {path: name for path, name in found if not names_its_records(path)}
    is_distinct = len(set(names.values())) == len(names)
    return ((path, uri_of(name if is_distinct else path)) for path, name in found)


def _named(path: Path) -> Iterator[tuple[Path, Path]]:
    """Each file with what it is called in its folder, the folder's own name before it."""
    if not path.is_dir():
        yield path, Path(path.name)
        return
    for file in sorted(path.rglob("*")):
        if kind_of(file) in IN_FOLDERS and file.is_file():
            yield file, file.relative_to(path.parent)


def uri_of(name: Path | str) -> str:
    """The uri of a file without one: `file:` and its name or path, quoted."""
    return "file:" + quote(Path(name).as_posix())


def kind_of(path: Path) -> str:
    """A file's suffix in lower case; of a packed archive, feed or sitemap the one before that of the packing."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]] or [""]
    return suffixes[0] if "".join(suffixes) in PACKED else suffixes[-1]


def read_file(path: Path, uri: str, skipped: Callable[[Skipped], object] = lambda _: None) -> Iterator[Input]:
    """The records in a file; its suffix says what it is, anything unknown is text.

    `skipped` is called with each part of it that should be a record and is none.

    Raises:
        OSError: it cannot be read.
    """
    for found in _read(path, uri):
        if isinstance(found, Skipped):
            skipped(found)
        else:
            yield found


def _read(path: Path, uri: str) -> Iterator[Input | Skipped]:
    kind = kind_of(path)
    if kind in LINES:
        with path.open("rb") as file:
            yield from read_lines(file, path.name)
    elif kind in ARCHIVES:
        yield from read_warc(path)
    elif kind in XML:
        yield from _xml(path)
    elif kind in EVENT:
        yield _event(path.read_bytes(), path.name)
    else:
        value = path.read_bytes()
        yield article(value, uri, path.name, "text/html" if kind in PAGES else "text/plain", size=len(value))


def _xml(path: Path) -> Iterator[Input | Skipped]:
    """The records in a feed or sitemap; the first of them counts as the whole file."""
    file = XmlFile(path)
    size = path.stat().st_size
    for found in _records_of(file, path):
        yield found._replace(size=size)
        size = 0
    if file.lost:
        yield Skipped(path.name, f"no more of it can be read: {file.lost}", size)


def _records_of(file: XmlFile, path: Path) -> Iterator[Input | Skipped]:
    root = file.root()
    if root in FEEDS:
        yield from read_feed(file, path.name)
    elif root == SITEMAP:
        yield from read_sitemap(file, path.parent, path.name)
    elif not file.lost:
        yield Skipped(path.name, f"neither a feed nor a sitemap: it begins with {root or 'no element'}")


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
    kind = "text/html" if first == b"<" else "text/plain"
    return iter([article(value, uri or uri_of("stdin"), "stdin", kind, size=len(value))])


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[Input]:
    """One event a line, or a record that was none and was kept as `keep` does; blank lines are neither."""
    for number, text in enumerate(lines, 1):
        if text.strip(BLANK):
            yield _event(text, f"{name}:{number}")


def _event(text: bytes, where: str) -> Input:
    value = text.strip(BLANK)
    said: RawArticle | _Envelope
    try:
        said = _raw_article.decode(value)
        problem = None if said.body.strip() else "the event has no text in its body"
    except UNREADABLE as error:
        if kept := taken_apart(value):
            return Input(*kept, where, len(text), problem="it was no article when it was kept")
        said, problem = _said_of_itself(value), str(error) or type(error).__name__
    key = said.uri.encode() if said.uri else None
    return Input(key, value, (), where, len(text), said.date_published, problem)


def _said_of_itself(value: bytes) -> _Envelope:
    """What can be read of an event that is no raw article."""
    try:
        return _envelope.decode(value)
    except UNREADABLE:
        return _Envelope()


def names_its_records(path: Path) -> bool:
    """Whether what is in a file says itself what its uri is."""
    return kind_of(path) in LINES | EVENT | ARCHIVES | XML
