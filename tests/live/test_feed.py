"""The feed joins records of all topics into articles, in whatever order the topics are read."""

from collections import defaultdict
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.inputs import Input
from streams.records import Record
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW
from streams.worker.live import feed as feeds
from streams.worker.live.entry import Outcome
from streams.worker.live.feed import Feed
from tests.live.records import START, event, filled, journey, sample_journey
from tests.worker import articles

PARAGRAPHS = (
    "The harbour office of Port Elwin will close its north gate on Monday for repairs that take three weeks.",
    "“The gate has carried twice the weight it was built for,” said harbour master Ruth Callow on Friday.",
    "Fishing boats will enter through the south channel, which is dredged to four metres.",
)
REPLACED = "“Nobody will have to wait longer than an hour at the south channel,” said harbour master Ruth Callow."
URI = "https://elwin-courier.example/gate"


@cache
def samples() -> tuple[Record, ...]:
    return tuple(sample_journey())


def updated() -> list[Record]:
    """An article and its new version, which replaces the one quote."""
    versions = (PARAGRAPHS, (PARAGRAPHS[0], REPLACED, PARAGRAPHS[2]))
    return journey(event(URI, body="\n".join(paragraphs), language="en") for paragraphs in versions)


def snapshot(feed: Feed) -> Any:
    """Everything a page can show."""
    return [
        (
            entry.id,
            entry.uri,
            entry.time,
            entry.seen,
            entry.size,
            entry.outcome,
            entry.names,
            *map(msgspec.to_builtins, (entry.raw, entry.article, entry.duplicate, entry.letter)),
            [quote.id for quote in feed.quotes(entry)],
            {quote.id for quote in feed.retracted(entry.uri)},
            [other.id for other in feed.relatives(entry)],
        )
        for entry in feed.newest()
    ]


@st.composite
def orders(draw: st.DrawFn) -> list[Record]:
    """The records in an order in which a consumer may get them: only a partition's own order is sure."""
    queues: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for record in samples():
        queues[record.topic, record.partition].append(record)
    picks = draw(st.permutations([place for place, queue in queues.items() for _ in queue]))
    return [queues[place].pop(0) for place in picks]


@given(orders())
def test_the_order_of_topics_and_partitions_changes_nothing(order: list[Record]) -> None:
    assert snapshot(filled(order)) == snapshot(filled(samples()))


def test_each_raw_record_is_one_entry_with_one_outcome() -> None:
    feed = filled(samples())
    outcomes = [entry.outcome for entry in feed.newest()]
    assert len(outcomes) == sum(record.topic == RAW.name for record in samples())
    for topic, outcome in (
        (CLEAN, Outcome.ARTICLE),
        (DUPLICATE, Outcome.DUPLICATE),
        (DEAD_LETTER, Outcome.DEAD_LETTER),
    ):
        assert outcomes.count(outcome) == sum(record.topic == topic.name for record in samples()) > 0


def test_a_raw_record_without_an_answer_is_in_work() -> None:
    feed = filled([record for record in updated() if record.topic == RAW.name])
    assert {entry.outcome for entry in feed.newest()} == {Outcome.IN_WORK}


def test_an_update_shows_its_own_quote_in_each_version_and_what_was_taken_back() -> None:
    feed = filled(updated())
    newer, older = feed.newest()
    assert [quote.quote for quote in feed.quotes(older)] == ["The gate has carried twice the weight it was built for,"]
    assert feed.quotes(newer)[0].quote.startswith("Nobody will have to wait")
    assert [quote.id for quote in feed.retracted(URI)] == [feed.quotes(older)[0].id]
    assert feed.relatives(newer) == [older]


def test_records_without_a_uri_are_no_versions_of_each_other() -> None:
    feed = filled(journey(Input(None, value, (), "", len(value)) for value in (b"no event", b'{"body": "Rain."}')))
    assert [entry.outcome for entry in feed.newest()] == [Outcome.DEAD_LETTER] * 2
    assert [feed.relatives(entry) for entry in feed.newest()] == [[], []]


def test_a_quote_that_comes_back_is_not_taken_back_any_more() -> None:
    bodies = ("\n".join(PARAGRAPHS), "\n".join((PARAGRAPHS[0], REPLACED)), "\n".join((*PARAGRAPHS, "It rains.")))
    feed = filled(journey(event(URI, body=body, language="en") for body in bodies))
    assert [quote.quote.split()[0] for quote in feed.retracted(URI)] == ["Nobody"]
    assert [quote.quote.split()[0] for quote in feed.quotes(feed.newest()[0])] == ["The"]


def test_an_article_is_found_under_the_id_that_it_had_as_a_dead_letter_only() -> None:
    records = [record for record in samples() if record.topic in (RAW.name, DEAD_LETTER.name)]
    feed = filled([record for record in records if record.topic == DEAD_LETTER.name])
    before = {entry.id: entry.letter for entry in feed.newest()}
    for record in records:
        if record.topic == RAW.name:
            feed.take(record, record.timestamp)
    for name, letter in before.items():
        entry = feed.find(name)
        assert entry
        assert entry.letter == letter
        assert entry.raw


@pytest.mark.parametrize("topic", [RAW, CLEAN, DUPLICATE, QUOTE, DEAD_LETTER])
@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"uri":1}', b"[" * 100_000])
def test_whatever_stands_on_a_topic_the_feed_goes_on(topic: Any, value: bytes | None) -> None:
    feed = Feed(10)
    feed.take(Record(topic.name, 0, 0, 1000, b"\xff", value), 1000)
    feed.take(Record(topic.name, 0, 1, 1000, None, value), 1000)
    assert feed.sequence == 2
    for record in updated():
        feed.take(record, record.timestamp)
    assert sum(entry.uri == URI for entry in feed.newest()) == 2


def many(number: int) -> list[Record]:
    return journey(Input(*articles.raw(n), (), "", 0) for n in range(number))


def test_no_more_than_the_newest_are_held() -> None:
    feed = filled(many(60), limit=10)
    assert len(feed.newest()) == 10
    assert [entry.uri.rpartition("/")[2] for entry in feed.newest()] == [str(n) for n in range(59, 49, -1)]
    assert len(feed._entries) <= 12
    assert len(feed._said) <= 24
    assert set(feed._by_name) == {name for entry in feed._entries.values() for name in entry.names}


def test_large_articles_leave_room_for_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_BYTES", 100_000)
    feed = Feed(100)
    for record in many(60):
        feed.take(record, record.timestamp)
        assert feed._size <= 100_000
    assert 3 < len(feed.newest()) < 40
    assert feed.newest()[0].uri.endswith("/59")


def test_a_cleared_feed_holds_nothing() -> None:
    feed = filled(updated())
    feed.clear()
    assert not feed.newest()
    assert not feed.retracted(URI)
    assert not any(feed.rates.history(RAW.name, START))
