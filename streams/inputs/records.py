"""What a file gives: records to send, and what in it gives none."""

from typing import NamedTuple

from streams.records import Headers
from streams.topics import RAW

LARGEST = RAW.max_bytes  # no more of anything is read; what is larger no topic takes


class Input(NamedTuple):
    """A raw record before it has an offset.

    `where` says to a person where it comes from, `problem` what looks wrong with it; it is a record all the same.
    `published` is the event's own datePublished, or when its page was crawled; `size` how many bytes of the file it
    took.
    """

    key: bytes | None
    value: bytes | None
    headers: Headers
    where: str
    size: int
    published: str | None = None
    problem: str | None = None


class Skipped(NamedTuple):
    """Part of a file, of `size` bytes, that should be a record and is none."""

    where: str
    problem: str
    size: int = 0


def article(value: bytes, uri: str, where: str, kind: str, *, size: int) -> Input:
    """A page or text as it is; `kind` is its media type, with its charset where that is known."""
    headers = (("content-type", kind.encode()), ("ce_subject", uri.encode()))
    problem = None if value.strip() else "it is empty"
    return Input(uri.encode(), value, headers, where, size, problem=problem)
