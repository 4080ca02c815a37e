"""Records that broke something: made small, and kept as tests."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from streams.pipeline import StageName
from streams.records import Record
from tests.fuzz.generate import SOURCES, Case
from tests.fuzz.judge import CrashError, Judge, where

FOLDER = Path(__file__).with_name("found")
MOST_TRIES = 400


def crash(case: Case) -> BaseException | None:
    """What a record does to stages that know nothing yet."""
    try:
        Judge().run(case)
    except (CrashError, AssertionError) as error:
        return error
    return None


def smallest(case: Case, kind: str) -> Case:
    """A smaller record that crashes in the same way, as far as some hundred tries lead."""

    def still(shorter: Case) -> bool:
        error = crash(shorter)
        return error is not None and where(error) == kind

    if not still(case):  # it takes the articles before it, too
        return case
    bare = case._replace(record=case.record._replace(headers=()))
    case = bare if still(bare) else case
    fields = _fields(case.record.value)
    if fields is None:
        data = _shrink(case.record.value or b"", lambda data: still(_with_value(case, bytes(data))))
        return _with_value(case, bytes(data))
    body = _shrink(fields["body"], lambda body: still(_with_value(case, orjson.dumps({**fields, "body": body}))))
    return _with_value(case, orjson.dumps({**fields, "body": body}))


def _fields(value: bytes | None) -> dict[str, Any] | None:
    try:
        fields = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return None
    return fields if isinstance(fields, dict) and isinstance(fields.get("body"), str) else None


def _with_value(case: Case, value: bytes) -> Case:
    return case._replace(record=case.record._replace(value=value))


def _shrink(content: Any, fails: Callable[[Any], bool]) -> Any:
    """Cut stretches out, long ones first, as long as the rest still fails."""
    tries, size = 0, len(content) // 2
    while size and tries < MOST_TRIES:
        start = 0
        while start < len(content) and tries < MOST_TRIES:
            tries += 1
            shorter = content[:start] + content[start + size :]
            if fails(shorter):
                content = shorter
            else:
                start += size
        size //= 2
    return content


def save(case: Case, kind: str, origin: str) -> Path:
    """Keep a record; `origin` says how it was made."""
    record = case.record
    kept = {
        "kind": kind,
        "origin": origin,
        "stage": str(case.stage),
        "timestamp": record.timestamp,
        "key": _text(record.key),
        "value": _text(record.value),
        "headers": [[name, _text(value)] for name, value in record.headers],
    }
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{case.stage}-{sha256(kind.encode()).hexdigest()[:10]}.json"
    path.write_text(json.dumps(kept, indent=1) + "\n")
    return path


def saved() -> Iterator[tuple[str, Case]]:
    """All kept records, with their files' names."""
    for path in sorted(FOLDER.glob("*.json")):
        kept = json.loads(path.read_text())
        stage = StageName(kept["stage"])
        headers = tuple((name, _data(value) or b"") for name, value in kept["headers"])
        record = Record(SOURCES[stage], 0, 0, kept["timestamp"], _data(kept["key"]), _data(kept["value"]), headers)
        yield path.stem, Case(stage, record)


def _text(data: bytes | None) -> str | None:
    return None if data is None else b64encode(data).decode()


def _data(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
