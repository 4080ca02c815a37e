"""`python -m tests.chaos.soak --minutes N`: a constant rate for a while; exit code 1 when anything grows, or is wrong.

Event time runs fast and the windows are small, so that articles leave the state as fast as they come.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from streams import pipeline
from streams.broker import EmbeddedKafka
from streams.dedup import Window
from streams.topics import TOPICS
from tests.chaos.feed import Feeder, items
from tests.chaos.field import Field
from tests.chaos.judge import Judge, Tally
from tests.chaos.reading import read_topics
from tests.chaos.scrape import open_files, status, total

STEP_MS = 10_000  # of event time between two articles
WINDOW = Window(sketch_days=0.125, hash_days=0.25)  # 1,080 and 2,160 articles
SETTINGS = {"STREAMS_SKETCH_DAYS": str(WINDOW.sketch_days), "STREAMS_HASH_DAYS": str(WINDOW.hash_days)}
SAMPLE_S = 5
LAG_S = 3  # as much as comes in so many seconds may wait at a time


class Sample(NamedTuple):
    """All workers together."""

    seconds: int
    rss_mb: float
    files: int
    threads: int
    entries: int
    state_kb: int
    lag: int


class Limit(NamedTuple):
    """How much more of something there may be at the end than before: a part of it, and so much besides."""

    part: float
    besides: float


LIMITS = {
    "rss_mb": Limit(0.05, 6),
    "files": Limit(0, 4),
    "threads": Limit(0, 0),
    "entries": Limit(0.1, 0),
    "state_kb": Limit(0.1, 0),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=50, help="articles a second (default 50)")
    options = parser.parse_args()
    count = int(options.minutes * 60 * options.rate)
    with TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as folder, EmbeddedKafka() as kafka:
        field = _field(kafka, Path(folder), count, options.rate)
        try:
            samples = list(_samples(field))
            tally, left = _judged(field)
        finally:
            field.stream.close()
    found = [*grown(samples), *late(samples, options.rate)]
    print(f"{count} articles, at the end {left} unread; {tally}")
    print("\n".join(found) or "nothing grew")
    return 1 if found or left or any(tally) else 0


def _field(kafka: EmbeddedKafka, folder: Path, count: int, rate: float) -> Field:
    field = Field(kafka, folder, count, rate, seed=0)
    field.settings = SETTINGS
    first_ms = int(time.time() * 1000) - count * STEP_MS
    field.feeder = Feeder(field.stream, items(count, first_ms=first_ms, step_ms=STEP_MS), rate)
    field.stream.create()
    field.worker()
    field.worker()
    return field


def _samples(field: Field) -> Iterator[Sample]:
    """Feed, and look every few seconds until all is sent."""
    print("{:>8} {:>8} {:>6} {:>8} {:>8} {:>9} {:>6}".format(*Sample._fields))
    began = time.monotonic()
    field.feeder.start()
    while field.feeder.is_alive():
        time.sleep(SAMPLE_S)
        sample = _sample(field, int(time.monotonic() - began))
        print("{:8} {:8.1f} {:6} {:8} {:8} {:9} {:6}".format(*sample), flush=True)
        yield sample
    field.feeder.finish()


def _sample(field: Field, seconds: int) -> Sample:
    workers = field.alive
    return Sample(
        seconds=seconds,
        rss_mb=sum(status(worker, "VmRSS") for worker in workers) / 1024,
        files=sum(map(open_files, workers)),
        threads=sum(status(worker, "Threads") for worker in workers),
        entries=total(workers, "streams_dedup_index_entries"),
        state_kb=total(workers, "streams_dedup_index_bytes") // 1024,
        lag=total(workers, "streams_consumer_lag_records"),
    )


def _judged(field: Field) -> tuple[Tally, int]:
    left = field.wait_quiet()
    stream = field.stream
    seen = read_topics(stream.broker, map(stream.name, TOPICS))
    return Judge(pipeline.stages(WINDOW).values(), stream.prefix, seen).verdict(), left


def grown(samples: Sequence[Sample]) -> list[str]:
    """What there is more of in the last quarter than in the second, in words: the first is for warming up."""
    quarter = len(samples) // 4
    found = []
    for name, limit in LIMITS.items():
        before, after = (
            median(getattr(sample, name) for sample in part)
            for part in (samples[quarter : 2 * quarter], samples[-quarter:])
        )
        if after > before * (1 + limit.part) + limit.besides:
            found.append(f"{name} grew from {before:g} to {after:g}")
    return found


def late(samples: Sequence[Sample], rate: float) -> list[str]:
    """Whether the workers kept up."""
    worst = median(sample.lag for sample in samples[-len(samples) // 4 :])
    return [f"lag stays at {worst:g} records"] if worst > LAG_S * rate else []


if __name__ == "__main__":
    sys.exit(main())
