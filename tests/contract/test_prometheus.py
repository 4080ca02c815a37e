"""Configuration and rules as Prometheus itself checks them."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from deploy.grafana.dashboard import rows
from streams.pipeline import StageName
from streams.worker.metrics import Metrics
from tests.contract.source import ROOT

FOLDER = ROOT / "deploy" / "prometheus"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="promtool is not installed; it comes with Prometheus (Debian: apt-get install prometheus)"
)


def promtool(*arguments: str, given: bytes | None = None) -> None:
    checked = subprocess.run(
        [str(PROMTOOL), *arguments], cwd=FOLDER, input=given, capture_output=True, timeout=60, check=False
    )
    assert checked.returncode == 0, (checked.stdout + checked.stderr).decode()


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "rules.yml").read_bytes())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@needs_promtool
def test_the_configuration_is_valid() -> None:
    promtool("check", "config", "prometheus.yml")


@needs_promtool
def test_the_rules_do_what_their_tests_say() -> None:
    promtool("test", "rules", "rules.test.yml")


def fresh(instance: str, *stages: StageName) -> Iterator[dict[str, str]]:
    """What Prometheus sees of a worker that begins after five minutes, is ready and has nothing to do."""
    metrics = Metrics()
    for stage in stages:
        metrics.stage_ready.labels(stage).set(1)
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    shown = [(s.name, s.labels, s.value) for s in samples if s.name.startswith("streams_")]
    for name, labels, value in [*shown, ("up", {"job": "news-streams"}, 1)]:
        written = ", ".join(f"{label}={json.dumps(text)}" for label, text in (labels | {"instance": instance}).items())
        yield {"series": f"{name}{{{written}}}", "values": f"_x5 {value:.0f}x90"}


@needs_promtool
def test_workers_with_nothing_to_do_raise_no_alert(tmp_path: Path) -> None:
    alerts = [rule["alert"] for rule in rules() if "alert" in rule]
    none = [{"alertname": a, "eval_time": f"{m}m", "exp_alerts": []} for a in alerts for m in (8, 30, 90)]
    series = [*fresh("a", StageName.CLEAN, StageName.QUOTES), *fresh("b", StageName.DEDUP)]
    case = {"interval": "1m", "input_series": series, "alert_rule_test": none}
    file = tmp_path / "fresh.yml"
    file.write_text(yaml.safe_dump({"rule_files": [str(FOLDER / "rules.yml")], "tests": [case]}))
    promtool("test", "rules", str(file))


@needs_promtool
def test_the_names_of_our_metrics_are_good_ones() -> None:
    registry = Metrics().registry
    ours = registry.restricted_registry([name for name in registry._names_to_collectors if name.startswith("streams_")])
    promtool("check", "metrics", given=generate_latest(ours))


@needs_promtool
def test_the_dashboards_expressions_are_valid(tmp_path: Path) -> None:
    expressions = [text for panels in rows().values() for panel in panels for text in panel.queries.values()]
    as_rules = [
        {"record": f"dashboard:query:{number}", "expr": text.replace("$__rate_interval", "1m")}
        for number, text in enumerate(expressions)
    ]
    file = tmp_path / "dashboard.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": as_rules}]}))
    promtool("check", "rules", str(file))


def test_every_alert_fires_in_a_test_and_has_an_entry_for_who_is_called() -> None:
    alerts = {rule["alert"] for rule in rules() if "alert" in rule}
    tests = yaml.safe_load((FOLDER / "rules.test.yml").read_bytes())["tests"]
    cases = [case for test in tests for case in test.get("alert_rule_test", [])]
    assert alerts == {case["alertname"] for case in cases if case["exp_alerts"]}
    handbook = (FOLDER.parent / "README.md").read_text()
    assert {alert for alert in alerts if f"\n## `{alert}`\n" not in handbook} == set()


def test_alerts_say_what_they_are() -> None:
    for rule in rules():
        if "alert" in rule:
            assert set(rule["annotations"]) == {"summary", "description", "runbook"}
            assert rule["annotations"]["runbook"] == f"deploy/README.md#{rule['alert'].lower()}"
            assert rule["labels"]["severity"] in {"page", "ticket"}
