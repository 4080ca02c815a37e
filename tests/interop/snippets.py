"""Runs the programs of deploy/clients that follow quotes, and says what they must have printed."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.contract.source import ROOT
from tests.interop.rows import Row
from tests.interop.tools import java, node_with

PROGRAMS = ROOT / "deploy" / "clients"
SECONDS = 120
ERRORS = ".errors"
Command = tuple[Sequence[str], Mapping[str, str]]


def _javascript() -> Command:
    node, environment = node_with("kafkajs@2.2.4")
    return [node, str(PROGRAMS / "consume.js")], environment


def _java() -> Command:
    return java(PROGRAMS / "Consume.java"), {}


SNIPPETS: Mapping[str, Callable[[], Command]] = {"clients/consume.js": _javascript, "clients/Consume.java": _java}


def printed_line(key: bytes | None, value: bytes | None) -> str:
    """The line that a record of news.quote becomes."""
    quote_id = (key or b"").decode()
    if value is None:
        return f"{quote_id}\ttaken back"
    quote = json.loads(value)
    return f"{quote_id}\t{quote.get('speaker', {}).get('name', 'unknown')}\t{quote['quote']}"


def difference(command: Command, rows: Iterable[Row], settings: Mapping[str, str], log: Path) -> str:
    """What a program printed of these quotes that it should not have, or the other way round; empty if all is well.

    It is run until it has printed as many lines, interrupted, and must end well.
    """
    expected = sorted(printed_line(row.key, row.value) for row in rows)

    def lines() -> list[str]:
        return sorted(log.read_text("utf-8").splitlines())

    with running(command, settings, log) as process:
        wait_for_lines(process, lines, len(expected))
        process.send_signal(signal.SIGINT)
        code = process.wait(SECONDS)
    if lines() != expected:
        return differing(lines(), expected, log)
    return "" if code in (0, 128 + signal.SIGINT) else f"exit code {code} after an interrupt"


def wait_for_lines(process: subprocess.Popen[bytes], lines: Callable[[], Sequence[object]], count: int) -> None:
    """Wait until there are so many, or the process has ended, or it takes too long."""
    deadline = time.monotonic() + SECONDS
    while len(lines()) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)


def differing(found: Sequence[object], expected: Sequence[object], log: Path) -> str:
    """How far what was printed is from what should have been, and the last words of who printed it."""
    words = log.with_suffix(ERRORS).read_text("utf-8", errors="replace").strip()[-500:]
    return f"{len(set(found) ^ set(expected))} lines differ, {len(found)} for {len(expected)}; {words}"


@contextmanager
def running(command: Command, settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program, with what it prints in a file, and its errors in one beside it; it does not outlive the context."""
    words, environment = command
    with log.open("wb") as output, log.with_suffix(ERRORS).open("wb") as errors:
        process = subprocess.Popen(words, env={**os.environ, **settings, **environment}, stdout=output, stderr=errors)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
