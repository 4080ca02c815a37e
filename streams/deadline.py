"""A bound on the CPU time one record may take: the answer to a page that would keep a parser busy for ever.

The clock is the process's own CPU time, so that a busy machine or a suspended process takes nothing from a record's
budget. One timer for the process looks at the call of the moment, which costs a call next to nothing.
"""

import atexit
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import ClassVar, TypeVar

from streams.errors import Reason, RejectedError

T = TypeVar("T")
TICK_S = 0.1  # CPU time between two looks: how late a call may be stopped


class _ExpiredError(BaseException):
    """Not an Exception, so that code which catches those lets it pass; what swallows all is told again a tick later."""


class _Watch:
    """The process's timer, and when the call of the moment must have ended (CPU time; 0 when there is none)."""

    armed: ClassVar[bool] = False
    ends: ClassVar[float] = 0.0

    @classmethod
    def arm(cls) -> None:
        signal.signal(signal.SIGVTALRM, cls._look)
        signal.setitimer(signal.ITIMER_VIRTUAL, TICK_S, TICK_S)
        # While Python shuts down, its handlers are gone, and the signal would end the process.
        atexit.register(signal.setitimer, signal.ITIMER_VIRTUAL, 0)
        cls.armed = True

    @classmethod
    def _look(cls, _signal: int, _frame: FrameType | None) -> None:
        if cls.ends and time.process_time() > cls.ends:
            raise _ExpiredError


def within(seconds: float, call: Callable[[], T]) -> T:
    """Give what `call` gives, if it needs at most about `seconds` of CPU time. Calls do not nest.

    Outside the main thread, where Python delivers no signals, there is no bound.

    Raises:
        RejectedError: the time is used up (`Reason.TOO_SLOW`).
    """
    if threading.current_thread() is not threading.main_thread():
        return call()
    if not _Watch.armed:
        _Watch.arm()
    try:
        _Watch.ends = time.process_time() + seconds
        try:
            return call()
        finally:
            _Watch.ends = 0.0
    except _ExpiredError as error:
        raise RejectedError(Reason.TOO_SLOW, f"more than {seconds:g} s of CPU time") from error
