import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.dedup import Window
from streams.dedup.event_time import AHEAD, DAY, HOUR, LATEST, Moment, advance, keep_from, late_window, moment_of

NOON = 1_714_996_800  # 2024-05-06T12:00:00Z
RECEIVED = "2024-05-06T12:00:00.000Z"
TIMES = [
    (None, NOON),
    ("2024-05-06T11:00:00Z", NOON - HOUR),
    ("2024-05-06T18:00:00+07:00", NOON - HOUR),
    ("2024-05-06", NOON - 12 * HOUR),
    ("2024-05-06T13:00:00Z", NOON),
    ("2199-01-01", NOON),
    ("yesterday", NOON),
    ("", NOON),
    ("0001-01-01", 1),
]


@pytest.mark.parametrize(("published", "seconds"), TIMES)
def test_event_time_is_the_publication_where_that_can_be(published: str | None, seconds: int) -> None:
    assert moment_of(published, RECEIVED) == Moment(seconds, NOON)


def test_a_record_without_a_time_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        moment_of(None, "no time")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (Moment(NOON, NOON), Moment(NOON + DAY, NOON + DAY), True),
        (Moment(NOON, NOON), Moment(NOON + DAY + 1, NOON + DAY + 1), False),
        (Moment(NOON - 9 * DAY, NOON), Moment(NOON - 5 * DAY, NOON), False),
        (Moment(NOON - 9 * DAY, NOON), Moment(NOON - 9 * DAY, NOON + 9 * DAY), True),
        (Moment(NOON - 9 * DAY, NOON), Moment(NOON, NOON), True),
        (Moment(NOON - 9 * DAY, NOON), Moment(NOON + 2 * DAY, NOON + 2 * DAY), False),
    ],
    ids=["one day", "more", "dated apart", "dated alike", "one undated", "one undated and later"],
)
def test_two_articles_are_near_by_their_dates_or_else_by_their_arrival(one: Moment, other: Moment, near: bool) -> None:
    assert one.is_near(other, DAY) is other.is_near(one, DAY) is near


@pytest.mark.parametrize("days", [(0, 1), (-1, 1), (8, 7), (7, 400)])
def test_windows_that_make_no_sense_are_refused(days: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="sketch_days"):
        Window(sketch_days=days[0], hash_days=days[1])


def test_the_watermark_begins_with_the_arrival_of_the_first_article() -> None:
    assert advance(0, Moment(1, NOON)) == NOON


def test_one_bogus_future_date_moves_the_watermark_by_an_hour() -> None:
    assert advance(NOON, Moment(LATEST, LATEST)) == NOON + HOUR


def test_a_watermark_that_began_in_the_future_comes_back() -> None:
    watermark = advance(0, Moment(LATEST, LATEST))
    for _ in range(40_000):
        watermark = advance(watermark, Moment(NOON, NOON))
    assert abs(watermark - NOON) < HOUR


@given(st.lists(st.integers(1, NOON), min_size=1, max_size=50))
@settings(deadline=None)
def test_old_dates_of_articles_that_come_now_do_not_move_the_watermark(dates: list[int]) -> None:
    watermark = NOON
    for date in dates:
        watermark = advance(watermark, Moment(date, NOON))
    assert watermark == NOON


def test_some_articles_received_long_ago_hold_the_watermark_back_hardly_at_all() -> None:
    watermark = NOON
    for hour in range(1_000):
        now = NOON + hour * HOUR
        for moment in (Moment(1, 1), *[Moment(now, now)] * 49):
            watermark = advance(watermark, moment)
        assert now - DAY <= watermark <= now


@given(st.integers(1, LATEST), st.integers(1, LATEST), st.integers(1, 366 * DAY))
@settings(deadline=None)
def test_what_just_came_has_not_left_its_window(event: int, watermark: int, window: int) -> None:
    hour = keep_from(event, watermark, late_window(window))
    assert (watermark - window) // HOUR <= hour <= (watermark + AHEAD) // HOUR
