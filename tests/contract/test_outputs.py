"""What the pipeline really sends fits the published schemas."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest
from jsonschema import Draft202012Validator

from streams import pipeline
from streams.contract import files
from streams.contract.schemas import file_name
from streams.pipeline import Stage
from streams.records import Output, Record
from streams.topics import CANDIDATE, CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW, Topic
from tests.contract.source import ROOT

EXAMPLE = json.loads((ROOT / "schemas" / "examples" / file_name(RAW)).read_bytes())
COPY = EXAMPLE | {"uri": "https://example.org/the-same-elsewhere"}
UPDATE = EXAMPLE | {"body": EXAMPLE["body"].replace("80 penumpang", "90 penumpang")}


def received(topic: str, values: Iterable[tuple[bytes | None, bytes | None]]) -> list[Record]:
    return [
        Record(topic, 0, offset, 1_790_000_000_000 + offset, key, value) for offset, (key, value) in enumerate(values)
    ]


def sent_by(stage: Stage, records: list[Record]) -> Iterator[Output]:
    state = stage.new_state() if stage.new_state else None
    for record in records:
        result = stage.run(record, state)
        for key, value in result.changes:
            assert state is not None
            state.apply(key, value)
        yield from result.outputs


@pytest.fixture(scope="module")
def outputs() -> dict[str, list[Output]]:
    """Everything that three raw articles lead to, by topic."""
    raw = [(article["uri"].encode(), json.dumps(article).encode()) for article in (EXAMPLE, COPY, UPDATE)]
    records = {RAW.name: received(RAW.name, raw)}
    sent: dict[str, list[Output]] = defaultdict(list)
    for stage in pipeline.stages().values():
        for output in sent_by(stage, records[stage.source.name]):
            sent[output.topic.name].append(output)
        records |= {name: received(name, [(o.key, o.value) for o in found]) for name, found in sent.items()}
    return sent


def test_the_articles_lead_to_every_event(outputs: dict[str, list[Output]]) -> None:
    counts = {name: len(found) for name, found in outputs.items()}
    assert counts[CANDIDATE.name] == 3
    assert (counts[CLEAN.name], counts[DUPLICATE.name]) == (2, 1)
    assert counts[QUOTE.name] > 2
    assert DEAD_LETTER.name not in counts


@pytest.mark.parametrize("topic", [CLEAN, DUPLICATE, QUOTE], ids=lambda topic: topic.name)
def test_values_fit_their_schema(outputs: dict[str, list[Output]], topic: Topic) -> None:
    validator = Draft202012Validator(files.schemas()[file_name(topic)])
    values = [output.value for output in outputs[topic.name] if output.value is not None]
    assert values
    for value in values:
        validator.validate(json.loads(value))


def test_a_quote_that_an_update_no_longer_holds_is_taken_back_by_its_key(outputs: dict[str, list[Output]]) -> None:
    quotes = outputs[QUOTE.name]
    retracted = {output.key for output in quotes if output.value is None}
    said = {output.key for output in quotes if output.value is not None and b"80 penumpang" in output.value}
    assert retracted == said != set()
