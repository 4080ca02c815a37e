"""Records as lines of JSON, for files, pipes and other programs."""

import base64
from typing import Any

import orjson

from streams.records import ERROR_HEADER, Headers, Output, without_errors
from streams.topics import DEAD_LETTER, QUOTE, Topic

NUMBERS = ("partition", "offset", "timestamp", "size")


def line(topic: Topic, key: bytes | None, value: bytes | None, headers: Headers, article: str | None = None) -> bytes:
    r"""One record as one line, without its `\n`.

    An event is the line itself; what is no JSON becomes an object of its key and value. A dead letter becomes an object
    of what was wrong and what was received, a retracted quote `{"id", "articleUri", "retracted": true}`; `article` is
    its article's uri, where that is known.
    """
    if topic is DEAD_LETTER:
        return orjson.dumps(dead_letter_object(key, value, headers))
    if value is None:
        return orjson.dumps(_retraction(topic, key, article))
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError:
        return orjson.dumps({"key": _text(key), **_value(value)})
    return orjson.dumps(parsed) if b"\n" in value else value


def output_line(output: Output) -> bytes:
    """An output of a stage as a line."""
    if output.event is not None and output.value is not None:
        return output.value
    article = output.partition_by.decode() if output.partition_by is not None else None
    return line(output.topic, output.key, output.value, output.headers, article)


def dead_letter_object(key: bytes | None, value: bytes | None, headers: Headers) -> dict[str, Any]:
    """Stage, reason, exception, message, topic, partition, offset; then key, value and headers as received.

    A value that is not UTF-8 is base64, and `encoding` says so.
    """
    errors = {
        name.removeprefix(ERROR_HEADER): (data or b"").decode("utf-8", "replace")
        for name, data in headers
        if name.startswith(ERROR_HEADER)
    }
    numbers = {name: int(errors[name]) for name in NUMBERS if errors.get(name, "").isdecimal()}
    received = {name: _text(data) for name, data in without_errors(headers)}
    return {**errors, **numbers, "key": _text(key), **_value(value), "headers": received}


def _retraction(topic: Topic, key: bytes | None, article: str | None) -> dict[str, Any]:
    if topic is not QUOTE:
        return {"key": _text(key), "retracted": True}
    uri = {"articleUri": article} if article is not None else {}
    return {"id": _text(key), **uri, "retracted": True}


def _value(value: bytes | None) -> dict[str, Any]:
    if value is None:
        return {"value": None}
    try:
        return {"value": value.decode()}
    except UnicodeDecodeError:
        return {"value": base64.b64encode(value).decode(), "encoding": "base64"}


def _text(data: bytes | None) -> str | None:
    return data.decode("utf-8", "backslashreplace") if data is not None else None
