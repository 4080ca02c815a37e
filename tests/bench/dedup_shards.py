"""What it would give and cost to divide one language's decider into shards keyed by anchors: a simulation.

    python -m tests.bench.dedup_shards [--articles N]

One decider a language is the first thing that cannot grow by more machines. The design that lifts it: an article goes
to the shards of its smallest anchors, each of which compares it with what it has seen; the answers meet again under the
article's uri, where the best match wins. Whoever comes later in one order that all shards know (event time, then the
uri's hash) is the copy, so that two shards that see two articles the other way round still agree.

Each row is simulated with the real sketches and indexes on made-up articles, of which three in ten are copies edited to
different degrees. Recall is the share of the copies a single index finds that the shards find as well; load is the
share of all articles that the busiest shard looks at.
"""

import argparse
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from streams.dedup import Index
from streams.dedup.arrival import Arrival, read_arrival
from tests.dedup.texts import article, candidate, invented, misread, swapped

ARTICLES = 3_000
SHARDS = (4, 16, 64)
COPIES_TO = (1, 2, 4)
COMMIT_EVERY = 500


class Row(NamedTuple):
    """What so many shards give, when each article goes to `copies_to` of them at most."""

    shards: int
    copies_to: int
    recall: float
    disagree: float
    load: float


def arrivals(count: int) -> list[Arrival]:
    """Articles in the order of arrival; a copy comes some hundred articles after its original."""
    random = Random(3)
    texts: list[str] = []
    for number in range(count):
        if number > 300 and random.random() < 0.3:
            texts.append(edited(texts[-random.randrange(20, 300)], random))
        else:
            texts.append(invented(number, 12))
    return [read_arrival(candidate(text, f"https://example.com/{number}")) for number, text in enumerate(texts)]


def edited(text: str, random: Random) -> str:
    """A copy as they come: words swapped, letters misread, cut, or with a paragraph of another article."""
    seed = random.randrange(1 << 30)
    kind = random.randrange(4)
    if kind == 0:
        return swapped(text, random.choice((0.02, 0.05, 0.1, 0.15)), seed)
    if kind == 1:
        return misread(text, random.choice((0.005, 0.01, 0.02)), seed)
    paragraphs = text.split("\n")
    if kind == 2:
        return article(*paragraphs[: max(1, len(paragraphs) * 2 // 3)])
    return article(*paragraphs, invented(seed, 2))


def found(index: Index, stream: Sequence[Arrival]) -> dict[str, str]:
    """The cluster of each article that a single index takes for a copy or a longer version."""
    clusters: dict[str, str] = {}
    for number, arrival in enumerate(stream):
        verdict = index.relate(arrival)
        for change in verdict.changes:
            index.apply(*change)
        if number % COMMIT_EVERY == 0:
            index.commit()
        if verdict.relation != "new":
            clusters[arrival.name] = verdict.cluster_id
    return clusters


def shards_of(arrival: Arrival, shards: int, copies_to: int) -> set[int]:
    """The shards that look at an article."""
    return {anchor % shards for anchor in arrival.sketch.anchors[:copies_to]}


def simulate(stream: Sequence[Arrival]) -> Iterator[Row]:
    """All rows, against the single index."""
    alone = found(Index(), stream)
    for shards in SHARDS:
        for copies_to in COPIES_TO:
            parts: list[list[Arrival]] = [[] for _ in range(shards)]
            for arrival in stream:
                for shard in shards_of(arrival, shards, copies_to):
                    parts[shard].append(arrival)
            answers = [found(Index(), part) for part in parts]
            both = [name for name in alone if any(name in answer for answer in answers)]
            other = [name for name in both if all(answer.get(name) != alone[name] for answer in answers)]
            load = max(map(len, parts)) / len(stream)
            yield Row(shards, copies_to, len(both) / len(alone), len(other) / len(alone), load)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.dedup_shards", description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    print("shards  anchors  recall  another cluster  busiest shard's load")
    for row in simulate(arrivals(parser.parse_args().articles)):
        print(f"{row.shards:6} {row.copies_to:8} {row.recall:7.3f} {row.disagree:16.3f} {row.load:21.3f}", flush=True)


if __name__ == "__main__":
    main()
