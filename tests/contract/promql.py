"""Reads off a PromQL expression which metrics and labels it names: no parser, but enough for those of deploy/."""

import re
from typing import NamedTuple

METRIC = re.compile(r"\b((?:streams|process)_\w+|\w+:streams_\w+:\w+|up|ALERTS)\b(?!\s*\()(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"')
LABEL_LIST = re.compile(r"\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)")
LEGEND_LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Selector(NamedTuple):
    """A metric, and the (label, value) pairs that choose its series; a value may list several, divided by `|`."""

    metric: str
    matchers: list[tuple[str, str]]


def selectors(expression: str) -> list[Selector]:
    return [Selector(name, MATCHER.findall(inner)) for name, inner in METRIC.findall(expression)]


def grouping(expression: str) -> set[str]:
    """The labels by which series are put together or matched."""
    lists = LABEL_LIST.findall(expression)
    return {label.strip() for labels in lists for label in labels.split(",") if label.strip()}


def legend_labels(legend: str) -> set[str]:
    return set(LEGEND_LABEL.findall(legend))
