"""The whole path through Kafka: a backlog of raw articles, until the last quote is committed.

    python -m tests.bench.end_to_end [--processes N] [--partitions N] [--articles N] [--pages]

Broker, workers and reader share this machine's cores: where these are busy all the time, what the workers' processor
time allows is told by the articles for each second of it.
"""

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from streams.broker import EmbeddedKafka
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, RAW, TOPICS
from tests.bench.clean import page
from tests.bench.stages import raw_records
from tests.chaos.reading import behind
from tests.worker.harness import Stream, Worker

ARTICLES = 3000


class Run(NamedTuple):
    """Articles a second, by the wall clock and for each second of the workers' CPU time.

    `busy` is the share of all cores' time that anybody used; `memory_mb` the most memory of a process, in megabytes.
    """

    rate: float
    rate_of_cpu: float
    busy: float
    memory_mb: float


@contextmanager
def stream_of(partitions: int | None = None) -> Iterator[Stream]:
    """Topics on a broker of their own; each has `partitions`, or as many as `topics.py` says."""
    with TemporaryDirectory() as folder, EmbeddedKafka() as kafka:
        stream = Stream(kafka.bootstrap, Path(folder))
        stream.create([topic._replace(partitions=partitions or topic.partitions) for topic in TOPICS])
        try:
            yield stream
        finally:
            stream.close()


def measure(processes: int = 1, partitions: int | None = None, articles: int = ARTICLES, *, pages: bool = False) -> Run:
    """Work off a backlog, from the moment when every process has something to do."""
    with stream_of(partitions) as stream:
        for number, record in enumerate(raw_records(articles)):
            key = f"https://bench.example/{number}".encode()
            if pages:
                stream.send(RAW, key, page(number).encode(), {"content-type": b"text/html"})
            else:
                stream.send(RAW, key, record.value)
        stream.producer.flush(60)
        return _backlog(stream, [stream.worker() for _ in range(processes)], articles)


def _backlog(stream: Stream, workers: Sequence[Worker], articles: int) -> Run:
    reader = stream.reader(CLEAN, DUPLICATE, DEAD_LETTER)
    for worker in workers:
        worker.wait_assigned()
    began, cpu, machine = time.monotonic(), sum(map(cpu_seconds, workers)), machine_seconds()
    while sum(map(len, reader.seen.values())) < articles:
        reader.poll(0.2)
    while behind(stream.broker, f"{stream.prefix}group.quotes", stream.name(CLEAN)):
        time.sleep(0.1)
    seconds, cpu = time.monotonic() - began, sum(map(cpu_seconds, workers)) - cpu
    busy = (machine_seconds() - machine) / seconds / (os.cpu_count() or 1)
    return Run(articles / seconds, articles / cpu, busy, max(map(peak_mb, workers)))


def cpu_seconds(worker: Worker) -> float:
    """CPU time of a worker since its start."""
    fields = Path(f"/proc/{worker.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine_seconds() -> float:
    """Seconds that the cores of this machine were not idle since it started, all added up."""
    first, *_ = Path("/proc/stat").read_text(encoding="ascii").splitlines()
    user, nice, system, _, _, *interrupts_and_stolen = map(int, first.split()[1:9])
    return (user + nice + system + sum(interrupts_and_stolen)) / os.sysconf("SC_CLK_TCK")


def peak_mb(worker: Worker) -> float:
    """The most memory a worker has had in RAM, in megabytes."""
    status = Path(f"/proc/{worker.process.pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.end_to_end", description=__doc__)
    parser.add_argument("--processes", type=int, nargs="+", default=[1])
    parser.add_argument("--partitions", type=int, nargs="+", default=[0], help="of each topic; 0: as topics.py says")
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--pages", action="store_true", help="HTML pages of 150 kB in place of texts of 3 kB")
    given = parser.parse_args()
    print("processes  partitions  articles/s  for a second of CPU  cores busy  most MB a process")
    for processes in given.processes:
        for partitions in given.partitions:
            run = measure(processes, partitions or None, given.articles, pages=given.pages)
            print(
                f"{processes:9} {partitions:11} {run.rate:11.0f} {run.rate_of_cpu:20.0f} {run.busy:11.0%}"
                f" {run.memory_mb:18.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
