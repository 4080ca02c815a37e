"""Fuzz the three stages: `python -m tests.fuzz --records 100000 --seed 7`; exit code 1 when something crashed."""

import argparse
import logging
import sys

from streams.worker.main import PARSERS
from tests.fuzz.campaign import Campaign


def main() -> int:
    """Run what the options say."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000, help="how many records")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same records")
    parser.add_argument("--first", type=int, default=0, help="the first record's number")
    given = parser.parse_args()
    for name in PARSERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    report = Campaign(given.seed, verbose=True).run(given.records, given.first)
    print(report)
    return 1 if report.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
