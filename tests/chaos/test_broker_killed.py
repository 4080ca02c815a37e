"""The broker dies under load and comes back: a small scenario of the campaign, in every test run."""

import signal

import pytest

from tests.chaos.campaign import run
from tests.chaos.field import Field
from tests.chaos.judge import Tally
from tests.chaos.scenarios import Scenario

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]


def broker_dies_at_work(field: Field) -> None:
    """The worker sleeps while articles come, and the broker dies when it has just woken."""
    (worker,) = field.alive
    worker.send(signal.SIGSTOP)
    field.burst(times=8)
    field.wait_for(lambda: field.unread() >= 100, 20, "no work left over")
    worker.send(signal.SIGCONT)
    field.pause(0.1, 0.2)
    field.kill_broker(down_s=2)


def test_nothing_is_lost_when_the_broker_is_killed() -> None:
    row = run(Scenario("broker-killed", broker_dies_at_work, seconds=4, workers=1), count=400, seed=1)
    assert (row.records, row.tally, row.stuck, row.note) == (400, Tally(), 0, "")
    assert row.faults == "broker killed x1"
