"""How the index grows: memory an article and time a decision at 10,000, 100,000 and 1,000,000 articles.

    python -m tests.bench.dedup_growth [ARTICLES ...]

Sketches are synthetic, of the size that 3,000 characters give (150 windows, 10 blocks, 8 numbers, 10 anchors), with
uris of 80 characters; one article in twenty is a near-copy of an earlier one. Every article is within both windows: the
worst case for memory, since after seven days only a third of it stays. Memory is what the process holds in RAM.

The next articles after each size are timed, in CPU time: reading the candidates (sketch, digests, times), deciding
(query, verification, and the changelog's records, which are timed once more on their own), and inserting the records
with their commits. Twenty articles are timed together, because one look at the clock of the process costs
microseconds. The figures are the best of some rounds.
"""

import gc
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from streams.dedup import Index, Verdict
from streams.dedup.arrival import read_arrival
from streams.dedup.sketching import _HEAD, _VERSION, _WINDOWS_HEAD, ANCHORS, DIGEST_BYTES
from streams.events import CandidateArticle
from streams.garbage import collect_rarely

SIZES = (10_000, 100_000, 1_000_000)
HASHES, BLOCKS, NUMBERS = 150, 10, 8
URI_CHARACTERS = 80
COPY_EVERY = 20
SECONDS_APART = 0.5
ROUNDS, TIMED = 10, 1_000
TOGETHER = 20
COMMIT_EVERY = 500


def candidates(count: int) -> Iterator[CandidateArticle]:
    """Articles with synthetic sketches, the same ones every time."""
    random = Random(7)
    generator = np.random.default_rng(7)
    starts = np.arange(BLOCKS, dtype=np.uint16) * (HASHES // BLOCKS)
    originals: list[tuple[bytes, np.ndarray, np.ndarray]] = []
    for number in range(count):
        anchors = np.sort(generator.integers(0, 1 << 32, ANCHORS, np.uint32))
        hashes = generator.integers(0, 1 << 16, HASHES, np.uint16)
        numbers = np.sort(generator.integers(0, 1 << 16, NUMBERS, np.uint16)).tobytes()
        if originals and number % COPY_EVERY == 0:
            numbers, anchors, old = originals[random.randrange(len(originals))]
            hashes = np.where(generator.random(HASHES) < 0.1, hashes, old)
        elif number % 97 == 0:
            originals.append((numbers, anchors, hashes))
        head = _HEAD.pack(_VERSION, ANCHORS, random.randbytes(DIGEST_BYTES))
        windows = _WINDOWS_HEAD.pack(0, NUMBERS, BLOCKS, HASHES) + numbers + starts.tobytes() + hashes.tobytes()
        moment = time.gmtime(1_700_000_000 + int(number * SECONDS_APART))
        yield CandidateArticle(
            uri=f"https://example.com/{number:010}/".ljust(URI_CHARACTERS, "x"),
            body="-",
            language="en",
            char_count=1,
            word_count=1,
            sha256=sha256(str(number).encode()).hexdigest(),
            version_created=time.strftime("%Y-%m-%dT%H:%M:%SZ", moment),
            sketch=head + anchors.tobytes() + windows,
        )


def resident_bytes() -> int:
    """The memory of this process that is in RAM now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def main(sizes: list[int]) -> None:
    collect_rarely()  # as a worker does
    index = Index()
    stream = candidates(max(sizes) + ROUNDS * TIMED * len(sizes))
    gc.collect()
    before = resident_bytes()
    print("  articles  bytes/article  estimate  read us  decide us  of it records us  insert us  near")
    seen = 0
    for size in sorted(sizes):
        for start in range(seen, size, COMMIT_EVERY):
            for article in islice(stream, min(COMMIT_EVERY, size - start)):
                insert(index, [index.decide(article)])
            index.commit()
        gc.collect()
        memory, estimate = resident_bytes() - before, index.size_bytes
        rounds = [measured(index, list(islice(stream, TIMED))) for _ in range(ROUNDS)]
        cost = Cost(*map(min, zip(*rounds, strict=True)))
        seen = size + ROUNDS * TIMED
        print(
            f"{size:>10,} {memory / size:>14.0f} {estimate / size:>9.0f} {cost.reading:>8.1f} {cost.deciding:>10.1f}"
            f" {cost.records:>17.1f} {cost.inserting:>10.1f} {cost.near:>5.0f}"
        )


class Cost(NamedTuple):
    """Microseconds of CPU an article; `near` counts the near-copies among those that were timed."""

    reading: float
    deciding: float
    records: float
    inserting: float
    near: float


def measured(index: Index, timed: Sequence[CandidateArticle]) -> Cost:
    """What articles cost that come next."""
    spent = [0.0] * 4
    near = 0
    for start in range(0, len(timed), TOGETHER):
        marks = [time.process_time()]
        arrivals = [read_arrival(article) for article in timed[start : start + TOGETHER]]
        marks.append(time.process_time())
        # In between nothing is inserted: so near is an article only to those of earlier rounds.
        verdicts = [index.relate(arrival) for arrival in arrivals]
        marks.append(time.process_time())
        for arrival in arrivals:
            index._remember(arrival, arrival.uri_hash, [], by_text=True)
        marks.append(time.process_time())
        insert(index, verdicts)
        if start % COMMIT_EVERY == 0:
            index.commit()
        marks.append(time.process_time())
        spent = [known + after - before for known, (before, after) in zip(spent, pairwise(marks), strict=True)]
        near += sum(verdict.relation == "near" for verdict in verdicts)
    reading, deciding, records, inserting = (seconds / len(timed) * 1e6 for seconds in spent)
    return Cost(reading, deciding, records, inserting, near)


def insert(index: Index, verdicts: Iterable[Verdict]) -> None:
    """Apply what the verdicts say is to be remembered."""
    for verdict in verdicts:
        for key, value in verdict.changes:
            index.apply(key, value)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
