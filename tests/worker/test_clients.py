"""The clients in deploy/clients that need nothing but what is installed: run as their readers would run them."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.topics import CLEAN, QUOTE
from tests.contract.source import ROOT
from tests.interop.snippets import printed_line
from tests.worker.harness import Reader, Stream, wait_until


def client(name: str) -> list[str]:
    return [sys.executable, str(ROOT / "deploy" / "clients" / name)]


@contextmanager
def consuming(stream: Stream, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(client("consume.py"), env=stream.environment, stdout=output)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def quotes_on(reader: Reader, topic: str) -> set[str]:
    """The lines that a consumer prints of the records read so far."""
    reader.poll(0.2)
    return {printed_line(message.key, message.value) for message in reader.seen[topic]}


def test_what_the_producer_sends_comes_back_as_quotes(stream: Stream, tmp_path: Path) -> None:
    sent = subprocess.run(
        client("produce.py"), env=stream.environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert sent.stdout.count(": arrived\n") == 2
    worker = stream.worker()
    reader, articles = stream.reader(QUOTE), stream.reader(CLEAN)
    topic = stream.name(QUOTE)
    stream.send(QUOTE, b"0a1b", None)
    with consuming(stream, tmp_path / "quotes.txt") as consumer:
        wait_until(lambda: len(quotes_on(reader, topic)) == 3, 40, lambda: worker.text[-2000:])
        expected = quotes_on(reader, topic)
        wait_until(lambda: printed(tmp_path) == expected, 40, lambda: f"{printed(tmp_path)} is not {expected}")
        consumer.send_signal(signal.SIGINT)
        assert consumer.wait(20) == 0
    assert "0a1b\ttaken back" in expected
    assert any("\tRatna Lasimpala\t" in line for line in expected)
    assert any("\tAnn Field\t" in line for line in expected)
    uris = {line.rpartition(": ")[0] for line in sent.stdout.splitlines()}
    wait_until(lambda: keys_on(articles, stream.name(CLEAN)) == uris, 20, lambda: f"not all of {uris}")


def keys_on(reader: Reader, topic: str) -> set[str]:
    reader.poll(0.2)
    return {(message.key or b"").decode() for message in reader.seen[topic]}


def printed(folder: Path) -> set[str]:
    return set((folder / "quotes.txt").read_text("utf-8").splitlines())
