"""What the view knows of one delivery of an article: the raw record, and what the stages made of it."""

from dataclasses import dataclass
from enum import StrEnum

from streams.deadline import within
from streams.errors import RejectedError
from streams.events import CleanArticle, DuplicateArticle
from streams.pipeline import read_raw
from streams.records import Record

READ_S = 1.0  # CPU time that reading a raw record may take
PAGE_CHARACTERS = 20_000  # of a page's source: its text comes with the clean article
EXCERPT_BYTES = 4_000  # of a record that could not be read


class Outcome(StrEnum):
    """What became of a delivery, as far as the view knows."""

    ARTICLE = "article"
    DUPLICATE = "duplicate"
    DEAD_LETTER = "dead letter"
    IN_WORK = "in work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A raw record, cut to what is shown; `size` is its value's in bytes. `uri` is None where it cannot be read."""

    uri: str | None
    body: str
    is_page: bool
    size: int
    headline: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A dead letter: what was wrong, where, and the beginning of the value as received."""

    stage: str
    reason: str
    exception: str
    message: str
    place: str
    key: str
    excerpt: str
    size: int


@dataclass(slots=True)
class Entry:
    """One delivery. `time` is the raw record's (ISO 8601), `seen` when it was last heard of (milliseconds since 1970).

    `id` is one of `names`, under which records find it.
    """

    id: str
    names: set[str]
    uri: str
    time: str
    seen: int
    raw: Raw | None = None
    article: CleanArticle | None = None
    duplicate: DuplicateArticle | None = None
    letter: Letter | None = None
    size: int = 0

    @property
    def outcome(self) -> Outcome:
        """What became of it; a dead letter of a later stage comes before the article of an earlier one."""
        if self.letter:
            return Outcome.DEAD_LETTER
        if self.article:
            return Outcome.ARTICLE
        return Outcome.DUPLICATE if self.duplicate else Outcome.IN_WORK

    @property
    def cluster(self) -> str | None:
        """The group of versions and copies it belongs to."""
        return (self.article and self.article.cluster_id) or (self.duplicate and self.duplicate.cluster_id) or None

    @property
    def headline(self) -> str | None:
        """What it is called."""
        return (self.article and self.article.headline) or (self.raw and self.raw.headline) or None

    @property
    def language(self) -> str | None:
        """Two letters, where known."""
        return (self.article and self.article.language) or (self.raw and self.raw.language) or None

    @property
    def publisher(self) -> str | None:
        """Who published it, where it says so."""
        return (self.article and self.article.publisher) or (self.raw and self.raw.publisher) or None

    def absorb(self, other: "Entry") -> None:
        """Take over what another entry knows of the same delivery."""
        self.names |= other.names
        self.raw = self.raw or other.raw
        self.article = self.article or other.article
        self.duplicate = self.duplicate or other.duplicate
        self.letter = self.letter or other.letter
        self.seen = max(self.seen, other.seen)
        self.size += other.size


def raw_of(record: Record) -> Raw:
    """What there is to show of a raw record."""
    size = len(record.value or b"")
    try:
        raw = within(READ_S, lambda: read_raw(record))
    except RejectedError:
        return Raw(uri=None, body=excerpt(record.value), is_page=False, size=size)
    is_page = raw.content_type == "text/html"
    return Raw(
        uri=raw.uri,
        body=raw.body[:PAGE_CHARACTERS] if is_page else raw.body,
        is_page=is_page,
        size=size,
        headline=raw.headline,
        publisher=raw.publisher,
        language=raw.language,
    )


def excerpt(value: bytes | None) -> str:
    """The beginning of a value, whatever it is."""
    return (value or b"")[:EXCERPT_BYTES].decode("utf-8", "backslashreplace")
