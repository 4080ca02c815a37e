"""Topics at the broker: create them, compare them with what they should be, delete them."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from aiokafka.admin import NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError

from streams import topics
from streams.pipeline import stages
from streams.settings import Settings
from streams.topics import TOPICS, Topic
from streams.worker.connection import admin

SCALED = (topics.RAW, topics.CLEAN, topics.DUPLICATE, topics.QUOTE)  # keyed by article: more partitions, more workers
MOST_REPLICAS = 3
VISIBLE_S = 15
POLL_S = 0.1


class TopicError(Exception):
    """The broker refuses to make a topic; the message names it and says why."""


class Planned(NamedTuple):
    """A topic as it should be at the broker; `name` includes the prefix."""

    name: str
    topic: Topic
    partitions: int


class Described(NamedTuple):
    """A topic as it is at the broker."""

    partitions: int
    has_leaders: bool
    config: dict[str, str]


def plan(prefix: str, partitions: int | None = None) -> list[Planned]:
    """The topics of a stream.

    Args:
        prefix: put before each name.
        partitions: of the topics keyed by article, in place of their default. Changelogs follow the topic they belong
            to: a partition's state is in the partition of the same number.
    """
    source_of = {stage.changelog: stage.source for stage in stages().values() if stage.changelog}
    return [
        Planned(prefix + topic.name, topic, _partitions(source_of.get(topic, topic), partitions)) for topic in TOPICS
    ]


def _partitions(topic: Topic, override: int | None) -> int:
    return override if override is not None and topic in SCALED else topic.partitions


async def create_topics(
    settings: Settings, *, partitions: int | None = None, replication: int | None = None
) -> dict[str, bool]:
    """Create the topics that are not there; gives each name, and whether it was created now.

    Without `replication`, three copies, or as many as there are brokers.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicError: the broker refuses a topic.
    """
    async with admin(settings) as client:
        planned = plan(settings.topic_prefix, partitions)
        copies = replication or min(MOST_REPLICAS, len((await client.describe_cluster())["brokers"]))
        new = [
            NewTopic(p.name, p.partitions, copies, topic_configs=p.topic.config | _durability(copies)) for p in planned
        ]
        answer = await client.create_topics(new)
        created = {name: _created(name, code, message) for name, code, message in answer.topic_errors}
        await _wait_visible(client, [p.name for p in planned])
        return created


def _durability(copies: int) -> dict[str, str]:
    """With three copies, a commit waits for two: one broker may then fail without a loss."""
    return {"min.insync.replicas": "2"} if copies >= MOST_REPLICAS else {}


def _created(name: str, code: int, message: str | None) -> bool:
    if code == TopicAlreadyExistsError.errno:
        return False
    if code:
        raise TopicError(f"{name}: {message or f'error {code}'}")
    return True


async def _wait_visible(client: Any, names: Iterable[str]) -> None:
    """Wait until the cluster's metadata show all of them, so that the next command finds them."""
    deadline = time.monotonic() + VISIBLE_S
    while True:
        described = await _describe(client, names)
        missing = [name for name in names if name not in described or not described[name].has_leaders]
        if not missing:
            return
        if time.monotonic() > deadline:
            raise TopicError(f"{', '.join(missing)}: created, but without a leader after {VISIBLE_S} s")
        await asyncio.sleep(POLL_S)


async def check_topics(settings: Settings, *, partitions: int | None = None) -> list[str]:
    """Each difference between the topics at the broker and what they should be, in words.

    Raises:
        BrokerUnreachableError: no broker answers.
    """
    async with admin(settings) as client:
        planned = plan(settings.topic_prefix, partitions)
        described = await _describe(client, [p.name for p in planned], configs=True)
    differences = [text for p in planned for text in _differences(p, described.get(p.name))]
    return differences + _unequal_changelogs(settings.topic_prefix, described)


def _differences(planned: Planned, found: Described | None) -> list[str]:
    if found is None:
        return [f"{planned.name} does not exist"]
    texts = []
    if found.partitions != planned.partitions:
        texts.append(f"{planned.name} has {found.partitions} partitions instead of {planned.partitions}")
    for name, value in planned.topic.config.items():
        if found.config.get(name) != value:
            texts.append(f"{planned.name} has {name}={found.config.get(name)} instead of {value}")
    return texts


def _unequal_changelogs(prefix: str, described: dict[str, Described]) -> list[str]:
    texts = []
    for stage in stages().values():
        source = described.get(prefix + stage.source.name)
        changelog = described.get(prefix + stage.changelog.name) if stage.changelog else None
        if stage.changelog and source and changelog and source.partitions != changelog.partitions:
            texts.append(
                f"{prefix}{stage.changelog.name} has {changelog.partitions} partitions, but holds the state of "
                f"{prefix}{stage.source.name} with {source.partitions}: they must be equal"
            )
    return texts


async def _describe(client: Any, names: Iterable[str], *, configs: bool = False) -> dict[str, Described]:
    """Those of the topics that exist; all topics are asked for, since asking for one by name may create it."""
    wanted = set(names)
    found = {
        topic["topic"]: topic["partitions"] for topic in await client.describe_topics() if topic["topic"] in wanted
    }
    settings = await _configs(client, found) if configs and found else {}
    return {
        name: Described(len(partitions), all(p["leader"] >= 0 for p in partitions), settings.get(name, {}))
        for name, partitions in found.items()
    }


async def _configs(client: Any, names: Iterable[str]) -> dict[str, dict[str, str]]:
    answers = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    return {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in answers
        for _, _, _, name, entries in answer.resources
    }


async def delete_topics(settings: Settings) -> None:
    """Delete all topics of the stream, and what is in them.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicError: the broker refuses to.
    """
    async with admin(settings) as client:
        answer = await client.delete_topics([p.name for p in plan(settings.topic_prefix)])
    refused = [
        name for name, code, *_ in answer.topic_error_codes if code not in (0, UnknownTopicOrPartitionError.errno)
    ]
    if refused:
        raise TopicError(f"not deleted: {', '.join(refused)}")


async def committed(settings: Settings, group: str) -> dict[tuple[str, int], int]:
    """The next offset a group will read, for each topic and partition it has committed.

    Raises:
        BrokerUnreachableError: no broker answers.
    """
    async with admin(settings) as client:
        offsets = await client.list_consumer_group_offsets(group)
    return {(partition.topic, partition.partition): position.offset for partition, position in offsets.items()}
