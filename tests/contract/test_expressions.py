"""Every metric, label and label value that the dashboard and the rules name is one that a worker shows."""

import sys
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram, Info
from prometheus_client.metrics import MetricWrapperBase

from deploy.grafana.dashboard import rows
from streams import events
from streams.errors import Reason
from streams.pipeline import StageName
from streams.records import Outcome
from streams.worker.metrics import Metrics
from tests.contract.promql import grouping, legend_labels, selectors
from tests.contract.source import ROOT

RULES = ROOT / "deploy" / "prometheus" / "rules.yml"
SUFFIXES: dict[type[MetricWrapperBase], tuple[str, ...]] = {
    Counter: ("_total",),
    Gauge: ("",),
    Histogram: ("_bucket", "_sum", "_count"),
    Info: ("_info",),
}
OF_THE_TARGET = {"job", "instance"}
CLOSED_SETS: dict[str, set[str]] = {
    "stage": set(StageName),
    "outcome": set(Outcome),
    "reason": set(Reason),
    "type": set(get_args(events.QuoteType)),
    "job": {"news-streams"},
    "alertstate": {"firing"},
    "alertname": {"Streams.*"},
}


class Expression(NamedTuple):
    where: str
    text: str
    legend: str = ""


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_bytes())["groups"] for rule in group["rules"]]


def expressions() -> Iterator[Expression]:
    for panels in rows().values():
        for panel in panels:
            yield from (Expression(panel.title, text, legend) for legend, text in panel.queries.items())
    for rule in rules():
        template = " ".join(rule.get("annotations", {}).values()).replace("$labels.", "")
        yield Expression(rule.get("record") or rule["alert"], rule["expr"], template)


def shown() -> dict[str, set[str]]:
    """The labels of every series a worker shows, by its name."""
    metrics = Metrics()
    own = [metric for metric in vars(metrics).values() if isinstance(metric, MetricWrapperBase)]
    series = {
        metric._name + suffix: {*metric._labelnames, *(("le",) if suffix == "_bucket" else ())}
        for metric in own
        for suffix in SUFFIXES[type(metric)]
    }
    collected = {sample.name: set(sample.labels) for family in metrics.registry.collect() for sample in family.samples}
    return series | collected


def recorded() -> dict[str, set[str]]:
    """The labels of what the rules record, by its name."""
    return {
        rule["record"]: grouping(rule["expr"]) & {rule["record"].split(":")[0]} for rule in rules() if "record" in rule
    }


KNOWN = shown() | recorded() | {"up": set(), "ALERTS": {"alertname", "alertstate"}}
EACH = pytest.mark.parametrize(
    "expression", list(expressions()), ids=lambda expression: f"{expression.where}: {expression.legend[:20]}"
)


@pytest.mark.skipif(sys.platform != "linux", reason="process metrics are read from /proc")
@EACH
def test_metrics_exist(expression: Expression) -> None:
    named = {selector.metric for selector in selectors(expression.text)}
    assert named, "an expression names a metric"
    assert named <= set(KNOWN)


@EACH
def test_labels_exist(expression: Expression) -> None:
    found = selectors(expression.text)
    available = OF_THE_TARGET.union(*(KNOWN[selector.metric] for selector in found))
    for metric, matchers in found:
        assert {label for label, _ in matchers} <= KNOWN[metric] | OF_THE_TARGET
    assert grouping(expression.text) <= available
    assert legend_labels(expression.legend) - {"value"} <= available


@EACH
def test_values_exist(expression: Expression) -> None:
    for selector in selectors(expression.text):
        for label, value in selector.matchers:
            assert not set(value.split("|")) - CLOSED_SETS[label]


def test_every_metric_of_ours_is_on_the_dashboard_or_in_a_rule() -> None:
    named = {selector.metric for expression in expressions() for selector in selectors(expression.text)}
    parts = ("_sum", "_count", "_created")  # of a histogram, whose buckets stand for all of it
    ours = {name for name in shown() if name.startswith("streams_") and not name.endswith(parts)}
    assert ours - named == set()


@pytest.mark.parametrize(
    ("expression", "metrics", "labels"),
    [
        ('sum by (a, b) (rate(streams_x_total{c="d", e=~"f|g"}[5m]))', ["streams_x_total"], {"a", "b"}),
        ("streams_x * on (a) group_left (b) process_y > bool 0", ["streams_x", "process_y"], {"a", "b"}),
        ('max(a:streams_x:p95) > 5 and absent(up{job="j"} == 1)', ["a:streams_x:p95", "up"], set()),
    ],
)
def test_what_is_read_off_an_expression(expression: str, metrics: list[str], labels: set[str]) -> None:
    assert [selector.metric for selector in selectors(expression)] == metrics
    assert grouping(expression) == labels
