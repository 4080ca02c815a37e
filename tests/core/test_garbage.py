"""Garbage is looked for rarely, and still found."""

import subprocess
import sys

# In a process of its own: what it sets holds for the whole process.
CYCLES = """
import gc, weakref
from streams.garbage import collect_rarely

class Node:
    def __init__(self):
        self.itself = self

looks = []
gc.callbacks.append(lambda phase, info: looks.append(info["generation"]) if phase == "start" else None)
{prepare}
looks.clear()
living = [weakref.ref(Node()) for _ in range(100_000)]
print(len(looks), sum(node() is not None for node in living))
"""


def looks_and_living(prepare: str) -> tuple[int, int]:
    """How often Python looked while 100,000 cycles died, and how many of them it had not found then."""
    program = CYCLES.format(prepare=prepare)
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    looks, living = shown.stdout.split()
    return int(looks), int(living)


def test_cycles_are_still_found() -> None:
    looks, living = looks_and_living("collect_rarely()")
    assert looks < looks_and_living("")[0] / 10
    assert 0 < living < 50_000
