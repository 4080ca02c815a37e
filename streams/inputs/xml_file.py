"""Reads XML of strangers: nothing is fetched, no entity is expanded, and only the element at hand is kept in memory."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

MOST_UNPACKED = 256 << 20  # bytes; a sitemap has at most 50 MB
MOST_ELEMENTS = 50_000  # in one that is asked for
_PARSER: dict[str, bool] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": True,
    "remove_comments": True,
    "remove_pis": True,
}
# What libxml2 says where it gave up; of other mistakes it makes the best, as feeds are full of them.
_LOST = frozenset({"ERR_DOCUMENT_EMPTY", "ERR_RESOURCE_LIMIT", "ERR_TAG_NOT_FINISHED"})
_GZIP = b"\x1f\x8b"


class _TooLargeError(Exception):
    """There is more than would be kept."""


_BROKEN = (etree.XMLSyntaxError, EOFError, gzip.BadGzipFile, zlib.error, _TooLargeError)


class XmlFile:
    """A file, plain or gzip; `lost` says, at its end, why the rest of it could not be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.lost: str | None = None

    def root(self) -> str | None:
        """The local name of the root, if there is one.

        Raises:
            OSError: the file cannot be read.
        """
        with self._open() as file:
            try:
                first = next(etree.iterparse(file, events=("start",), **_PARSER), None)
            except _BROKEN as error:
                self.lost = str(error)
                return None
        return local_name(first[1]) if first else None

    def elements(self, *names: str) -> Iterator[Any]:
        """The elements of these local names, not those inside one another; each is emptied when the next one comes.

        Raises:
            OSError: the file cannot be read.
        """
        with self._open() as file:
            parser = etree.iterparse(file, events=("start", "end"), **_PARSER)
            try:
                yield from self._outermost(parser, names)
            except _BROKEN as error:
                self.lost = str(error)
        for entry in parser.error_log:
            if entry.type_name in _LOST:
                self.lost = f"line {entry.line}: {entry.message}"

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with self._path.open("rb") as file:
            is_packed = file.read(len(_GZIP)) == _GZIP
            file.seek(0)
            yield _Unpacked(file) if is_packed else file

    def _outermost(self, parser: Any, names: tuple[str, ...]) -> Iterator[Any]:
        depth = held = 0
        for event, element in parser:
            if event == "start":
                if depth or local_name(element) in names:
                    depth, held = depth + 1, held + 1
                if held > MOST_ELEMENTS:
                    raise _TooLargeError(f"line {element.sourceline}: more than {MOST_ELEMENTS:,} elements in one")
                continue
            depth = max(0, depth - 1)
            if depth == 0:
                if held:
                    yield element
                held = 0
                _forget(element)


class _Unpacked:
    """A gzip file's content, up to what any feed or sitemap has."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=file)
        self._left = MOST_UNPACKED

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError(f"unpacked, it has more than {MOST_UNPACKED:,} bytes")
        return data


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for what is none, such as an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: Any) -> str:
    """All text inside an element, without white space around it."""
    return "".join(element.itertext()).strip()


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
