"""A worker's readiness follows its broker, and not how busy it is itself."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from streams.broker import EmbeddedKafka
from streams.pipeline import StageName
from streams.worker.reach import LOST_AFTER, Reach
from tests.worker.harness import Stream, wait_until
from tests.worker.test_worker import get, scrape

pytestmark = pytest.mark.broker


def test_a_silent_broker_is_lost_until_it_answers(kafka: Any) -> None:
    asyncio.run(looked_at_too_often(kafka.bootstrap))


async def looked_at_too_often(broker: str) -> None:
    """Looks that leave the loop no time hear nothing; what they asked for is answered as soon as it has some."""
    async with AIOKafkaConsumer(bootstrap_servers=broker) as consumer:
        reach = Reach("clean", consumer)
        lost = []
        for _ in range(LOST_AFTER):
            reach.look()
            lost.append(reach.lost)
        assert lost == [False] * (LOST_AFTER - 1) + [True]
        async with asyncio.timeout(30):
            while reach.lost:  # noqa: ASYNC110 - there is no event of it
                await asyncio.sleep(0.01)


def test_a_worker_that_lost_its_broker_is_not_ready_until_it_is_back(tmp_path: Path) -> None:
    with EmbeddedKafka() as broker:
        stream = Stream(broker.bootstrap, tmp_path)
        stream.create()
        worker = stream.worker()

        def is_ready(expected: int) -> bool:
            """Whether /ready and the metrics of all stages say so."""
            seen = scrape(worker)
            stages = {seen["streams_stage_ready", (stage,)] for stage in StageName}
            return get(worker.web + "/ready")[0] == (200 if expected else 503) and stages == {expected}

        try:
            wait_until(lambda: is_ready(1), 60, lambda: worker.text)
            broker.kill()
            wait_until(lambda: is_ready(0), 60, lambda: worker.text)
            assert get(worker.web + "/live")[0] == 200
            broker.restart()
            wait_until(lambda: is_ready(1), 90, lambda: worker.text)
        finally:
            stream.close()
