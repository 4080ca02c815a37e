"""The committed schemas are those of the code, and say what the code does."""

import json
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
import pytest
from jsonschema import Draft202012Validator

from streams import provenance
from streams.contract import files
from streams.contract.schemas import event_schema, file_name, public_topics
from streams.events import CleanArticle, DuplicateArticle, Event, Quote, RawArticle
from streams.records import schema_id
from streams.topics import CANDIDATE, CLEAN, DUPLICATE, QUOTE, RAW, Topic
from tests.contract.source import ROOT

E = TypeVar("E", bound=Event)

SCHEMAS = ROOT / "schemas"
EVENTS = [topic for topic in public_topics() if topic.event is not None]
BY_NAME = pytest.mark.parametrize("topic", EVENTS, ids=lambda topic: topic.name)


def validator(topic: Topic) -> Draft202012Validator:
    return Draft202012Validator(files.schemas()[file_name(topic)])


def example(topic: Topic) -> Any:
    return json.loads((SCHEMAS / "examples" / file_name(topic)).read_bytes())


def decoded(event: type[E], topic: Topic) -> E:
    return msgspec.convert(example(topic), event)


def test_the_folder_holds_what_the_code_says() -> None:
    generated = {path.name: path.read_bytes() for path in SCHEMAS.iterdir() if path.is_file() and path.suffix != ".md"}
    assert generated == files.contract(), "run `make schemas`"


def test_every_public_event_has_a_schema_and_an_example() -> None:
    names = {file_name(topic) for topic in EVENTS}
    assert names == {path.name for path in SCHEMAS.glob("*.v1.json")}
    assert names == {path.name for path in (SCHEMAS / "examples").iterdir()}
    assert file_name(CANDIDATE) not in names, "a topic between two stages is nobody else's"


@BY_NAME
def test_a_schema_is_valid_complete_in_itself_and_open(topic: Topic) -> None:
    schema = files.schemas()[file_name(topic)]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == schema_id(topic)
    text = json.dumps(schema)
    assert "additionalProperties" not in text
    assert text.count('"$ref"') == text.count('"$ref": "#/$defs/')
    assert all(part["description"] for part in [schema, *schema.get("$defs", {}).values()])


def test_descriptions_use_the_names_on_the_wire() -> None:
    description = files.schemas()[file_name(CLEAN)]["description"]
    assert "`previousVersion`" in description
    assert "`datePublished`" in description, "what a base class says is told as well"
    assert "_" not in description


def test_a_topic_without_an_event_has_no_schema() -> None:
    assert [topic.name for topic in public_topics() if event_schema(topic) is None] == ["news.deadletter"]


@BY_NAME
def test_an_example_fits_its_schema_and_its_class(topic: Topic) -> None:
    assert topic.event is not None
    validator(topic).validate(example(topic))
    event = msgspec.convert(example(topic), topic.event)
    assert json.loads(msgspec.json.encode(event)) == example(topic), "an example holds no field that the class ignores"


@BY_NAME
def test_unknown_fields_are_no_error(topic: Topic) -> None:
    assert topic.event is not None
    later = example(topic) | {"addedLater": {"any": ["thing"]}}
    validator(topic).validate(later)
    msgspec.convert(later, topic.event)


WRONG = [
    (RAW, {"body": None}),
    (RAW, {"uri": ""}),
    (RAW, {"contentType": "application/pdf"}),
    (RAW, {"headline": 7}),
    (CLEAN, {"relation": "near"}),
    (CLEAN, {"charCount": -1}),
    (CLEAN, {"wordCount": 1.5}),
    (CLEAN, {"removals": [{"rule": "dateline", "start": 3}]}),
    (CLEAN, {"repairs": [{"rule": "glued-word", "before": 1, "after": "a b", "start": 0}]}),
    (DUPLICATE, {"similarity": 1.01}),
    (DUPLICATE, {"relation": "update"}),
    (QUOTE, {"type": "scare"}),
    (QUOTE, {"spans": [{"start": 1, "end": "2"}]}),
    (QUOTE, {"spans": {"start": 1, "end": 2}}),
    (QUOTE, {"speaker": {"type": "Robot"}}),
    (QUOTE, {"confidence": -0.1}),
    (QUOTE, {"infoSources": [{"role": "a name is missing"}]}),
]


@pytest.mark.parametrize(("topic", "change"), WRONG, ids=lambda value: getattr(value, "name", None))
def test_schema_and_class_refuse_the_same(topic: Topic, change: dict[str, Any]) -> None:
    assert topic.event is not None
    wrong = example(topic) | change
    assert not validator(topic).is_valid(wrong)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, topic.event)


@BY_NAME
def test_schema_and_class_require_the_same(topic: Topic) -> None:
    assert topic.event is not None
    for name in example(topic):
        rest = {key: value for key, value in example(topic).items() if key != name}
        required = name in files.schemas()[file_name(topic)]["required"]
        assert validator(topic).is_valid(rest) is not required
        try:
            msgspec.convert(rest, topic.event)
        except msgspec.ValidationError:
            assert required, name
        else:
            assert not required, name


def test_the_examples_are_one_story() -> None:
    raw, article = decoded(RawArticle, RAW), decoded(CleanArticle, CLEAN)
    duplicate, quote = decoded(DuplicateArticle, DUPLICATE), decoded(Quote, QUOTE)
    assert provenance.apply(raw.body, article.removals, article.repairs) == article.body
    assert article.sha256 == sha256(article.body.encode()).hexdigest()
    assert (article.char_count, article.word_count) == (len(article.body), len(article.body.split()))
    assert duplicate.duplicate_of == raw.uri == article.uri == quote.article_uri
    assert duplicate.cluster_id == article.cluster_id == quote.cluster_id


def test_the_example_quote_stands_where_it_says() -> None:
    raw, article, quote = decoded(RawArticle, RAW), decoded(CleanArticle, CLEAN), decoded(Quote, QUOTE)
    assert " ".join(article.body[span.start : span.end] for span in quote.spans) == quote.quote
    assert " ".join(raw.body[span.start : span.end] for span in quote.raw_spans) == quote.quote
    assert quote.cue is not None
    assert article.body[quote.cue.start : quote.cue.end] == quote.cue.text
    assert quote.speaker is not None
    assert article.body[quote.speaker.start : quote.speaker.end] == quote.speaker.mention
    assert quote.pre is not None
    assert quote.post is not None
    in_one_line = article.body.replace("\n", " ")
    assert in_one_line[: quote.spans[0].start].rstrip().endswith(quote.pre)
    assert in_one_line[quote.spans[-1].end :].lstrip().startswith(quote.post)
