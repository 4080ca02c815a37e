"""Makes dashboards/news-streams.json from panels.yml: `python -m deploy.grafana.dashboard`."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Literal

import msgspec
import yaml
from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    GraphDrawStyle,
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    StackingMode,
    TooltipDisplayMode,
    VisibilityMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DataSourceRef,
    GridPos,
    Threshold,
    ThresholdsMode,
)

Json = dict[str, Any]
GraphPanel = timeseries.Panel | stat.Panel

FOLDER = Path(__file__).parent
FILE = FOLDER / "dashboards" / "news-streams.json"
# Whoever imports the file chooses a Prometheus of their own above the panels.
CHOICE = "datasource"
DATASOURCE = DataSourceRef(type_val="prometheus", uid=f"${{{CHOICE}}}")

NEUTRAL: dict[float, str] = {0: "text"}
COLUMNS = 24  # Grafana's grid
STAT_SIZE = (6, 4)
GRAPH_SIZE = (8, 8)


class Panel(msgspec.Struct, forbid_unknown_fields=True):
    """One picture: `queries` are PromQL by how their lines are named, `width` counts columns.

    `colours` are a number's, by the value from which each holds, the lowest first.
    """

    title: str
    description: str
    unit: str
    style: Literal["stat", "lines", "stack", "bars"]
    queries: dict[str, str]
    width: int | None = None
    colours: dict[float, str] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the grid."""
        width, height = STAT_SIZE if self.style == "stat" else GRAPH_SIZE
        return self.width or width, height


def rows() -> dict[str, list[Panel]]:
    """The panels by the row they stand in."""
    return msgspec.convert(yaml.safe_load((FOLDER / "panels.yml").read_bytes()), dict[str, list[Panel]])


def model() -> Json:
    """The dashboard in Grafana's own model."""
    made: Json = json.loads(render())
    return made


def render() -> bytes:
    """The file's content."""
    built = (
        dashboard.Dashboard("News streams")
        .uid("news-streams")
        .tags(["news-streams"])
        .readonly()
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .refresh("10s")
        .time("now-1h", "now")
        .timezone("browser")
        .with_variable(dashboard.DatasourceVariable(CHOICE).label("Prometheus").type("prometheus"))
    )
    for number, part in enumerate(_laid_out(), start=1):
        if isinstance(part, dashboard.Row):
            built.with_row(part.id(number))
        else:
            built.with_panel(part.id(number))
    return (json.dumps(built.build(), cls=JSONEncoder, indent=2, sort_keys=True) + "\n").encode()


def _laid_out() -> Iterator[dashboard.Row | GraphPanel]:
    """All rows and panels, from left to right and from top to bottom."""
    top = 0
    for title, panels in rows().items():
        yield dashboard.Row(title).grid_pos(GridPos(x=0, y=top, w=COLUMNS, h=1))
        top += 1
        left = line_height = 0
        for panel in panels:
            width, height = panel.size
            if left + width > COLUMNS:
                left, top, line_height = 0, top + line_height, 0
            yield _panel(panel).grid_pos(GridPos(x=left, y=top, w=width, h=height))
            left, line_height = left + width, max(line_height, height)
        top += line_height


def _panel(panel: Panel) -> GraphPanel:
    picture = STYLES[panel.style]()
    picture.title(panel.title).description(panel.description).unit(panel.unit).min(0).datasource(DATASOURCE)
    if panel.style == "stat":
        picture.thresholds(_thresholds(panel.colours or NEUTRAL))
    for letter, (legend, expression) in zip(ascii_uppercase, panel.queries.items(), strict=False):
        query = prometheus.Dataquery().expr(expression).legend_format(legend).ref_id(letter).datasource(DATASOURCE)
        picture.with_target(query)
    return picture


def _thresholds(colours: dict[float, str]) -> dashboard.ThresholdsConfig:
    """The first colour holds for all below the second. Without any, Grafana would take its own: red from 80."""
    first, *others = colours.items()
    steps = [Threshold(value=None, color=first[1]), *(Threshold(value=value, color=colour) for value, colour in others)]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)


def _stat() -> stat.Panel:
    newest = common.ReduceDataOptions().calcs(["lastNotNull"])
    return stat.Panel().reduce_options(newest).graph_mode(BigValueGraphMode.AREA).color_mode(BigValueColorMode.VALUE)


def _lines() -> timeseries.Panel:
    legend = common.VizLegendOptions().show_legend(True)
    tooltip = common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING)
    return (
        timeseries.Panel()
        .legend(legend.display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM).calcs([]))
        .tooltip(tooltip)
        .line_width(1)
        .fill_opacity(10)
        .show_points(VisibilityMode.NEVER)
    )


def _stack() -> timeseries.Panel:
    return _lines().fill_opacity(40).stacking(common.StackingConfig().mode(StackingMode.NORMAL))


def _bars() -> timeseries.Panel:
    return _stack().draw_style(GraphDrawStyle.BARS).fill_opacity(80)


STYLES: dict[str, Callable[[], GraphPanel]] = {"stat": _stat, "lines": _lines, "stack": _stack, "bars": _bars}

if __name__ == "__main__":
    FILE.write_bytes(render())
