"""What each stage costs on one core, and the whole path without Kafka: the bound of what a worker can do."""

import time
from collections.abc import Callable, Iterator

import orjson

from streams import dedup, pipeline
from streams.garbage import collect_rarely
from streams.quote_index import QuoteIndex
from streams.records import Output, Record, Result
from tests.bench.texts import raw_text

ARTICLES = 1000


def raw_records(count: int = ARTICLES) -> list[Record]:
    """Raw events as a producer sends them."""
    return [
        Record("raw", 0, n, 1_760_000_000_000 + n, b"", orjson.dumps({"uri": f"u{n}", "body": raw_text(n)}))
        for n in range(count)
    ]


def follow(outputs: list[Output]) -> list[Record]:
    """The records that the next stage reads."""
    return [Record(o.topic.name, 0, n, 1_760_000_000_000, o.key, o.value, o.headers) for n, o in enumerate(outputs)]


def with_state(run: Callable[[Record], Result], state: dedup.Index | QuoteIndex) -> Callable[[Record], Result]:
    """The stage, and its changes applied, as the edge does it."""

    def step(record: Record) -> Result:
        result = run(record)
        for change in result.changes:
            state.apply(*change)
        state.commit()
        return result

    return step


def timed(run: Callable[[Record], Result], records: list[Record]) -> tuple[float, list[Output]]:
    """CPU seconds, and what came out."""
    began = time.process_time()
    results = [run(record) for record in records]
    return time.process_time() - began, [output for result in results for output in result.outputs]


def measure() -> Iterator[tuple[str, float]]:
    """Articles a second a core: each stage, then all of them."""
    raw = raw_records()
    timed(pipeline.clean_raw, raw[:20])  # loads the language packs
    collect_rarely()  # as a worker does
    index, quotes = dedup.Index(), QuoteIndex()
    cleaned, candidates = timed(pipeline.clean_raw, raw)
    decide = with_state(lambda record: pipeline.decide_candidate(record, index), index)
    decided, articles = timed(decide, follow(candidates))
    find = with_state(lambda record: pipeline.find_quotes(record, quotes), quotes)
    timed(find, follow(articles)[:20])
    quotes = QuoteIndex()
    found, _ = timed(find, follow(articles))
    for name, seconds in (("clean + sketch", cleaned), ("dedup", decided), ("quotes", found)):
        yield name, len(raw) / seconds
    yield "whole path", len(raw) / (cleaned + decided + found)
