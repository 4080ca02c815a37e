"""What a worker says of itself: its metrics, and what the system knows of its process."""

import urllib.request
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.worker.harness import Worker


def samples(worker: Worker) -> dict[str, list[float]]:
    """All values of each metric, whatever the labels.

    Raises:
        OSError: the worker does not answer.
    """
    with urllib.request.urlopen(worker.web + "/metrics", timeout=10) as answer:  # noqa: S310 - our own worker
        text = answer.read().decode()
    found: dict[str, list[float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.value)
    return found


def total(workers: list[Worker], name: str) -> int:
    """The sum of a metric over all labels and workers."""
    return int(sum(sum(samples(worker).get(name, ())) for worker in workers))


def status(worker: Worker, name: str) -> int:
    """A number of /proc/PID/status, such as VmRSS (kB) or Threads."""
    for line in Path(f"/proc/{worker.process.pid}/status").read_text().splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    raise KeyError(name)


def open_files(worker: Worker) -> int:
    """Files and sockets the worker holds."""
    return len(list(Path(f"/proc/{worker.process.pid}/fd").iterdir()))
