"""`python -m tests.interop`: what is committed, read by many clients. Exit code 1 when two of them disagree."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from streams.broker import EmbeddedKafka
from tests.interop.campaign import Result, read_all
from tests.interop.written import OUTPUTS

LINE = "{:34} {:6} {:>9} {:>11} {:>7} {:>12} {:>8}  {}"
COMPRESSIONS = ("none", "gzip")


def main() -> int:
    options = _options()
    print(LINE.format("client", "codec", *(topic.name.split(".", 1)[1] for topic in OUTPUTS), "seconds", "verdict"))
    results: list[Result] = []
    with EmbeddedKafka() as kafka, TemporaryDirectory() as folder:
        for compression in COMPRESSIONS:
            for result in read_all(kafka, Path(folder), options.records, compression):
                print(_line(result, compression), flush=True)
                results.append(result)
    bad = sorted({result.name for result in results if not result.good})
    print(f"NOT the same: {', '.join(bad)}" if bad else "all that could be had read the same")
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.interop", description=__doc__)
    parser.add_argument("--records", type=int, default=2_000, help="raw records in each stream (default 2000)")
    return parser.parse_args()


def _line(result: Result, compression: str) -> str:
    counts = [result.counts.get(topic, "") for topic in OUTPUTS]
    return LINE.format(result.name, compression, *counts, f"{result.seconds:.1f}", result.verdict)


if __name__ == "__main__":
    sys.exit(main())
