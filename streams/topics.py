"""One line a topic: name, event, key, partitions, how long a record stays.

Everything else about topics follows from these lines.
"""

from typing import NamedTuple

from streams import events

DAYS = 86_400_000
MAX_RECORD_BYTES = 4 << 20  # a page of 2 MB in JSON, escaped, still fits
DEAD_LETTER_HEADROOM = 64 << 10  # a dead letter is the record as received and a few headers


class Topic(NamedTuple):
    """What a topic holds.

    `key` says what the key is; `retention_days` None keeps the newest value of each key (compacted).
    """

    name: str
    event: type[events.Event] | None
    key: str
    partitions: int
    retention_days: int | None
    max_bytes: int = MAX_RECORD_BYTES
    internal: bool = False

    @property
    def config(self) -> dict[str, str]:
        """The topic's settings at the broker."""
        config = {"max.message.bytes": str(self.max_bytes)}
        if self.retention_days is None:
            # Only a closed segment is compacted; the default keeps a gigabyte open, to be read at each start.
            return config | {"cleanup.policy": "compact", "segment.bytes": str(64 << 20), "segment.ms": str(DAYS)}
        return config | {"cleanup.policy": "delete", "retention.ms": str(self.retention_days * DAYS)}


RAW = Topic("news.article.raw", events.RawArticle, "uri", 8, 7)
CANDIDATE = Topic("news.article.candidate", events.CandidateArticle, "language", 4, 7, internal=True)
CLEAN = Topic("news.article.clean", events.CleanArticle, "uri", 8, 30)
DUPLICATE = Topic("news.article.duplicate", events.DuplicateArticle, "uri", 8, 30)
QUOTE = Topic("news.quote", events.Quote, "quote id, partitioned by article uri", 8, 30)
DEAD_LETTER = Topic("news.deadletter", None, "as received", 1, 30, MAX_RECORD_BYTES + DEAD_LETTER_HEADROOM)
SKETCH = Topic("news.dedup.sketch", None, "article and version", CANDIDATE.partitions, None, internal=True)
QUOTE_INDEX = Topic("news.quote.index", None, "article uri", CLEAN.partitions, None, internal=True)

REPLAYED = Topic("news.deadletter.replayed", None, "stage, reason and partition", 1, None, internal=True)

TOPICS = (RAW, CANDIDATE, CLEAN, DUPLICATE, QUOTE, DEAD_LETTER, SKETCH, QUOTE_INDEX, REPLAYED)
