"""Print each figure beside its floor, and how often quotes of each confidence were right; takes the names of stages."""

import sys

from tests.quality.gate import MEASURES, SHARED, floors, holds
from tests.quality.quotes_figures import reliability

for stage in sys.argv[1:] or MEASURES:
    committed = floors(stage)
    for name, figure in MEASURES[stage](SHARED).items():
        floor = committed.get(name, {})
        mark = "" if holds(figure, floor) else "  BELOW THE FLOOR"
        print(f"{name:48} {figure:8.4f}  {floor or ''}{mark}")
    if stage == "quotes":
        for confidence, (count, share) in reliability(SHARED).items():
            print(f"of {count:5} quotes with confidence {confidence:.2f} were right {share:20.4f}")
