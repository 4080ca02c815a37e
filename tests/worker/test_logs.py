"""A line of the log, for people and for programs."""

import asyncio
import json
import logging

import pytest

from streams.worker.logs import formatter
from streams.worker.main import NoLifecycle


def record(message: str, *values: object) -> logging.LogRecord:
    made = logging.LogRecord("streams.worker.stage", logging.WARNING, __file__, 1, message, values, None)
    made.created, made.msecs = 1_770_000_000.25, 250.0
    return made


def failed(error: BaseException, words: str = "the worker crashed") -> logging.LogRecord:
    made = record(words)
    made.exc_info = (type(error), error, None)
    return made


def test_a_line_for_people_begins_with_the_time_in_utc() -> None:
    line = formatter("text").format(record("%s: assigned %s", "clean", [0, 1]))
    assert line == "2026-02-02T02:40:00.250Z WARNING streams.worker.stage clean: assigned [0, 1]"


@pytest.mark.parametrize("words", ["plain", 'a "quoted" word', "two\nlines", "half a pair \ud83d", "\x00 and é"])
def test_a_line_for_programs_is_one_object(words: str) -> None:
    line = formatter("json").format(record("%s", words))
    assert "\n" not in line
    told = json.loads(line)
    assert told | {"message": "", "process": 0} == {
        "time": "2026-02-02T02:40:00.250Z",
        "level": "WARNING",
        "logger": "streams.worker.stage",
        "process": 0,
        "message": "",
    }
    assert told["message"] == words.encode("utf-8", "backslashreplace").decode()


def test_a_traceback_stays_with_its_line() -> None:
    line = formatter("json").format(failed(ValueError("no such\nplace")))
    assert "\n" not in line
    assert json.loads(line)["error"] == "ValueError: no such\nplace"


@pytest.mark.parametrize(("error", "written"), [(ValueError("x"), True), (asyncio.CancelledError(), False)])
def test_what_was_told_to_stop_has_not_crashed(error: BaseException, written: bool) -> None:
    assert NoLifecycle().filter(failed(error, "[^----Agent*: work]: Crashed reason=%r")) is written
