import asyncio
import time

import pytest

from streams.worker.produce import Throttle


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += max(0.0, seconds)


@pytest.mark.parametrize(
    ("rate", "calls", "elapsed"), [(10, [1] * 6, 0.5), (10, [5, 5, 1], 1.0), (0.5, [1, 1], 2.0), (None, [1] * 9, 0.0)]
)
def test_calls_are_spread_over_time(
    monkeypatch: pytest.MonkeyPatch, rate: float | None, calls: list[int], elapsed: float
) -> None:
    clock = Clock(monkeypatch)
    throttle = Throttle(rate)

    async def make() -> None:
        for count in calls:
            await throttle.wait(count)

    coroutine = make()
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert clock.now - 100 == pytest.approx(elapsed)


def test_a_pause_is_no_credit_for_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    throttle = Throttle(10)
    clock.now += 60
    coroutine = throttle.wait(3)
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert throttle._next == pytest.approx(160.3)
