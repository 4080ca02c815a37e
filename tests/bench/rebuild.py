"""How long a worker reads its dedup state back at the start: seconds for each 100,000 articles of one partition.

python -m tests.bench.rebuild [--articles N]
"""

import argparse
import asyncio
import time

from aiokafka import TopicPartition

from streams.dedup import Index
from streams.settings import Settings
from streams.topics import SKETCH
from streams.worker.restore import restore
from tests.bench.dedup_growth import candidates
from tests.bench.end_to_end import stream_of
from tests.worker.harness import Stream

ARTICLES = 100_000
COMMIT_EVERY = 500


def fill(stream: Stream, articles: int) -> None:
    """Write the changelog as the dedup stage does."""
    index = Index()
    for number, article in enumerate(candidates(articles)):
        for key, value in index.decide(article).changes:
            index.apply(key, value)
            stream.producer.produce(stream.name(SKETCH), value, key, partition=0)
        if number % COMMIT_EVERY == 0:
            index.commit()
            stream.producer.poll(0)
        if number % 10_000 == 0:
            stream.producer.flush(60)
    stream.producer.flush(60)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rebuild", description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    articles = parser.parse_args().articles
    with stream_of() as stream:
        fill(stream, articles)
        index = Index()
        began, cpu = time.monotonic(), time.process_time()
        settings = Settings(broker=stream.broker)
        changes = asyncio.run(restore(settings, TopicPartition(stream.name(SKETCH), 0), index))
        seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    print(f"{index.entries} articles ({changes} changes) in {seconds:.1f} s, {cpu:.1f} s of CPU", end=": ")
    print(f"{seconds / index.entries * 1e5:.1f} s for 100,000")


if __name__ == "__main__":
    main()
