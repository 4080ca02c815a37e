"""Several workers under one command: they share the work, a dead one comes back, all stop together."""

import os
import re
import signal

import pytest

from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, RAW
from tests.worker import articles
from tests.worker.harness import Stream, Worker, wait_until

pytestmark = pytest.mark.broker


def assigned(supervisor: Worker) -> int:
    return len(re.findall(r"clean: assigned \[\d", supervisor.text))


def workers_of(supervisor: Worker) -> list[int]:
    """Their process ids, once each of two has work."""
    wait_until(lambda: assigned(supervisor) >= 2, 60, lambda: supervisor.text)
    found = re.search(r"workers: (\d+), (\d+)", supervisor.text)
    assert found
    return [int(found[1]), int(found[2])]


def test_no_worker_outlives_a_supervisor_that_is_killed(stream: Stream) -> None:
    supervisor = stream.worker("--processes", "2")
    workers_of(supervisor)
    supervisor.kill()
    wait_until(lambda: supervisor.text.count("INFO streams.worker.main stopped") == 2, 30, lambda: supervisor.text)


def test_a_dead_worker_comes_back_and_all_stop_together(stream: Stream) -> None:
    supervisor = stream.worker("--processes", "2")
    first, second = workers_of(supervisor)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: f"worker {first} ended" in supervisor.text, 20, lambda: supervisor.text)
    for number in range(100):
        stream.send(RAW, *articles.raw(number))
    assert stream.producer.flush(30) == 0
    reader = stream.reader(CLEAN, DUPLICATE, DEAD_LETTER)

    def through() -> bool:
        reader.poll()
        return sum(map(len, reader.seen.values())) == 100

    wait_until(through, 60, lambda: supervisor.text)
    os.kill(second, 0)
    assert supervisor.stop(60) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_wrong_setting_ends_all_at_once(stream: Stream) -> None:
    supervisor = stream.worker("--processes", "2", "--stages", "clean,dedupe")
    assert supervisor.process.wait(20) == 2
    assert "dedupe" in supervisor.text
