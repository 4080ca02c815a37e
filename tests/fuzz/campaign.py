"""A campaign: so many records of a seed, and a report."""

import time
from collections import Counter
from dataclasses import dataclass, field

from streams.pipeline import StageName
from tests.fuzz import found
from tests.fuzz.generate import Case, case
from tests.fuzz.judge import CrashError, Judge, real_events, too_slow, unstable, where

FORGET_EACH = 5_000  # the same few texts come again and again: without this, all would be copies
CLEAN_AGAIN_EACH = 10
SHOWN = 10
PROGRESS_S = 60.0


@dataclass
class Report:
    """What a campaign saw."""

    seed: int
    records: int = 0
    seconds: float = 0.0
    slowest_s: float = 0.0
    slowest: int = -1
    ends: Counter[str] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    slow: list[int] = field(default_factory=list)
    cleaned_twice: int = 0
    unstable: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        """The report in lines."""
        rate = self.records / max(self.seconds, 1e-9)
        lines = [
            f"seed {self.seed}: {self.records:,} records in {self.seconds:.0f} s, {rate:.0f} a second",
            f"crashes: {self.crashes.total()} of {len(self.crashes)} kinds",
            *(f"  {count:6} {kind}" for kind, count in self.crashes.most_common()),
            f"too slow: {len(self.slow)} {self.slow[:SHOWN]}",
            f"slowest: record {self.slowest}, {self.slowest_s:.2f} s of CPU time",
            f"cleaned twice: {self.cleaned_twice:,}, changed: {len(self.unstable)} {self.unstable[:SHOWN]}",
            *(f"  {count:8} {end}" for end, count in sorted(self.ends.items())),
        ]
        return "\n".join(lines)


class Campaign:
    """Runs records through the stages; crashes are made small and kept, one of each kind."""

    def __init__(self, seed: int, *, keep: bool = True, verbose: bool = False) -> None:
        self.report = Report(seed)
        self._judge = Judge()
        self._events = real_events()
        self._keep = keep
        self._verbose = verbose

    def run(self, records: int, first: int = 0) -> Report:
        """Run so many records, from number `first`."""
        began = said = time.monotonic()
        for number in range(first, first + records):
            if number % FORGET_EACH == 0:
                self._judge.reset()
            self._one(number)
            self.report.seconds = time.monotonic() - began
            if self._verbose and time.monotonic() - said > PROGRESS_S:
                said = time.monotonic()
                print(f"{number:,}: {self.report.crashes.total()} crashes, {len(self.report.slow)} slow", flush=True)
        return self.report

    def _one(self, number: int) -> None:
        report = self.report
        made = case(report.seed, number, self._events)
        report.records += 1
        try:
            answer = self._judge.run(made)
        except (CrashError, AssertionError) as error:
            self._crashed(made, number, error)
            return
        report.ends.update(answer.ends)
        if answer.seconds > report.slowest_s:
            report.slowest_s, report.slowest = answer.seconds, number
        if too_slow(answer):
            report.slow.append(number)
        elif number % CLEAN_AGAIN_EACH == 0 and made.stage is StageName.CLEAN:
            self._clean_again(made, number)

    def _clean_again(self, made: Case, number: int) -> None:
        changed = unstable(made)
        if changed is not None:
            self.report.cleaned_twice += 1
            if changed:
                self.report.unstable.append(number)

    def _crashed(self, made: Case, number: int, error: BaseException) -> None:
        kind = where(error)
        self.report.crashes[kind] += 1
        if self._keep and self.report.crashes[kind] == 1:
            path = found.save(found.smallest(made, kind), kind, f"seed {self.report.seed}, record {number}")
            print(f"{kind}\n  {error}\n  record {number}, kept as {path.name}", flush=True)
