"""A password's file may be gone for a moment while it is renewed: whoever needs it just then tries again."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from streams import pipeline
from streams.settings import Settings
from streams.worker.metrics import Metrics
from streams.worker.partition import Backoff, Partition
from tests.worker.harness import Worker, wait_until

NO_BROKER = "127.0.0.1:1"


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("correct horse")
    return path


def access(password: Path) -> dict[str, str]:
    return {
        "STREAMS_BROKER": NO_BROKER,
        "STREAMS_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "STREAMS_SASL_USERNAME": "worker",
        "STREAMS_SASL_PASSWORD_FILE": str(password),
    }


def test_a_worker_that_waits_for_its_broker_goes_on_waiting(password: Path, tmp_path: Path) -> None:
    worker = Worker(tmp_path / "log", access(password) | {"STREAMS_STAGES": "clean"})
    try:
        wait_until(lambda: f"no broker at {NO_BROKER}" in worker.text, 30, lambda: worker.text)
        password.unlink()
        wait_until(lambda: f"{password}: cannot be read" in worker.text, 30, lambda: worker.text)
        password.write_text("another horse")
        told = worker.text.count(f"no broker at {NO_BROKER}")
        wait_until(lambda: worker.text.count(f"no broker at {NO_BROKER}") > told, 30, lambda: worker.text)
        assert worker.stop() == 0
    finally:
        worker.kill()


class Tried(Backoff):
    """Tells when a second try has failed."""

    def __init__(self) -> None:
        super().__init__(10)
        self.twice = asyncio.Event()
        self._once = False

    def failed(self) -> None:
        super().failed()
        if self._once:
            self.twice.set()
        self._once = True


def test_a_partition_that_begins_anew_goes_on_trying(password: Path) -> None:
    stage = next(iter(pipeline.stages().values()))
    service: Any = SimpleNamespace(
        settings=Settings.from_environment(access(password)),
        stage=stage,
        metrics=Metrics(),
        consumer=None,
        group="group",
        changelog=None,
    )
    password.unlink()

    async def two_tries() -> None:
        backoff = Tried()
        partition = Partition(service, TopicPartition("topic", 0), backoff)
        working, tried = asyncio.create_task(partition.run()), asyncio.create_task(backoff.twice.wait())
        await asyncio.wait([working, tried], timeout=20, return_when=asyncio.FIRST_COMPLETED)
        assert tried.done()
        partition.stop()
        await working

    asyncio.run(two_tries())
