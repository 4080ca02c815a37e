"""Topics on a real broker."""

import asyncio
import uuid

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions, NewTopic

from streams import topics
from streams.broker import EmbeddedKafka
from streams.pipeline import stages
from streams.settings import Settings
from streams.topics import Topic
from streams.worker.admin import check_topics, create_topics, delete_topics, plan
from tests.worker.harness import wait_until

pytestmark = pytest.mark.broker


@pytest.fixture
def settings(kafka: EmbeddedKafka) -> Settings:
    return Settings(broker=kafka.bootstrap, topic_prefix=f"t{uuid.uuid4().hex[:8]}.")


def test_a_new_stream_is_as_it_should_be(settings: Settings) -> None:
    created = asyncio.run(create_topics(settings))
    assert set(created) >= {settings.topic_prefix + topic.name for topic in topics.TOPICS}
    assert all(created.values())
    assert asyncio.run(check_topics(settings)) == []


def test_creating_again_changes_nothing(settings: Settings) -> None:
    asyncio.run(create_topics(settings))
    assert not any(asyncio.run(create_topics(settings)).values())


def test_topics_keyed_by_article_scale_and_changelogs_follow(settings: Settings) -> None:
    asyncio.run(create_topics(settings, partitions=3))
    assert asyncio.run(check_topics(settings, partitions=3)) == []
    assert {text.split()[0].removeprefix(settings.topic_prefix) for text in asyncio.run(check_topics(settings))} == {
        topic.name for topic in (topics.RAW, topics.CLEAN, topics.DUPLICATE, topics.QUOTE, topics.QUOTE_INDEX)
    }


@pytest.mark.parametrize("partitions", [None, 1, 48])
def test_a_changelog_always_has_its_sources_partitions(partitions: int | None) -> None:
    planned = {p.topic: p.partitions for p in plan("", partitions)}
    for stage in stages().values():
        if stage.changelog is not None:
            assert planned[stage.changelog] == planned[stage.source]


def make(settings: Settings, topic: Topic, config: dict[str, str]) -> str:
    """Make a topic, and wait until the broker knows it: the controller does before."""
    admin = AdminClient({"bootstrap.servers": settings.broker})
    name = settings.topic_prefix + topic.name
    admin.create_topics([NewTopic(name, topic.partitions, 1, config=config)])[name].result(20)
    wait_until(lambda: name in admin.list_topics(timeout=20).topics, 20, lambda: f"{name} does not appear")
    return name


def test_a_missing_topic_is_named(settings: Settings) -> None:
    raw = make(settings, topics.RAW, topics.RAW.config)
    differences = asyncio.run(check_topics(settings))
    assert f"{settings.topic_prefix}{topics.QUOTE.name} does not exist" in differences
    assert not any(raw in text for text in differences)


def test_other_settings_are_named_and_left_alone(settings: Settings) -> None:
    sketch = make(settings, topics.SKETCH, topics.SKETCH.config | {"cleanup.policy": "delete"})
    assert asyncio.run(create_topics(settings))[sketch] is False
    assert asyncio.run(check_topics(settings)) == [f"{sketch} has cleanup.policy=delete instead of compact"]


def test_a_changelog_of_another_size_than_its_source_is_named(settings: Settings) -> None:
    asyncio.run(create_topics(settings))
    admin = AdminClient({"bootstrap.servers": settings.broker})
    candidate = settings.topic_prefix + topics.CANDIDATE.name
    admin.create_partitions([NewPartitions(candidate, 6)])[candidate].result(20)
    expected = (
        f"{settings.topic_prefix}{topics.SKETCH.name} has 4 partitions, but holds the state of {candidate} with 6: "
        "they must be equal"
    )
    wait_until(lambda: expected in asyncio.run(check_topics(settings)), 20, lambda: f"never said: {expected}")


def test_deleting_leaves_other_streams_alone(settings: Settings, kafka: EmbeddedKafka) -> None:
    other = Settings(broker=kafka.bootstrap, topic_prefix=f"t{uuid.uuid4().hex[:8]}.")
    for stream in (settings, other):
        asyncio.run(create_topics(stream))
    asyncio.run(delete_topics(settings))
    gone = [f"{p.name} does not exist" for p in plan(settings.topic_prefix)]
    wait_until(lambda: asyncio.run(check_topics(settings)) == gone, 20, lambda: "still there")
    assert asyncio.run(check_topics(other)) == []
