"""Print every figure beside its floor; give stages' names to measure only those."""

import sys

from tests.quality.gate import MEASURES, SHARED, floors, holds

for stage in sys.argv[1:] or MEASURES:
    committed = floors(stage)
    for name, figure in MEASURES[stage](SHARED).items():
        floor = committed.get(name, {})
        mark = "" if holds(figure, floor) else "  BELOW THE FLOOR"
        print(f"{name:48} {figure:8.4f}  {floor or ''}{mark}")
