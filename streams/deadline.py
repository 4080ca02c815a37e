"""A bound on the CPU time one record may take: the answer to a page that would keep a parser busy for ever.

The clock is the process's own CPU time, so that a busy machine or a suspended process takes nothing from a record's
budget.
"""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from streams.errors import Reason, RejectedError

T = TypeVar("T")
AGAIN_S = 0.25  # a library that swallows everything is told again


class _ExpiredError(BaseException):
    """Not an Exception, so that code which catches those lets it pass."""


def _expire(_signal: int, _frame: FrameType | None) -> None:
    raise _ExpiredError


def within(seconds: float, call: Callable[[], T]) -> T:
    """Give what `call` gives, if it needs at most `seconds` of CPU time.

    Outside the main thread, where Python delivers no signals, there is no bound.

    Raises:
        RejectedError: the time is used up (`Reason.TOO_SLOW`).
    """
    if threading.current_thread() is not threading.main_thread():
        return call()
    before = signal.signal(signal.SIGVTALRM, _expire)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_S)
        try:
            return call()
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _ExpiredError as error:
        raise RejectedError(Reason.TOO_SLOW, f"more than {seconds:g} s of CPU time") from error
    finally:
        signal.signal(signal.SIGVTALRM, before)
