"""A real Prometheus that scrapes a real worker at work: no panel of the dashboard stays empty."""

import json
import math
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
import yaml

from deploy.grafana.dashboard import rows
from streams.broker.ports import HOST, Ports
from streams.samples import samples
from streams.topics import RAW
from tests.contract.source import ROOT
from tests.worker.harness import Stream

PROMETHEUS = shutil.which("prometheus")
RULES = ROOT / "deploy" / "prometheus" / "rules.yml"
PATIENCE_S = 90
PAUSE_S = 1.0

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(PROMETHEUS is None, reason="prometheus is not installed (Debian: apt-get install prometheus)"),
]


@contextmanager
def prometheus(folder: Path, target: str) -> Iterator[str]:
    """Prometheus' address, with our rules; it scrapes the target once a second."""
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(RULES)],
        "scrape_configs": [{"job_name": "news-streams", "static_configs": [{"targets": [target]}]}],
    }
    file = folder / "prometheus.yml"
    file.write_text(yaml.safe_dump(config))
    address = f"{HOST}:{Ports.choose().client}"
    options = (f"--config.file={file}", f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address={address}")
    with (folder / "prometheus.log").open("wb") as log:
        server = subprocess.Popen([str(PROMETHEUS), *options], stdout=log, stderr=subprocess.STDOUT)
    try:
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(20)


def is_empty(address: str, expression: str) -> bool:
    """Whether a query gives no number."""
    query = urllib.parse.urlencode({"query": expression.replace("$__rate_interval", "15s")})
    try:
        with urllib.request.urlopen(f"{address}/api/v1/query?{query}", timeout=10) as answer:  # noqa: S310 - our own server
            found = json.load(answer)["data"]["result"]
    except urllib.error.HTTPError as error:
        pytest.fail(f"{expression}: {error.read().decode()}")
    except OSError:
        return True  # it has not started yet
    return all(math.isnan(float(series["value"][1])) for series in found)


def send_all_samples(stream: Stream, number: int) -> None:
    """The samples once more, as other articles: new ones, copies, an update, and what is none."""
    for sample in samples():
        given = sample.given
        key = f"{(given.key or b'').decode()}?{number}".encode()
        stream.send(RAW, key, given.value, dict(given.headers) | {"ce_subject": key})
    stream.producer.flush(10)


def test_no_panel_is_empty_under_load(stream: Stream, tmp_path: Path) -> None:
    target = stream.worker().web.removeprefix("http://")
    queries = {
        f"{panel.title}: {name}": query
        for row in rows().values()
        for panel in row
        for name, query in panel.queries.items()
    }
    with prometheus(tmp_path, target) as address:
        began = time.monotonic()
        empty = set(queries)
        for number in count():
            send_all_samples(stream, number)
            time.sleep(PAUSE_S)
            empty = {name for name in empty if is_empty(address, queries[name])}
            if not empty or time.monotonic() - began > PATIENCE_S:
                break
    assert empty == set()
