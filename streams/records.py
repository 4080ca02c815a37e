"""What a stage takes and gives: records as Kafka holds them, without Kafka.

Every output carries CloudEvents 1.0 headers in binary mode. A dead letter carries the record as it was received, byte
for byte, and what was wrong with it in headers of its own.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b, sha256
from typing import NamedTuple, Protocol

import msgspec

from streams.errors import Reason, RejectedError
from streams.events import Article, DuplicateArticle, Event, Quote
from streams.topics import DEAD_LETTER, Topic

Headers = tuple[tuple[str, bytes], ...]
Change = tuple[bytes, bytes | None]
SentEvent = Article | DuplicateArticle | Quote

ERROR_HEADER = "__streams.errors."
REPLAY_HEADER = "__streams.replayed"  # the dead letter that a record is sent again from, as partition:offset
PASSED_THROUGH = frozenset({"traceparent", "tracestate"})
LAST_MS = 253_402_300_799_000  # the end of the year 9999, beyond which ISO 8601 has no dates
TRACE_BYTES = 512  # as W3C Trace Context has it; what is longer would travel with every quote
MESSAGE_CHARACTERS = 500  # enough for a person to see what is wrong
KEPT_KEY_BYTES = 1024  # of a record that is too large to be kept
RECORD_OVERHEAD_BYTES = 512  # what Kafka's record and batch framing may add

_encoder = msgspec.json.Encoder()


class Record(NamedTuple):
    """A record as received; `timestamp` in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    def header(self, name: str) -> str | None:
        """The text of the last header of that name."""
        for key, value in reversed(self.headers):
            if key.lower() == name:
                return (value or b"").decode("utf-8", "replace")
        return None

    @property
    def time(self) -> str:
        """The record's timestamp in ISO 8601, UTC."""
        moment = datetime.fromtimestamp(min(max(self.timestamp, 0), LAST_MS) / 1000, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Output(NamedTuple):
    """A record to send; `partition_by` chooses the partition where the key does not."""

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: Headers
    event: Event | None = None
    partition_by: bytes | None = None


class Outcome(StrEnum):
    """What became of a record: a closed set, counted at the edge."""

    CLEANED = "cleaned"
    NEW = "new"
    UPDATE = "update"
    SUPERSEDES = "supersedes"
    REDELIVERY = "redelivery"
    EXACT = "exact"
    NEAR = "near"
    QUOTED = "quoted"
    NO_QUOTES = "no-quotes"
    DEAD_LETTER = "dead-letter"


class Result(NamedTuple):
    """A stage's answer to one record; `changes` go to its changelog and then to its state."""

    outcome: Outcome
    language: str
    outputs: Sequence[Output]
    changes: Sequence[Change] = ()


class State(Protocol):
    """What a stage remembers of one partition, rebuilt by applying its changelog in order."""

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one change; None removes."""

    def commit(self) -> None:
        """Keep what was applied since the last commit."""

    def rollback(self) -> None:
        """Go back to the last commit."""

    @property
    def entries(self) -> int:
        """How many things it remembers."""

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes."""


def short_hash(*parts: str | bytes) -> str:
    """Thirty-two hex digits that differ when any part, or the border between two, does."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def schema_id(topic: Topic) -> str:
    """The name of the schema of a topic's values."""
    return f"urn:news-streams:schema:{topic.name}:v1"


def output(record: Record, topic: Topic, key: str, event: SentEvent, *, partition_by: str | None = None) -> Output:
    """Encode an event for its topic.

    Raises:
        RejectedError: the value does not fit the topic.
    """
    value = _encoder.encode(event)
    encoded = key.encode()
    headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", short_hash(topic.name, encoded, value).encode()),
        ("ce_source", b"/news-streams"),
        ("ce_type", f"{topic.name}.v1".encode()),
        ("ce_time", event.version_created.encode()),
        ("ce_subject", (event.article_uri if isinstance(event, Quote) else event.uri).encode()),
        ("ce_dataschema", schema_id(topic).encode()),
        ("content-type", b"application/json"),
        *passed_through(record),
    )
    made = Output(topic, encoded, value, headers, event, partition_by.encode() if partition_by is not None else None)
    if (size := size_of(made)) > topic.max_bytes:
        message = f"{size:,} bytes for {topic.name}, which takes {topic.max_bytes:,}"
        raise RejectedError(Reason.OUTPUT_TOO_LARGE, message)
    return made


def size_of(made: Output) -> int:
    """Bytes a record takes in Kafka, at most."""
    headers = sum(len(name.encode("utf-8", "replace")) + len(data) for name, data in made.headers)
    return len(made.value or b"") + len(made.key or b"") + headers + RECORD_OVERHEAD_BYTES


def tombstone(record: Record, topic: Topic, key: str, *, partition_by: str) -> Output:
    """Take back what a key said before; what it was about stands in the header `ce_subject`, as on every output."""
    headers = (("ce_subject", partition_by.encode()), *passed_through(record))
    return Output(topic, key.encode(), None, headers, None, partition_by.encode())


def passed_through(record: Record) -> Headers:
    """The headers that follow an article through all stages."""
    return tuple(
        (name, value) for name, value in record.headers if name.lower() in PASSED_THROUGH and len(value) <= TRACE_BYTES
    )


def dead_letter(record: Record, stage: str, error: BaseException, *, whole: bool = True) -> Output:
    """The record as received, and why it is no article.

    A record that was compressed on its way may be larger than any record we may send. Then, and when not `whole`, the
    letter says where it stands, its size and its digest in place of its value.
    """
    reason = error.reason if isinstance(error, RejectedError) else Reason.FAILED
    added = {
        "stage": stage,
        "reason": reason,
        "exception": type(error).__name__,
        "message": str(error)[:MESSAGE_CHARACTERS],
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "timestamp": str(record.timestamp),
    }
    if not whole:
        added |= {"size": str(len(record.value or b"")), "sha256": sha256(record.value or b"").hexdigest()}
    errors = tuple((ERROR_HEADER + name, text.encode("utf-8", "replace")) for name, text in added.items())
    if whole:
        letter = Output(DEAD_LETTER, record.key, record.value, without_errors(record.headers) + errors)
        return letter if size_of(letter) <= DEAD_LETTER.max_bytes else dead_letter(record, stage, error, whole=False)
    return Output(DEAD_LETTER, (record.key or b"")[:KEPT_KEY_BYTES], None, errors)


def without_errors(headers: Headers) -> Headers:
    """The headers as they were before a record became a dead letter; an earlier replay left its mark."""
    return tuple((name, value) for name, value in headers if not name.startswith(ERROR_HEADER))
