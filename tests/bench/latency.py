"""How long an article takes through all three stages: from the producer to a read_committed reader.

    python -m tests.bench.latency [--rate ARTICLES_A_SECOND] [--seconds S] [--partitions N]

Each article is timed until its last event is visible: its quotes, or else the article itself.
"""

import argparse
import time
from typing import NamedTuple

from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW
from tests.bench.end_to_end import stream_of
from tests.bench.stages import raw_records
from tests.worker.harness import Reader, Stream

WARM_UP_S = 5  # language packs are loaded, connections made
PATIENCE_S = 20


class Latency(NamedTuple):
    """Milliseconds at the median, the 95th and the 99th percentile; `measured` articles came through."""

    p50: float
    p95: float
    p99: float
    measured: int


def measure(rate: float = 200, seconds: float = 20, partitions: int | None = None) -> Latency:
    """Send at a constant rate, and see when each article is through; topics have `partitions`, or their own number."""
    count, warm_up = int(rate * (seconds + WARM_UP_S)), int(rate * WARM_UP_S)
    with stream_of(partitions) as stream:
        stream.worker().wait_assigned()
        reader = stream.reader(CLEAN, DUPLICATE, DEAD_LETTER, QUOTE)
        sent, seen = _run(stream, reader, rate, count)
    times = sorted(seen[key] - sent[key] for key in list(sent)[warm_up:] if key in seen)
    p50, p95, p99 = (times[int(len(times) * share)] * 1e3 for share in (0.5, 0.95, 0.99))
    return Latency(p50, p95, p99, len(times))


def _run(stream: Stream, reader: Reader, rate: float, count: int) -> tuple[dict[str, float], dict[str, float]]:
    """When each article was sent, and when its last event was seen."""
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    values = [record.value for record in raw_records(count)]
    began = time.monotonic()
    last_news = began
    while time.monotonic() - last_news < PATIENCE_S and (len(sent) < count or len(seen) < count):
        while len(sent) < count and time.monotonic() - began >= len(sent) / rate:
            key = f"u{len(sent)}"
            sent[key] = time.monotonic()
            stream.send(RAW, key.encode(), values[len(sent) - 1])
        before = len(seen)
        _look(reader, seen)
        if len(seen) > before:
            last_news = time.monotonic()
    time.sleep(1)
    _look(reader, seen)
    return sent, seen


def _look(reader: Reader, seen: dict[str, float]) -> None:
    """Note when what has come was seen; quotes come after their article."""
    reader.poll(0.005)
    now = time.monotonic()
    for messages in reader.seen.values():
        for message in messages:
            seen[message.headers["ce_subject"].decode()] = now
        messages.clear()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.latency", description=__doc__)
    parser.add_argument("--rate", type=float, default=200, help="articles a second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--partitions", type=int, help="of each topic, in place of as many as topics.py says")
    given = parser.parse_args()
    found = measure(given.rate, given.seconds, given.partitions)
    print(
        f"{given.rate:.0f} articles/s: p50 {found.p50:.0f} ms, p95 {found.p95:.0f} ms, p99 {found.p99:.0f} ms", end=""
    )
    print(f" ({found.measured} articles)")


if __name__ == "__main__":
    main()
