"""The folder `schemas/`: what is in it, and the copies of what was released."""

import json
from pathlib import Path

from streams.contract.asyncapi import asyncapi
from streams.contract.compatibility import broken_promises
from streams.contract.schemas import Schema, event_schema, file_name, public_topics
from streams.contract.yaml_text import to_yaml
from streams.topics import RAW

ASYNCAPI = "asyncapi.yaml"
RELEASED = "released"
GENERATED = "# Made by `make schemas` from streams/events.py and streams/topics.py; not to be edited.\n"


def schemas() -> dict[str, Schema]:
    """The schemas of all public events, by file name."""
    made = ((file_name(topic), event_schema(topic)) for topic in public_topics())
    return {name: schema for name, schema in made if schema is not None}


def contract() -> dict[str, bytes]:
    """All generated files, by name."""
    files = {name: _json(schema) for name, schema in schemas().items()}
    return files | {ASYNCAPI: (GENERATED + to_yaml(asyncapi())).encode()}


def released(folder: Path) -> dict[str, Schema]:
    """The schemas of the last release, by file name."""
    return {path.name: json.loads(path.read_bytes()) for path in sorted((folder / RELEASED).glob("*.json"))}


def broken(folder: Path) -> list[str]:
    """What today's schemas break of the last release, one line each."""
    current = schemas()
    problems = []
    for name, schema in released(folder).items():
        if name not in current:
            problems.append(f"{name}: is gone")
        else:
            found = broken_promises(schema, current[name], we_write=name != file_name(RAW))
            problems += [f"{name}: {problem}" for problem in found]
    return problems


def write(folder: Path) -> None:
    """Write the generated files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contract().items():
        (folder / name).write_bytes(content)


def release(folder: Path) -> None:
    """Keep today's schemas as those that later ones must agree with."""
    (folder / RELEASED).mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / RELEASED / name).write_bytes(_json(schema))


def _json(schema: Schema) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
