"""JSON Schema 2020-12 of the public events: one file a topic, complete in itself."""

import inspect
import re
from typing import Any

import msgspec

from streams import events
from streams.records import schema_id
from streams.topics import TOPICS, Topic

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REFERENCE = "#/$defs/"
FIELD_NAME = re.compile(r"`(\w+)`")


def public_topics() -> tuple[Topic, ...]:
    """The topics that others write to and read from."""
    return tuple(topic for topic in TOPICS if not topic.internal)


def file_name(topic: Topic) -> str:
    """The name of the file that holds the schema of a topic's values."""
    return f"{topic.name}.v1.json"


def event_schema(topic: Topic) -> Schema | None:
    """The schema of a topic's values; None where they are not events.

    It allows fields it does not name: evolution is additive, and a reader ignores what it does not know.
    """
    if topic.event is None:
        return None
    _, components = msgspec.json.schema_components((topic.event,), ref_template=REFERENCE + "{name}")
    parts = {name: {**schema, "description": _description(name)} for name, schema in components.items()}
    root = parts.pop(topic.event.__name__)
    schema = {"$schema": DIALECT, "$id": schema_id(topic), **root}
    return schema | {"$defs": parts} if parts else schema


def _description(class_name: str) -> str:
    """What the docstrings of a class and of those it extends say, with field names as on the wire."""
    own = getattr(events, class_name)
    wire_names = dict(zip(own.__struct_fields__, own.__struct_encode_fields__, strict=True))
    bases = [base for base in own.__mro__ if issubclass(base, events.Event | events.Part)]
    documents = [inspect.cleandoc(base.__doc__) for base in bases if base not in (events.Event, events.Part)]
    paragraphs = [" ".join(paragraph.split()) for paragraph in "\n\n".join(documents).split("\n\n")]
    return FIELD_NAME.sub(lambda match: f"`{wire_names.get(match[1], match[1])}`", "\n\n".join(paragraphs))
