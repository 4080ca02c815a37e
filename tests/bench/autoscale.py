"""A backlog meets the autoscaler of deploy/kubernetes: a simulation, second by second, with the rules of that file.

    python -m tests.bench.autoscale [--backlog N] [--arriving N] [--rate N]

`rate` is what one worker does a second (measure yours: python -m tests.bench.end_to_end). Each change of the number of
workers stops all of them for a moment, since partitions move. The stage that lags most is what is simulated.
"""

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

RULES = Path(__file__).parents[2] / "deploy/kubernetes/components/autoscaling/workers.yaml"
SYNC_S = 15  # how often the autoscaler of Kubernetes looks
START_S = 12  # from the wish for a pod until it has partitions
MOVE_S = 4  # nobody works while partitions move
LONGEST_S = 4 * 3600


class Rules(NamedTuple):
    """What workers.yaml says; times in seconds."""

    least: int
    most: int
    records: int
    up: int
    up_s: int
    down: int
    down_s: int
    calm_s: int


class Moment(NamedTuple):
    """A minute: what waits, and how many workers there are."""

    second: int
    waiting: float
    workers: int


def rules() -> Rules:
    """Read the rules that are deployed."""
    spec = yaml.safe_load(RULES.read_text(encoding="utf-8"))["spec"]
    behavior: Any = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    (up,), (down,) = behavior["scaleUp"]["policies"], behavior["scaleDown"]["policies"]
    threshold = int(spec["triggers"][0]["metadata"]["lagThreshold"])
    calm_s = behavior["scaleDown"]["stabilizationWindowSeconds"]
    return Rules(
        spec["minReplicaCount"],
        spec["maxReplicaCount"],
        threshold,
        up["value"],
        up["periodSeconds"],
        down["value"],
        down["periodSeconds"],
        calm_s,
    )


def simulate(rule: Rules, backlog: float, arriving: float, rate: float) -> Iterator[Moment]:
    """Until nothing waits and no more workers are there than need be."""
    waiting, workers = backlog, rule.least
    wishes: list[int] = []
    changed, idle_until = -rule.up_s, 0
    for second in range(LONGEST_S):
        done = 0.0 if second < idle_until else workers * rate
        waiting = max(0.0, waiting + arriving - done)
        if second % SYNC_S == 0:
            wishes.append(min(rule.most, max(rule.least, math.ceil(waiting / rule.records))))
            wanted = _wanted(rule, workers, wishes, second - changed)
            if wanted != workers:
                idle_until = second + MOVE_S + (START_S if wanted > workers else 0)
                workers, changed = wanted, second
        if second % 60 == 0:
            yield Moment(second, waiting, workers)
        if waiting < arriving + 1 and workers == rule.least and second > rule.calm_s:
            yield Moment(second, waiting, workers)
            return


def _wanted(rule: Rules, workers: int, wishes: list[int], since_s: int) -> int:
    """Up in steps at once; down one at a time, and to no fewer than any wish of the calm window."""
    if wishes[-1] > workers and since_s >= rule.up_s:
        return min(wishes[-1], workers + rule.up)
    highest = max(wishes[-max(1, rule.calm_s // SYNC_S) :])
    if highest < workers and since_s >= rule.down_s:
        return max(highest, workers - rule.down)
    return workers


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.autoscale", description=__doc__)
    parser.add_argument("--backlog", type=float, default=100_000, help="articles that wait at first")
    parser.add_argument("--arriving", type=float, default=100, help="articles a second that come meanwhile")
    parser.add_argument("--rate", type=float, default=300, help="articles a second that a worker does")
    given = parser.parse_args()
    print("minute   waiting  workers")
    for moment in simulate(rules(), given.backlog, given.arriving, given.rate):
        print(f"{moment.second / 60:6.1f} {moment.waiting:9,.0f} {moment.workers:8}")


if __name__ == "__main__":
    main()
