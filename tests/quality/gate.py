"""The quality gate: figures of the scorers beside the evaluation texts, held against the floors committed here.

The texts are other people's and not part of the project. Where they are absent, nothing can be measured, and the gate
says so. To see all figures beside their floors: `python -m tests.quality`.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.quality.clean_figures import figures as clean_figures
from tests.quality.dedup_figures import figures as dedup_figures
from tests.quality.quotes_figures import figures as quotes_figures

SHARED = Path(__file__).parents[3] / "shared"
FLOORS = Path(__file__).with_name("floors.toml")
MEASURES: dict[str, Callable[[Path], dict[str, float]]] = {
    "clean": clean_figures,
    "dedup": dedup_figures,
    "quotes": quotes_figures,
}


def floors(stage: str) -> dict[str, dict[str, float]]:
    """Figure -> `at_least` or `at_most`."""
    read: dict[str, dict[str, dict[str, float]]] = tomllib.loads(FLOORS.read_text())
    return read[stage]


def holds(figure: float, floor: dict[str, float]) -> bool:
    """Whether a figure is on the right side of its floor."""
    return floor.get("at_least", figure) <= figure <= floor.get("at_most", figure)
