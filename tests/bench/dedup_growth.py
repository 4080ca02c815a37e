"""How the index grows: memory an article and time a decision at 10,000, 100,000 and 1,000,000 articles.

    python -m tests.bench.dedup_growth [ARTICLES ...]

Sketches are synthetic, of the size that 3,000 characters give (150 windows, 10 blocks, 8 numbers, 12 anchors), with
uris of 80 characters; one article in twenty is a near-copy of an earlier one. Every article is within both windows: the
worst case for memory, since after seven days only a third of it stays. Memory is what the process holds in RAM. The
next articles after each size are timed: the decision (reading the candidate, query, verification, encoding the changes)
and applying its changes (insertion).
"""

import gc
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np

from streams.dedup import Index, Verdict
from streams.dedup.sketching import _HEAD, _VERSION, _WINDOWS_HEAD, ANCHORS, DIGEST_BYTES
from streams.events import CandidateArticle

SIZES = (10_000, 100_000, 1_000_000)
HASHES, BLOCKS, NUMBERS = 150, 10, 8
URI_CHARACTERS = 80
COPY_EVERY = 20
SECONDS_APART = 0.5
TIMED = 5_000
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
    index = Index()
    stream = candidates(max(sizes) + TIMED * len(sizes))
    gc.collect()
    before = resident_bytes()
    print("  articles   bytes/article   estimate   decide us   apply us   near")
    seen = 0
    for size in sorted(sizes):
        while seen < size:
            apply(index, index.decide(next(stream)))
            seen += 1
            if seen % COMMIT_EVERY == 0:
                index.commit()
        index.commit()
        gc.collect()
        memory, estimate = resident_bytes() - before, index.size_bytes
        timed = [next(stream) for _ in range(TIMED)]
        seen += TIMED
        deciding, applying, near = measured(index, timed)
        timed.clear()
        print(
            f"{size:>10,} {memory / size:>15.0f} {estimate / size:>10.0f} {deciding:>11.1f} {applying:>10.1f} {near:>6}"
        )


def measured(index: Index, timed: Sequence[CandidateArticle]) -> tuple[float, float, int]:
    """Microseconds of CPU to decide and to apply, and how many were near-copies."""
    deciding = applying = near = 0
    for article in timed:
        start = time.process_time_ns()
        verdict = index.decide(article)
        decided = time.process_time_ns()
        apply(index, verdict)
        applying += time.process_time_ns() - decided
        deciding += decided - start
        near += verdict.relation == "near"
    index.commit()
    return deciding / len(timed) / 1e3, applying / len(timed) / 1e3, near


def apply(index: Index, verdict: Verdict) -> None:
    """Take a verdict's changes."""
    for change in verdict.changes:
        index.apply(*change)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
