"""The layers hold, and the core stays free of Kafka, HTTP, metrics and the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.source import PACKAGE, ROOT, imports

EDGE = ("faust", "mode", "aiokafka", "confluent_kafka", "prometheus_client", "click", "aiohttp")
CORE = ("events", "topics", "errors", "provenance", "records", "languages", "clean", "dedup", "quotes", "pipeline")
LOADED = f"import sys, {{module}}; print(*(name for name in {EDGE!r} if name in sys.modules))"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_layers() -> None:
    linted = run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("name", [*CORE, "contract.files"])
def test_the_core_loads_nothing_of_the_edge(name: str) -> None:
    loaded = run(sys.executable, "-c", LOADED.format(module=f"streams.{name}"))
    assert (loaded.returncode, loaded.stdout.split()) == (0, []), loaded.stderr


def test_the_worker_does_load_it() -> None:
    # What the test above looks for can be found at all.
    loaded = run(sys.executable, "-c", LOADED.format(module="streams.worker.app"))
    assert {"faust", "aiokafka", "prometheus_client"} <= set(loaded.stdout.split()), loaded.stderr


def test_only_the_worker_knows_kafka_faust_and_prometheus() -> None:
    edge = {"faust", "mode", "aiokafka", "confluent_kafka", "prometheus_client"}
    others = {name: found for name, found in imports().items() if not name.startswith("streams.worker")}
    assert {name: found & edge for name, found in others.items() if found & edge} == {}


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
