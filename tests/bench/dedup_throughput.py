"""Sketches a second beside datasketch and rensa, in one run on the same texts, and the whole decision on one core.

    python -m tests.bench.dedup_throughput

The peers are not dependencies of the project; what is not installed is left out. Both get what their documentation
shows for text: 128 permutations over shingles of three words. Figures are CPU time, best of several rounds; compare
ratios.
"""

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from importlib import import_module
from random import Random
from typing import Any

from streams.dedup import Index, sketch
from streams.events import CandidateArticle

ARTICLES = 400
CHARACTERS = 3_000
ROUNDS = 5
PERMUTATIONS = 128
SHINGLE_WORDS = 3
INSTALL = "pip install datasketch rensa"

_SYLLABLES = ("ber", "ka", "ta", "men", "di", "ku", "ran", "si", "pe", "lam", "ning", "tu", "o", "ra", "kan", "su")


def texts(count: int) -> list[str]:
    """Made-up articles of about 3,000 characters; every tenth is a near-copy of the one before."""
    random = Random(11)
    made: list[str] = []
    for number in range(count):
        if number % 10 == 9:
            made.append(made[-1].replace(" di", " ke", 20))
            continue
        words: list[str] = []
        while sum(map(len, words)) + len(words) < CHARACTERS:
            words.append("".join(random.choices(_SYLLABLES, k=random.randint(1, 4))))
            if random.random() < 0.02:
                words.append(f"{random.randint(1, 9_999)},")
        made.append(" ".join(words))
    return made


def shingles(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)]


def datasketch_minhash(library: Any) -> Callable[[str], object]:
    def make(text: str) -> object:
        made = library.MinHash(num_perm=PERMUTATIONS)
        made.update_batch([shingle.encode() for shingle in shingles(text)])
        return made

    return make


def rensa_minhash(library: Any) -> Callable[[str], object]:
    def make(text: str) -> object:
        made = library.RMinHash(num_perm=PERMUTATIONS, seed=42)
        made.update(shingles(text))
        return made

    return make


PEERS = {"datasketch": datasketch_minhash, "rensa": rensa_minhash}


def a_second(make: Callable[[str], object], bodies: Sequence[str]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for body in bodies:
            make(body)
        best = min(best, time.process_time() - start)
    return len(bodies) / best


def decisions_a_second(bodies: Sequence[str]) -> float:
    """Sketch, decision, its changes, a commit each hundred."""
    index = Index()
    start = time.process_time()
    for number, body in enumerate(bodies):
        for change in index.decide(candidate(number, body)).changes:
            index.apply(*change)
        if number % 100 == 0:
            index.commit()
    return len(bodies) / (time.process_time() - start)


def candidate(number: int, body: str) -> CandidateArticle:
    return CandidateArticle(
        uri=f"https://example.com/{number}",
        body=body,
        language="id",
        char_count=len(body),
        word_count=1,
        sha256=sha256(body.encode()).hexdigest(),
        version_created="2024-05-06T08:00:00Z",
        sketch=sketch(body),
    )


def main() -> None:
    bodies = texts(ARTICLES)
    own = a_second(sketch, bodies)
    print(f"{'news-streams sketch':24} {own:>8,.0f} articles a second a core")
    for name, prepare in PEERS.items():
        try:
            library = import_module(name)
        except ImportError:
            print(f"{name:24} not installed: {INSTALL}")
            continue
        rate = a_second(prepare(library), bodies)
        print(f"{name:24} {rate:>8,.0f} ({own / rate:.1f} times slower)")
    print(f"{'sketch and decision':24} {decisions_a_second(bodies):>8,.0f} articles a second")


if __name__ == "__main__":
    main()
