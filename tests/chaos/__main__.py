"""`python -m tests.chaos`: the campaign of faults. Exit code 1 when anything was lost, came twice, or got stuck."""

import argparse
import os
import random
import signal
import sys
from collections.abc import Sequence

from tests.chaos.campaign import Row, run
from tests.chaos.scenarios import SCENARIOS, Scenario, on_tmpfs

HEAD = ("scenario", "records", "restarts", "lost", "twice", "order", "wrong", "state", "stuck", "seconds", "faults")
LINE = "{:20} {:>7} {:>8} {:>5} {:>5} {:>5} {:>5} {:>5} {:>5} {:>7}  {}"


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and end what was started
    chosen = [s for s in SCENARIOS if not options.scenario or s.name in options.scenario]
    chosen = [s for s in chosen if _possible(s)]
    shares = sum(scenario.share for scenario in chosen)
    print(f"seed {options.seed}, {options.articles} articles", flush=True)
    print(LINE.format(*HEAD), flush=True)
    rows = []
    for scenario in chosen:
        rows.append(run(scenario, round(options.articles * scenario.share / shares), options.seed))
        print(_line(rows[-1]), flush=True)
    print(_summary(rows))
    return 0 if all(row.good for row in rows) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--articles", type=int, default=24_000, help="in all scenarios together (default 24000)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the faults' times and victims")
    parser.add_argument(
        "--scenario", action="append", choices=[s.name for s in SCENARIOS], help="only this; repeatable"
    )
    return parser.parse_args()


def _possible(scenario: Scenario) -> bool:
    if scenario.broker is on_tmpfs and os.geteuid() != 0:
        print(f"{scenario.name}: skipped, only root can mount a small disk")
        return False
    return True


def _line(row: Row) -> str:
    line = LINE.format(row.name, row.records, row.restarts, *row.tally, row.stuck, f"{row.seconds:.0f}", row.faults)
    return f"{line}\n{row.note}" if row.note else line


def _summary(rows: Sequence[Row]) -> str:
    bad = [row.name for row in rows if not row.good]
    records = sum(row.records for row in rows)
    return f"{records} records: " + (
        f"NOT good: {', '.join(bad)}" if bad else "nothing lost, twice, out of order, stuck"
    )


if __name__ == "__main__":
    sys.exit(main())
