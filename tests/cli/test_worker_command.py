"""The worker as a process; what it does with records is tested in tests/worker."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.worker.harness import wait_until


class Process:
    def __init__(self, log: Path, broker: str, *options: str, **settings: str) -> None:
        self._log = log
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMS_")}
        with log.open("wb") as output:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "streams", "worker", *options],
                env={**environment, "STREAMS_BROKER": broker, **settings},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8")


@pytest.fixture
def worker(tmp_path: Path, closed_port: str) -> Iterator[Process]:
    """A worker without a broker."""
    process = Process(tmp_path / "log", closed_port, "--web-port", "0")
    yield process
    process.popen.kill()
    process.popen.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_lives_without_a_broker_and_stops_when_told(
    worker: Process, closed_port: str, number: signal.Signals
) -> None:
    wait_until(lambda: f"no broker at {closed_port}" in worker.said, 30, lambda: worker.said)
    found = re.search(r"metrics: (http://\S+)/metrics", worker.said)
    assert found
    assert urlopen(f"{found[1]}/live", timeout=5).status == 200  # noqa: S310 - our own worker
    worker.popen.send_signal(number)
    assert worker.popen.wait(20) == 0
    assert worker.said.endswith("INFO streams.worker.main stopped\n")


def test_signals_that_libraries_listen_to_change_nothing(worker: Process) -> None:
    wait_until(lambda: "INFO streams.worker.main news-streams" in worker.said, 30, lambda: worker.said)
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        worker.popen.send_signal(number)
    worker.popen.send_signal(signal.SIGTERM)
    assert worker.popen.wait(20) == 0
    assert "File " not in worker.said  # of a stack


def test_every_line_of_its_log_has_time_level_and_logger(worker: Process) -> None:
    wait_until(lambda: "no broker at" in worker.said, 30, lambda: worker.said)
    line = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) [\w.]+ \S")
    assert [text for text in worker.said.splitlines() if not line.match(text)] == []


def test_every_line_of_its_log_is_an_object_where_that_is_set(tmp_path: Path, closed_port: str) -> None:
    process = Process(tmp_path / "log", closed_port, "--web-port", "0", STREAMS_LOG_FORMAT="json")
    try:
        wait_until(lambda: "no broker at" in process.said, 30, lambda: process.said)
        process.popen.send_signal(signal.SIGTERM)
        assert process.popen.wait(20) == 0
    finally:
        process.popen.kill()
        process.popen.wait()
    told = [json.loads(line) for line in process.said.splitlines()]
    assert {tuple(line) for line in told} == {("time", "level", "logger", "process", "message")}
    assert told[-1]["message"] == "stopped"


def test_a_web_port_that_is_taken_is_exit_code_2(tmp_path: Path, closed_port: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        process = Process(tmp_path / "log", closed_port, "--web-port", port)
        assert process.popen.wait(30) == 2
    assert f"the web port 127.0.0.1:{port} is taken" in process.said
    assert "Traceback" not in process.said
