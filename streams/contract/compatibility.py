"""Whether a schema keeps the promises of the one that was released.

Two things must hold. What was written by the old schema can be read by the new one: records stay on a topic for days,
and those who write raw articles change later than we do. And on a topic that we write, whoever reads by the old schema
can read what is written by the new one. So a field may be added if it is not required, and little else may change.
"""

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from streams.contract.schemas import REFERENCE, Schema

LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
EXACT = ("additionalProperties", "const", "contentEncoding", "format", "pattern")
STRUCTURE = ("$ref", "anyOf", "enum", "items", "properties", "required", "type")
NO_PROMISE = ("$defs", "$id", "$schema", "default", "description", "title")
UNDERSTOOD = frozenset((*LOWER_BOUNDS, *UPPER_BOUNDS, *EXACT, *STRUCTURE, *NO_PROMISE))

JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}


class _Node(NamedTuple):
    """A schema, and the file that its references point into."""

    schema: Schema
    file: Schema

    def of(self, schema: Schema) -> "_Node":
        """A schema of the same file, its reference followed."""
        if reference := schema.get("$ref"):
            return _Node(self.file["$defs"][reference.removeprefix(REFERENCE)], self.file)
        return _Node(schema, self.file)

    def options(self) -> list["_Node"]:
        """The schemas of which a value may fit any."""
        return [self.of(option) for option in self.schema.get("anyOf", [self.schema])]


def broken_promises(released: Schema, current: Schema, *, we_write: bool) -> list[str]:
    """What the current schema breaks, one line each; none for schemas that agree.

    Args:
        released: the schema that others go by.
        current: today's.
        we_write: whether the values are ours, so that the readers are others.

    Raises:
        ValueError: a schema holds a keyword whose promise is not known here.
    """
    _refuse_unknown_keywords(released)
    _refuse_unknown_keywords(current)
    old, new = _Node(released, released), _Node(current, current)
    problems = [f"{path}: is gone" for path in _lost_fields(old, new, "")]
    problems += [f"{problem}, in what was written before" for problem in _unreadable(old, new, "")]
    if we_write:
        problems += [f"{problem}, for who reads by the released schema" for problem in _unreadable(new, old, "")]
    return problems


def _lost_fields(old: _Node, new: _Node, path: str) -> Iterator[str]:
    for old_option in old.options():
        lost = [list(_lost_from_option(old_option, new_option, path)) for new_option in new.options()]
        yield from min(lost, key=len)


def _lost_from_option(old: _Node, new: _Node, path: str) -> Iterator[str]:
    if "items" in old.schema and "items" in new.schema:
        yield from _lost_fields(old.of(old.schema["items"]), new.of(new.schema["items"]), path + "[]")
    properties = new.schema.get("properties", {})
    for name, schema in old.schema.get("properties", {}).items():
        if name in properties:
            yield from _lost_fields(old.of(schema), new.of(properties[name]), f"{path}.{name}")
        else:
            yield f"{path}.{name}"


def _unreadable(written: _Node, reader: _Node, path: str) -> Iterator[str]:
    """What may be written that the reader refuses."""
    for option in written.options():
        readable = [
            expected for expected in reader.options() if _types(option.schema) & _readable_types(expected.schema)
        ]
        problems = [list(_unreadable_option(option, expected, path)) for expected in readable or reader.options()]
        yield from min(problems, key=len)


def _unreadable_option(written: _Node, reader: _Node, path: str) -> Iterator[str]:
    yield from (f"{path}: {problem}" for problem in _unreadable_scalar(written.schema, reader.schema))
    if "items" in reader.schema and "array" in _types(written.schema):
        items = written.of(written.schema.get("items", {}))
        yield from _unreadable(items, reader.of(reader.schema["items"]), path + "[]")
    certain = written.schema.get("required", ())
    yield from (f"{path}.{name}: may be absent" for name in reader.schema.get("required", ()) if name not in certain)
    expected = reader.schema.get("properties", {})
    for name, schema in written.schema.get("properties", {}).items():
        if name in expected:
            yield from _unreadable(written.of(schema), reader.of(expected[name]), f"{path}.{name}")


def _unreadable_scalar(written: Schema, reader: Schema) -> Iterator[str]:
    for type_ in sorted(_types(written) - _readable_types(reader)):
        yield f"may be of type {type_}"
    if "enum" in reader:
        for value in written.get("enum", ["anything"]):
            if value not in reader["enum"]:
                yield f"may be {value!r}"
    yield from (f"{keyword} differs" for keyword in EXACT if reader.get(keyword) not in (None, written.get(keyword)))
    for keyword in LOWER_BOUNDS:
        if keyword in reader and written.get(keyword, -inf) < reader[keyword]:
            yield f"may be below {keyword} {reader[keyword]}"
    for keyword in UPPER_BOUNDS:
        if keyword in reader and written.get(keyword, inf) > reader[keyword]:
            yield f"may be above {keyword} {reader[keyword]}"


def _types(schema: Schema) -> set[str]:
    """The JSON types of the values; `any` where nothing is said."""
    if "type" in schema:
        return {schema["type"]}
    return {JSON_TYPES[type(value)] for value in schema["enum"]} if "enum" in schema else {"any"}


def _readable_types(schema: Schema) -> set[str]:
    types = _types(schema)
    if "any" in types:
        return {"any", "array", "object", *JSON_TYPES.values()}
    return types | {"integer"} if "number" in types else types


def _refuse_unknown_keywords(schema: Schema) -> None:
    unknown = sorted(set(schema) - UNDERSTOOD)
    if unknown:
        raise ValueError(f"no rule says what changing {', '.join(unknown)} breaks")
    children = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", ())]
    for child in [*children, *([schema["items"]] if "items" in schema else ())]:
        _refuse_unknown_keywords(child)
