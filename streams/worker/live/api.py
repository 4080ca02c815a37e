"""The view's answers as JSON; `streams.worker.live.views` says which."""

from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec

from streams.worker.live.entry import Entry
from streams.worker.live.feed import SHOWN, Feed
from streams.worker.live.filters import Filters, outlet, speakers_of
from streams.worker.live.layout import outcome_words
from streams.worker.live.list_page import PAGE
from streams.worker.live.rates import BIN_S, Rates
from streams.worker.live.reader import Reader


def state(reader: Reader) -> dict[str, Any]:
    """How far the view is, and what keeps it from reading."""
    return {
        "sequence": reader.feed.sequence,
        "reading": reader.caught_up.is_set() and reader.problem is None,
        "problem": reader.problem,
        "skipped": reader.skipped,
    }


def articles(feed: Feed, filters: Filters, number: int) -> dict[str, Any]:
    """Page `number` of what the filters allow."""
    wanted = [entry for entry in feed.newest() if filters.allow(entry, feed.quotes(entry))]
    shown = [summary(feed, entry) for entry in islice(wanted, (number - 1) * PAGE, number * PAGE)]
    return {"total": len(wanted), "page": number, "articles": shown}


def summary(feed: Feed, entry: Entry) -> dict[str, Any]:
    """An entry in a list."""
    quotes = feed.quotes(entry)
    return {
        "id": entry.id,
        "uri": entry.uri,
        "seen": datetime.fromtimestamp(entry.seen / 1000, UTC).isoformat(timespec="milliseconds"),
        "outcome": entry.outcome,
        "words": outcome_words(entry),
        "headline": entry.headline,
        "outlet": outlet(entry),
        "language": entry.language,
        "quotes": len(quotes),
        "speakers": speakers_of(quotes),
    }


def article(feed: Feed, entry: Entry) -> dict[str, Any]:
    """An entry with all that the view holds of it."""
    return summary(feed, entry) | {
        "raw": msgspec.to_builtins(entry.raw),
        "article": msgspec.to_builtins(entry.article),
        "duplicate": msgspec.to_builtins(entry.duplicate),
        "letter": msgspec.to_builtins(entry.letter),
        "quotes": msgspec.to_builtins(feed.quotes(entry)),
        "retracted": msgspec.to_builtins(feed.retracted(entry.uri) if entry.article else []),
        "relatives": [summary(feed, other) for other in feed.relatives(entry)],
    }


def rates(counts: Rates, now: int) -> dict[str, Any]:
    """Records of each topic; `now` in milliseconds since 1970."""
    return {"seconds": BIN_S, "counts": {topic.name: counts.history(topic.name, now) for topic in SHOWN}}
