"""No figure may fall below its committed floor."""

import pytest

from tests.quality.gate import MEASURES, SHARED, floors, holds


@pytest.mark.timeout(300)
@pytest.mark.parametrize("stage", MEASURES)
def test_figures_hold_their_floors(stage: str) -> None:
    if not (SHARED / "eval").is_dir():
        pytest.skip("no evaluation texts beside the project (../shared/eval): quality was not measured")
    committed = floors(stage)
    measured = MEASURES[stage](SHARED)
    fallen = {
        name: (measured.get(name), floor)
        for name, floor in committed.items()
        if name not in measured or not holds(measured[name], floor)
    }
    assert committed
    assert fallen == {}
