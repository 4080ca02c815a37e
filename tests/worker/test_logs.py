"""A line of the log, for people and for programs."""

import json
import logging
import re
import sys

import pytest

from streams.worker.logs import formatter


def record(message: str, *values: object) -> logging.LogRecord:
    made = logging.LogRecord("streams.worker.stage", logging.WARNING, __file__, 1, message, values, None)
    made.created, made.msecs = 1_770_000_000.25, 250.0
    return made


def failed() -> logging.LogRecord:
    made = record("the worker crashed")
    try:
        float("no such\nplace")
    except ValueError:
        made.exc_info = sys.exc_info()
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
    line = formatter("json").format(failed())
    assert "\n" not in line
    assert re.match(r"Traceback .*ValueError: could not convert .*$", json.loads(line)["error"], re.DOTALL)
