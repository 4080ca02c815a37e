"""The campaign's judge sees what it is there to see."""

from collections import defaultdict
from collections.abc import Callable

import pytest

from streams import pipeline, topics
from streams.records import Record
from streams.topics import Topic
from tests.chaos.feed import items
from tests.chaos.judge import OUTPUTS, Judge, Tally, calm_run

PREFIX = "t."
Seen = dict[str, list[Record]]
COUNT = 50  # of every kind of record, some


@pytest.fixture
def seen(calm: Seen) -> Seen:
    return {name: list(records) for name, records in calm.items()}


@pytest.fixture(scope="module")
def calm() -> Seen:
    """What all topics hold after a calm run, one partition each."""
    held: Seen = defaultdict(list, {PREFIX + topic.name: [] for topic in topics.TOPICS})
    for item in items(COUNT, first_ms=1_790_000_000_000):
        add(held, topics.RAW, item.key, item.value, timestamp=item.timestamp)
    for stage in pipeline.stages().values():
        answers = calm_run(stage, held[PREFIX + stage.source.name])
        sent = {topic.name: topic for topic in (*OUTPUTS[stage.name], topics.DEAD_LETTER)}
        for output in answers.outputs:
            add(held, sent[output.topic], output.key, output.value, headers=output.headers)
        for key, value in answers.changes:
            assert stage.changelog
            add(held, stage.changelog, key, value)
    return held


def add(
    seen: Seen,
    topic: Topic,
    key: bytes | None,
    value: bytes | None,
    *,
    headers: tuple[tuple[str, bytes], ...] = (),
    timestamp: int = 0,
) -> None:
    records = seen[PREFIX + topic.name]
    records.append(Record(PREFIX + topic.name, 0, len(records), timestamp, key, value, headers))


def verdict(seen: Seen) -> Tally:
    return Judge(pipeline.stages().values(), PREFIX, seen).verdict()


def test_a_calm_run_is_good_and_has_something_of_everything(seen: Seen) -> None:
    assert verdict(seen) == Tally()
    dead = seen[PREFIX + topics.DEAD_LETTER.name]
    copies = seen[PREFIX + topics.DUPLICATE.name]
    quotes = seen[PREFIX + topics.QUOTE.name]
    clean = seen[PREFIX + topics.CLEAN.name]
    assert len(dead) == 1
    assert len(copies) == 9
    assert sum(quote.value is None for quote in quotes) == 10
    assert sum(b'"relation":"update"' in (article.value or b"") for article in clean) == 10


def lose(records: list[Record]) -> None:
    del records[3]


def repeat(records: list[Record]) -> None:
    records.append(records[3])


def swap_versions(records: list[Record]) -> None:
    places = [n for n, record in enumerate(records) if record.header("ce_subject") == "https://berita.example/0"]
    first, second = places[1], places[2]
    records[first], records[second] = records[second], records[first]


def garble(records: list[Record]) -> None:
    records[3] = records[3]._replace(value=b"{}")


@pytest.mark.parametrize(
    ("topic", "harm", "found"),
    [
        (topics.CANDIDATE, lose, "lost"),
        (topics.CANDIDATE, repeat, "twice"),
        (topics.CANDIDATE, swap_versions, "order"),
        (topics.CLEAN, lose, "lost"),
        (topics.CLEAN, repeat, "twice"),
        (topics.CLEAN, swap_versions, "order"),
        (topics.DUPLICATE, lose, "lost"),
        (topics.DUPLICATE, repeat, "twice"),
        (topics.DUPLICATE, garble, "wrong"),
        (topics.QUOTE, lose, "lost"),
        (topics.QUOTE, repeat, "twice"),
        (topics.QUOTE, swap_versions, "order"),
        (topics.SKETCH, lose, "state"),
        (topics.SKETCH, repeat, "state"),
        (topics.SKETCH, garble, "state"),
        (topics.QUOTE_INDEX, lose, "state"),
    ],
)
def test_harm_is_found(seen: Seen, topic: Topic, harm: Callable[[list[Record]], None], found: str) -> None:
    harm(seen[PREFIX + topic.name])
    assert getattr(verdict(seen), found) > 0


def test_a_dead_letter_that_is_lost_changed_or_sent_twice_is_found(seen: Seen) -> None:
    dead = seen[PREFIX + topics.DEAD_LETTER.name]
    kept = dead.pop()
    assert verdict(seen) == Tally(lost=1)
    dead += [kept, kept]
    assert verdict(seen) == Tally(twice=1)
    dead[:] = [kept._replace(value=b"not what was received")]
    assert verdict(seen) == Tally(lost=1, wrong=1)
