"""Runs scenarios, and judges what came of them."""

import re
import shutil
import time
import traceback
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from streams import pipeline
from streams.topics import RAW, TOPICS
from tests.chaos.field import Field
from tests.chaos.judge import Judge, Tally
from tests.chaos.reading import read_topics
from tests.chaos.scenarios import Scenario, unmounted
from tests.chaos.scrape import total

GAUGE_S = 20
STARTED_OVER = re.compile(r"\]: (?:fenced|error|batch): ")


class Row(NamedTuple):
    """What a scenario came to.

    `records` went in. `restarts` is how often a partition had to start over: the proof that faults hit work. `stuck`
    counts records left unread and workers that did not end well. `note` says what else went wrong.
    """

    name: str
    faults: str = ""
    records: int = 0
    restarts: int = 0
    tally: Tally = Tally()
    stuck: int = 0
    seconds: float = 0
    note: str = ""

    @property
    def good(self) -> bool:
        return not any(self.tally) and not self.stuck and not self.note


def run(scenario: Scenario, count: int, seed: int) -> Row:
    """One scenario with `count` records. Logs and topics stay where something is wrong."""
    folder = Path(mkdtemp(prefix=f"chaos-{scenario.name}-"))
    began = time.monotonic()
    with unmounted(folder):
        try:
            row = _on_broker(scenario, folder, count, seed)
        except Exception:  # noqa: BLE001 - it is this scenario's result
            row = Row(scenario.name, note=traceback.format_exc())
    row = row._replace(seconds=time.monotonic() - began)
    if row.good:
        shutil.rmtree(folder, ignore_errors=True)
        return row
    return row._replace(note=f"{row.note}\nlogs: {folder}".strip())


def _on_broker(scenario: Scenario, folder: Path, count: int, seed: int) -> Row:
    with scenario.broker(folder).start(data=folder / "kafka") as kafka:
        field = Field(kafka, folder, count, per_second=count / 2 / scenario.seconds, seed=seed)
        try:
            _prepare(scenario, field)
            scenario.run(field)
            field.feeder.finish()
            stuck = field.wait_quiet()
            return _judged(scenario, field, count, stuck)
        finally:
            field.stream.close()


def _prepare(scenario: Scenario, field: Field) -> None:
    if scenario.topics:
        field.stream.create()
    for _ in range(scenario.workers):
        field.worker()
    if scenario.topics:
        field.feeder.start()


def _judged(scenario: Scenario, field: Field, count: int, stuck: int) -> Row:
    stream = field.stream
    seen = read_topics(stream.broker, map(stream.name, TOPICS))
    judge = Judge(pipeline.stages().values(), stream.prefix, seen)
    tally = judge.verdict()
    note = _gauge_note(field, judge.index_entries)
    arrived = len(seen[stream.name(RAW)])
    if arrived != count:
        note += f" {arrived} of {count} records reached the broker"
    restarts = sum(len(STARTED_OVER.findall(worker.text)) for worker in stream.workers)
    if scenario.interrupt and not restarts:
        note += " the faults hit no work"
    faults = ", ".join(f"{name} x{times}" for name, times in field.faults.items())
    return Row(scenario.name, faults, arrived, restarts, tally, stuck + _end(field), note=note)


def _gauge_note(field: Field, expected: int) -> str:
    """What the workers hold in memory now, against a calm run's; each measures itself once a second."""
    deadline = time.monotonic() + GAUGE_S
    while (entries := total(field.alive, "streams_dedup_index_entries")) != expected:
        if time.monotonic() > deadline:
            return f"workers hold {entries} dedup entries, a calm run {expected}"
        time.sleep(0.5)
    behind = total(field.alive, "streams_consumer_lag_records")
    return f"workers report a lag of {behind}" if behind else ""


def _end(field: Field) -> int:
    """Stop all workers; gives how many did not end well."""
    return sum(worker.stop(60) != 0 for worker in field.alive)
