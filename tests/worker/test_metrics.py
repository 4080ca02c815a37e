"""What a worker says of its stages, and what of those that it does not run: alerts tell one from the other."""

from pathlib import Path
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from tests.worker.harness import Worker, wait_until


def readiness(worker: Worker) -> dict[str, float]:
    """What the worker says of each stage."""
    with urlopen(worker.web + "/metrics", timeout=10) as answer:  # noqa: S310 - our own worker
        families = {family.name: family for family in text_string_to_metric_families(answer.read().decode())}
    return {sample.labels["stage"]: sample.value for sample in families["streams_stage_ready"].samples}


def test_a_worker_speaks_of_the_stages_it_runs_and_of_no_other(tmp_path: Path) -> None:
    worker = Worker(tmp_path / "worker.log", {"STREAMS_BROKER": "127.0.0.1:1", "STREAMS_STAGES": "clean,quotes"})
    try:
        wait_until(lambda: len(readiness(worker)) > 1, 20, lambda: worker.text)
        assert readiness(worker) == {"clean": 0, "quotes": 0}
    finally:
        worker.kill()
