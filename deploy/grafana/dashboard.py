"""Makes dashboards/news-streams.json from panels.yml: `python -m deploy.grafana.dashboard`."""

import json
from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Literal

import msgspec
import yaml

Json = dict[str, Any]

FOLDER = Path(__file__).parent
FILE = FOLDER / "dashboards" / "news-streams.json"
DATASOURCE = {"type": "prometheus", "uid": "prometheus"}

COLUMNS = 24  # Grafana's grid
STAT_SIZE = (6, 4)
GRAPH_SIZE = (8, 8)

LINES = {"lineWidth": 1, "fillOpacity": 10, "showPoints": "never"}
STYLES: dict[str, Json] = {
    "lines": LINES,
    "stack": LINES | {"fillOpacity": 40, "stacking": {"mode": "normal"}},
    "bars": {"drawStyle": "bars", "fillOpacity": 80, "stacking": {"mode": "normal"}},
}
STAT_OPTIONS = {"reduceOptions": {"calcs": ["lastNotNull"]}, "graphMode": "area", "colorMode": "value"}
GRAPH_OPTIONS = {
    "legend": {"displayMode": "list", "placement": "bottom"},
    "tooltip": {"mode": "multi", "sort": "desc"},
}


class Panel(msgspec.Struct, forbid_unknown_fields=True):
    """One picture: `queries` are PromQL by how their lines are named, `width` counts columns."""

    title: str
    description: str
    unit: str
    style: Literal["stat", "lines", "stack", "bars"]
    queries: dict[str, str]
    width: int | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the grid."""
        width, height = STAT_SIZE if self.style == "stat" else GRAPH_SIZE
        return self.width or width, height


def rows() -> dict[str, list[Panel]]:
    """The panels by the row they stand in."""
    return msgspec.convert(yaml.safe_load((FOLDER / "panels.yml").read_bytes()), dict[str, list[Panel]])


def dashboard() -> Json:
    """The dashboard in Grafana's own model."""
    panels = [{"id": number, **panel} for number, panel in enumerate(_laid_out(), start=1)]
    return {
        "uid": "news-streams",
        "title": "News streams",
        "tags": ["news-streams"],
        "schemaVersion": 41,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser",
        "panels": panels,
    }


def render() -> bytes:
    """The file's content."""
    return (json.dumps(dashboard(), indent=2) + "\n").encode()


def _laid_out() -> Iterator[Json]:
    """All rows and panels, from left to right and from top to bottom."""
    top = 0
    for title, panels in rows().items():
        yield {"type": "row", "title": title, "collapsed": False, "gridPos": _place(0, top, COLUMNS, 1)}
        top += 1
        left = line_height = 0
        for panel in panels:
            width, height = panel.size
            if left + width > COLUMNS:
                left, top, line_height = 0, top + line_height, 0
            yield _panel(panel) | {"gridPos": _place(left, top, width, height)}
            left, line_height = left + width, max(line_height, height)
        top += line_height


def _place(left: int, top: int, width: int, height: int) -> dict[str, int]:
    return {"x": left, "y": top, "w": width, "h": height}


def _panel(panel: Panel) -> Json:
    is_stat = panel.style == "stat"
    look = {} if is_stat else {"custom": STYLES[panel.style]}
    return {
        "type": "stat" if is_stat else "timeseries",
        "title": panel.title,
        "description": panel.description,
        "datasource": DATASOURCE,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0, **look}, "overrides": []},
        "options": STAT_OPTIONS if is_stat else GRAPH_OPTIONS,
        "targets": [
            _target(letter, *query) for letter, query in zip(ascii_uppercase, panel.queries.items(), strict=False)
        ],
    }


def _target(letter: str, legend: str, expression: str) -> Json:
    return {"refId": letter, "datasource": DATASOURCE, "expr": expression, "legendFormat": legend}


if __name__ == "__main__":
    FILE.write_bytes(render())
