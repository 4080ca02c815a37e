"""How many records a partition tries at a time after failures, and when it gives one up."""

import pytest

from streams.worker.partition import RETRIES_ALONE, Backoff


@pytest.fixture
def backoff() -> Backoff:
    return Backoff(500)


def fail_alone(backoff: Backoff, times: int) -> None:
    for _ in range(times):
        backoff.batch_failed(1, for_good=False)


def test_a_failed_batch_is_tried_in_tenths_until_all_its_records_are_through(backoff: Backoff) -> None:
    backoff.batch_failed(500, for_good=False)
    assert backoff.records == 50
    for _ in range(9):
        backoff.committed(50)
    assert backoff.records == 50
    backoff.committed(50)
    assert backoff.records == 500


def test_a_batch_that_outlasts_a_membership_shrinks_and_blames_no_record(backoff: Backoff) -> None:
    for count in (500, 50, 5, 1, 1, 1, 1):
        backoff.abandoned(count)
    assert backoff.records == 1
    assert not backoff.hopeless


def test_a_record_is_given_up_only_after_it_failed_alone_every_time(backoff: Backoff) -> None:
    hopeless = []
    for _ in range(RETRIES_ALONE + 1):
        fail_alone(backoff, 1)
        hopeless.append(backoff.hopeless)
    backoff.committed(1)
    assert [*hopeless, backoff.hopeless] == [False] * RETRIES_ALONE + [True, False]


def test_a_record_that_another_owner_dealt_with_dooms_no_other(backoff: Backoff) -> None:
    fail_alone(backoff, RETRIES_ALONE + 1)
    backoff.moved()
    assert not backoff.hopeless
