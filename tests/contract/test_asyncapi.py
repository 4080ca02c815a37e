"""asyncapi.yaml names every public topic, and the headers that records really carry."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streams.contract.asyncapi import asyncapi
from streams.contract.yaml_text import to_yaml
from streams.errors import Reason, RejectedError
from streams.events import DuplicateArticle
from streams.records import PASSED_THROUGH, REPLAY_HEADER, Headers, Record, dead_letter, output, tombstone
from streams.topics import DUPLICATE, QUOTE, RAW, TOPICS
from tests.contract.source import ROOT

SCHEMAS = ROOT / "schemas"
DOCUMENT: dict[str, Any] = yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_bytes())
RECEIVED = Record("news.article.raw", 3, 41, 1_790_000_000_000, b"u:1", b"{}", (("traceparent", b"00-1-2-01"),))


def headers_described(name: str) -> dict[str, Any]:
    described: dict[str, Any] = DOCUMENT["components"]["schemas"][name]
    return described


def resolve(reference: str) -> Any:
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for item in value.values() for found in references(item)]
    return [found for item in value for found in references(item)] if isinstance(value, list) else []


def test_the_mark_of_a_record_that_was_sent_again_is_described() -> None:
    headers = asyncapi()["components"]["schemas"]
    assert all(REPLAY_HEADER in headers[name]["properties"] for name in ("raw", "page"))


def test_the_channels_are_the_public_topics() -> None:
    assert list(DOCUMENT["channels"]) == [topic.name for topic in TOPICS if not topic.internal]


def test_the_file_says_what_the_code_says() -> None:
    assert asyncapi() == DOCUMENT


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if not topic.internal], ids=lambda topic: topic.name)
def test_a_channel_says_how_its_topic_is_created(topic: Any) -> None:
    kafka = DOCUMENT["channels"][topic.name]["bindings"]["kafka"]
    assert (kafka["topic"], kafka["partitions"]) == (topic.name, topic.partitions)
    settings = {
        name: ",".join(value) if isinstance(value, list) else str(value)
        for name, value in kafka["topicConfiguration"].items()
    }
    assert settings == topic.config


def test_every_reference_leads_somewhere() -> None:
    found = references(DOCUMENT)
    for reference in found:
        assert resolve(reference) if reference.startswith("#/") else (SCHEMAS / reference).is_file(), reference
    assert sum(not reference.startswith("#/") for reference in found) == len(list(SCHEMAS.glob("*.v1.json")))


def test_raw_articles_are_received_and_all_else_is_sent() -> None:
    actions = {
        operation["channel"]["$ref"].removeprefix("#/channels/"): operation["action"]
        for operation in DOCUMENT["operations"].values()
    }
    assert actions == {name: "receive" if name == RAW.name else "send" for name in DOCUMENT["channels"]}


def names(headers: Headers) -> set[str]:
    return {name for name, _ in headers}


def test_outputs_carry_the_headers_described() -> None:
    event = DuplicateArticle(
        uri="u:1", duplicate_of="u:0", cluster_id="c", relation="exact", rule="r", version_created=RECEIVED.time
    )
    sent = output(RECEIVED, DUPLICATE, "u:1", event)
    described = headers_described("cloudEvent")
    assert set(described["required"]) == names(sent.headers) - PASSED_THROUGH
    assert set(described["properties"]) == names(sent.headers) | PASSED_THROUGH


def test_retractions_carry_the_headers_described() -> None:
    sent = tombstone(RECEIVED, QUOTE, "q:1", partition_by="u:1")
    described = headers_described("retraction")
    assert set(described["required"]) == names(sent.headers) - PASSED_THROUGH
    assert set(described["properties"]) == names(sent.headers) | PASSED_THROUGH


def test_dead_letters_carry_the_headers_described() -> None:
    sent = dead_letter(RECEIVED, "clean", RejectedError(Reason.NO_TEXT, "nothing is left"))
    described = headers_described("deadLetter")
    assert set(described["required"]) == names(sent.headers) - names(RECEIVED.headers)
    assert described["properties"]["__streams.errors.reason"]["enum"] == list(Reason)


TEXT = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]))
PLAIN = (
    st.none() | st.booleans() | st.integers() | TEXT | st.sampled_from(["yes", "1.0", "- a", "a: b", "#", "~", "\n"])
)
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


@given(VALUES)
def test_yaml_is_read_as_it_was_meant(value: Any) -> None:
    assert yaml.safe_load(to_yaml(value)) == value
