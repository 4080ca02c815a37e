"""A log that stays readable while the same thing goes wrong all the time."""

import logging

import pytest

from streams.worker.repeats import MOST, Repeats


def line(words: str, *values: object, logger: str = "aiokafka", level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord(logger, level, __file__, 1, words, values, None)


@pytest.mark.parametrize(
    ("other", "passes"),
    [
        (line("cannot reach %s", "two"), False),
        (line("lost %s", "one"), True),
        (line("cannot reach %s", "one", level=logging.WARNING), True),
        (line("cannot reach %s", "one", logger="faust"), True),
    ],
)
def test_lines_of_the_same_words_are_left_out(other: logging.LogRecord, passes: bool) -> None:
    repeats = Repeats("streams")
    assert repeats.filter(line("cannot reach %s", "one"))
    assert repeats.filter(other) is passes


def test_the_next_line_says_how_many_were_left_out() -> None:
    repeats = Repeats("streams", quiet_s=0)
    words = ("aiokafka", logging.ERROR, "cannot reach %s")
    assert repeats.filter(line("cannot reach %s", "one"))
    repeats._known[words] = (repeats._known[words][0], 41)
    last = line("cannot reach %s", "two")
    assert repeats.filter(last)
    assert last.getMessage() == "cannot reach two (and 41 more like it)"


def test_our_own_lines_always_pass() -> None:
    repeats = Repeats("streams")
    assert all(repeats.filter(line("fenced", logger="streams.worker.partition")) for _ in range(3))


def test_what_it_remembers_is_bounded() -> None:
    repeats = Repeats("streams")
    for number in range(3 * MOST):
        repeats.filter(line(f"offset {number}"))
    assert len(repeats._known) <= MOST
