"""A record's CPU time is bounded, even where a library catches every exception."""

import subprocess
import sys
import threading
import time

import pytest

from streams.deadline import within
from streams.errors import Reason, RejectedError


def spin(seconds: float) -> str:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "done"


def test_what_is_quick_passes() -> None:
    assert within(1, lambda: spin(0.01)) == "done"


def test_what_is_slow_is_rejected() -> None:
    began = time.process_time()
    with pytest.raises(RejectedError) as caught:
        within(0.1, lambda: spin(5))
    assert caught.value.reason is Reason.TOO_SLOW
    assert time.process_time() - began < 2


def test_a_library_that_catches_exceptions_does_not_hide_it() -> None:
    def stubborn() -> str:
        try:
            return spin(5)
        except Exception:  # noqa: BLE001 - what such a library does
            return "swallowed"

    with pytest.raises(RejectedError):
        within(0.1, stubborn)


def test_waiting_costs_nothing() -> None:
    assert within(0.05, lambda: time.sleep(0.2)) is None


def test_an_exception_of_the_call_passes() -> None:
    with pytest.raises(KeyError):
        within(1, lambda: dict[str, int]()["missing"])


def test_the_timer_ends_with_the_program() -> None:
    # Many objects to free keep the interpreter busy after its signal handlers are gone.
    program = "from streams.deadline import within; keep = within(9, lambda: [{n: [n]} for n in range(900_000)])"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_another_thread_runs_without_a_bound() -> None:
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(within(0.01, lambda: spin(0.05))))
    thread.start()
    thread.join()
    assert answers == ["done"]
