"""The demo: a worker of its own on a real broker."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

import orjson
import pytest
from confluent_kafka.admin import AdminClient

from streams.broker import EmbeddedKafka
from tests.cli.conftest import Invoke
from tests.contract.source import ROOT
from tests.worker.harness import wait_until

pytestmark = pytest.mark.broker


def printed_in_the_readme() -> list[str]:
    """The lines of which the README says that the demo prints them."""
    _, _, after = (ROOT / "README.md").read_text().partition("as `news-streams demo` prints it")
    block = after.split("```")[1].strip("\n")
    return [line for line in block.splitlines() if line.strip() not in {"", "[...]"}]


def test_the_demo_shows_every_kind_of_event_and_leaves_nothing_behind(invoke: Invoke, kafka: EmbeddedKafka) -> None:
    done = invoke("demo", env={"STREAMS_BROKER": kafka.bootstrap})
    assert done.exit_code == 0, done.output
    shown = done.stdout
    assert "article  https://warta-solor.example/2026/02/12/feri-malam" in shown
    assert "article, new version  https://warta-solor.example/2026/02/12/feri-malam" in shown
    assert "[-loading... / A / A / A-]" in shown
    assert "menyiapkan{+␣+}speed boat" in shown
    assert "by way of" in shown
    assert [line for line in printed_in_the_readme() if line not in shown] == []
    assert "retracted quote" in shown
    assert "duplicate, near  https://kabar-flobamora.example/lembata-kapal-malam\n  of https://warta-solor" in shown
    assert "duplicate, redelivery  https://calder-valley-post.example" in shown
    assert "dead letter, malformed" in shown
    assert "dead letter, no-text" in shown
    assert "/metrics" in shown
    assert "       2 streams_dead_letters_total" in shown
    assert "10 of 10 are through" in done.stderr
    left = AdminClient({"bootstrap.servers": kafka.bootstrap}).list_topics(timeout=20).topics
    assert not [name for name in left if name.startswith("demo-")]


def test_the_users_own_file_as_json(invoke: Invoke, kafka: EmbeddedKafka, tmp_path: Path) -> None:
    file = tmp_path / "bus.txt"
    file.write_text(
        "AMBON - Bus malam mulai beroperasi.\n“Kami siap melayani warga,” kata Melati Harefa, Senin.", "utf-8"
    )
    done = invoke("demo", "--json", file, env={"STREAMS_BROKER": kafka.bootstrap})
    assert done.exit_code == 0, done.output
    events = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert [event["topic"] for event in events] == ["news.article.clean", "news.quote"]
    assert events[0]["value"]["uri"] == "file:bus.txt"
    assert events[1]["value"]["speaker"]["name"] == "Melati Harefa"


def test_it_keeps_running_until_it_is_told_to_stop(kafka: EmbeddedKafka, tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", "demo", "--keep-running"],
            env={**os.environ, "STREAMS_BROKER": kafka.bootstrap, "TMPDIR": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )

    def said() -> str:
        return (tmp_path / "log").read_text("utf-8")

    try:
        wait_until(lambda: "Everything keeps running" in said(), 120, said)
        web = next(word for word in said().split() if word.endswith("/metrics,")).strip(",")
        assert urlopen(web, timeout=5).status == 200  # noqa: S310 - our own worker
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
    finally:
        process.kill()
    with pytest.raises(OSError, match="refused"):
        urlopen(web, timeout=5)  # noqa: S310 - our own worker
    assert not list(tmp_path.glob("news-streams-demo-*"))


def test_a_worker_that_cannot_start_is_shown_with_its_log(
    invoke: Invoke, kafka: EmbeddedKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done = invoke("demo", env={"STREAMS_BROKER": kafka.bootstrap, "STREAMS_WEB_HOST": "192.0.2.1"})
    assert done.exit_code == 1
    assert "the worker has ended with exit code 2" in done.stderr
    assert "not of this host" in done.stderr
    (log,) = tmp_path.glob("news-streams-demo-*/worker.log")
    assert str(log) in done.stderr
