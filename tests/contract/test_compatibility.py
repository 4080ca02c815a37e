"""A schema that was released keeps its promises."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.contract import files
from streams.contract.__main__ import main
from streams.contract.compatibility import broken_promises
from tests.contract.source import ROOT

SCHEMAS = ROOT / "schemas"
Schema = dict[str, Any]

RELEASED: Schema = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "kind": {"enum": ["direct", "indirect"]},
        "count": {"type": "integer", "minimum": 0},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "cue": {"anyOf": [{"$ref": "#/$defs/Cue"}, {"type": "null"}], "default": None},
        "spans": {"type": "array", "items": {"$ref": "#/$defs/Span"}},
    },
    "required": ["id", "kind", "spans"],
    "$defs": {
        "Cue": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
        "Span": {
            "type": "object",
            "properties": {"start": {"type": "integer"}, "end": {"type": "integer"}},
            "required": ["start", "end"],
        },
    },
}
GONE = object()


def changed(path: str, value: Any) -> Schema:
    """RELEASED with one thing at `path` set, or GONE."""
    schema = copy.deepcopy(RELEASED)
    *steps, last = path.split("/")
    place: Any = schema
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return schema


# What is changed, and whether it breaks a topic that we read, and one that we write.
CHANGES = [
    ("properties/url", {"type": "string"}, False, False),
    ("$defs/Cue/properties/lemma", {"type": "string"}, False, False),
    ("description", "other words", False, False),
    ("properties/note/default", "other", False, False),
    (
        "properties/id",
        {"anyOf": [{"type": "string", "minLength": 5}, {"type": "string", "minLength": 1}]},
        False,
        False,
    ),
    ("properties/note", GONE, True, True),
    ("$defs/Cue/properties/text", GONE, True, True),
    ("$defs/Span/properties/end", GONE, True, True),
    ("properties/spans", GONE, True, True),
    ("required", ["id", "kind", "spans", "count"], True, True),
    ("$defs/Span/required", ["start"], False, True),
    ("required", ["id", "kind"], False, True),
    ("properties/id", {"type": "integer"}, True, True),
    ("properties/id", {"type": "string", "minLength": 2}, True, True),
    ("properties/id", {"type": "string"}, False, True),
    ("properties/id", {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]}, False, True),
    ("properties/note", {"type": "string"}, True, True),
    ("properties/kind", {"enum": ["direct"]}, True, True),
    ("properties/kind", {"enum": ["direct", "indirect", "mixed"]}, False, True),
    ("properties/kind", {"type": "string"}, False, True),
    ("properties/count", {"type": "number", "minimum": 0}, False, True),
    ("properties/share", {"type": "integer", "minimum": 0, "maximum": 1}, True, True),
    ("properties/share/maximum", 0.5, True, True),
    ("properties/share/maximum", 2, False, True),
    ("properties/spans/items", {"type": "string"}, True, True),
    ("properties/spans/items", GONE, False, True),
    ("properties/cue", {"$ref": "#/$defs/Cue"}, True, True),
    ("$defs/Cue/properties/text", {"type": "string", "pattern": "^[a-z]+$"}, True, True),
    ("additionalProperties", False, True, True),
]


@pytest.mark.parametrize(("path", "value", "breaks_writers", "breaks_anyone"), CHANGES)
def test_a_change(path: str, value: Any, breaks_writers: bool, breaks_anyone: bool) -> None:
    current = changed(path, value)
    assert bool(broken_promises(RELEASED, current, we_write=False)) is breaks_writers
    assert bool(broken_promises(RELEASED, current, we_write=True)) is breaks_anyone


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("properties/note", GONE, ".note: is gone"),
        ("$defs/Span/properties/end", GONE, ".spans[].end: is gone"),
        ("required", ["id", "kind", "spans", "count"], ".count: may be absent, in what was written before"),
        (
            "$defs/Cue/properties/text",
            {"type": "integer"},
            ".cue.text: may be of type string, in what was written before",
        ),
        (
            "$defs/Cue",
            {"type": "object", "properties": {"text": {"type": "integer"}}, "required": ["text", "lemma"]},
            ".cue.lemma: may be absent, in what was written before",
        ),
        (
            "properties/kind",
            {"enum": ["direct", "indirect", "mixed"]},
            ".kind: may be 'mixed', for who reads by the released schema",
        ),
    ],
)
def test_a_problem_names_its_field(path: str, value: Any, problem: str) -> None:
    assert problem in broken_promises(RELEASED, changed(path, value), we_write=True)


def test_a_keyword_without_a_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="multipleOf"):
        broken_promises(RELEASED, changed("properties/count/multipleOf", 5), we_write=True)


def fields(schema: Schema) -> Iterator[tuple[Schema, str]]:
    """Every field of a schema and of its parts: the object that has it, and its name."""
    for owner in [schema, *schema.get("$defs", {}).values()]:
        for name in owner["properties"]:
            yield owner, name


@pytest.mark.parametrize("name", files.schemas())
def test_no_field_of_ours_can_go_or_become_required_unseen(name: str) -> None:
    today = files.schemas()[name]
    assert broken_promises(today, today, we_write=True) == []
    for index, (owner, field) in enumerate(list(fields(today))):
        later = copy.deepcopy(today)
        same_owner, _ = list(fields(later))[index]
        del same_owner["properties"][field]
        assert broken_promises(today, later, we_write=False), f"{field} is gone"
        if field not in owner["required"]:
            later = copy.deepcopy(today)
            same_owner, _ = list(fields(later))[index]
            same_owner["required"].append(field)
            assert broken_promises(today, later, we_write=False), f"{field} is required"


def test_todays_schemas_keep_what_was_released() -> None:
    assert files.released(SCHEMAS), "no release to keep to"
    assert files.broken(SCHEMAS) == []


def test_a_released_schema_does_not_vanish(tmp_path: Path) -> None:
    files.release(tmp_path)
    (tmp_path / "released" / "news.rumour.v1.json").write_text("{}")
    assert files.broken(tmp_path) == ["news.rumour.v1.json: is gone"]


def test_a_release_is_refused_while_promises_are_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--release"]) == 0
    released = tmp_path / "released" / "news.quote.v1.json"
    before = json.loads(released.read_bytes())
    before["properties"]["tone"] = {"type": "string"}
    released.write_text(json.dumps(before))
    assert main([str(tmp_path), "--release"]) == 1
    assert "news.quote.v1.json: .tone: is gone" in capsys.readouterr().err
    assert json.loads(released.read_bytes()) == before
