"""How long a reader waits after the only worker was killed at work and another was started at once.

    python -m tests.bench.after_kill

Everything must be visible within the session time-out and three seconds more.
"""

import time
from typing import NamedTuple

from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, RAW
from tests.bench.end_to_end import stream_of
from tests.bench.stages import raw_records
from tests.worker.harness import SESSION_S, Reader, Stream

ARTICLES = 2000
KILLED_AFTER = 500


class Recovery(NamedTuple):
    """Seconds from the kill until the first and until the last of the remaining articles is visible."""

    first: float
    last: float
    missing: int
    twice: int


def measure() -> Recovery:
    """Kill while a backlog is worked off."""
    with stream_of() as stream:
        for number, record in enumerate(raw_records(ARTICLES)):
            stream.send(RAW, f"u{number}".encode(), record.value)
        stream.producer.flush(60)
        reader = stream.reader(CLEAN, DUPLICATE, DEAD_LETTER)
        worker = stream.worker()
        while count(reader) < KILLED_AFTER:
            reader.poll(0.05)
        worker.kill()
        return _recovery(stream, reader)


def _recovery(stream: Stream, reader: Reader) -> Recovery:
    killed, before = time.monotonic(), count(reader)
    stream.worker()
    first = 0.0
    while count(reader) < ARTICLES and time.monotonic() - killed < 10 * SESSION_S:
        reader.poll(0.05)
        if not first and count(reader) > before:
            first = time.monotonic() - killed
    last = time.monotonic() - killed
    reader.poll(2)
    keys = [message.key for messages in reader.seen.values() for message in messages]
    return Recovery(first, last, ARTICLES - len(set(keys)), len(keys) - len(set(keys)))


def count(reader: Reader) -> int:
    """Articles whose fate is visible."""
    return sum(map(len, reader.seen.values()))


def main() -> None:
    found = measure()
    print(
        f"session time-out {SESSION_S} s; after the kill the next article is visible in {found.first:.1f} s,", end=" "
    )
    print(f"all in {found.last:.1f} s; {found.missing} missing, {found.twice} twice")


if __name__ == "__main__":
    main()
