"""Hostile records without number, each made from its seed and number alone."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from streams.pipeline import StageName, stages
from streams.records import Headers, Record
from streams.topics import MAX_RECORD_BYTES
from tests.fuzz.material import ENCODINGS, page, piece, text

FIRST_MS = 1_754_300_000_000
LONG = (100_000, 400_000, 2_100_000)
DEEP = (100, 600, 5_000, 100_000)
RARE = 500  # one record in so many is long or nested: each costs as much as a hundred others
SOURCES = {name: stage.source.name for name, stage in stages().items()}

Events = Mapping[StageName, Sequence[bytes]]


class Case(NamedTuple):
    """A record, and the stage that gets it."""

    stage: StageName
    record: Record


class Making(NamedTuple):
    """What a record is made with: chance, and real events that pass between the stages."""

    rng: random.Random
    events: Events


class Value(NamedTuple):
    """A record's value, and the type that its header claims."""

    data: bytes | None
    content_type: bytes | None = None


def case(seed: int, number: int, events: Events) -> Case:
    """Record `number` of a campaign; `events` are real inputs of the later stages, to be damaged."""
    rng = random.Random(f"{seed}/{number}")
    making = Making(rng, events)
    stage = rng.choices(list(StageName), (8, 1, 1))[0]
    if stage is not StageName.CLEAN:
        value = _damaged_event(making, rng.choice(events[stage]))
    elif number % RARE == RARE - 1:
        stage, value = StageName.CLEAN, rng.choice((_long, _deep_json, _deep_page))(making)
    else:
        stage, value = StageName.CLEAN, rng.choices(list(RAW), list(RAW.values()))[0](making)
    return Case(stage, _record(rng, stage, number, value))


def _record(rng: random.Random, stage: StageName, number: int, value: Value) -> Record:
    timestamp = rng.choice((FIRST_MS + number * 1000, FIRST_MS, 0, -1, rng.randrange(-(2**63), 2**63)))
    key = rng.choice((b"u", b"", None, rng.randbytes(8), f"https://berita.example/{number}".encode()))
    data = value.data and value.data[:MAX_RECORD_BYTES]  # a broker takes no more
    return Record(SOURCES[stage], rng.randrange(8), number, timestamp, key, data, _headers(rng, value))


def _headers(rng: random.Random, value: Value) -> Headers:
    found: list[tuple[str, bytes]] = []
    if value.content_type is not None:
        found.append(("content-type", value.content_type))
    while rng.random() < 0.3:
        name = rng.choice(("ce_subject", "Content-Type", "traceparent", "__streams.errors.stage", piece(rng), ""))
        found.append((name, rng.choice((b"", b"urn:a", rng.randbytes(9), b"text/html;charset==;;charset=\xff"))))
    return tuple(found)


# Values for the first stage


def _noise(making: Making) -> Value:
    kinds = (None, b"text/html", b"text/plain", b"text/html; charset=utf-16", b"application/json")
    return Value(making.rng.randbytes(making.rng.randrange(300)), making.rng.choice(kinds))


def _text_event(making: Making) -> Value:
    return Value(_json(_event(making.rng, text(making.rng))))


def _page_event(making: Making) -> Value:
    return Value(_json(_event(making.rng, page(making.rng)) | {"contentType": "text/html"}))


def _damaged_text_event(making: Making) -> Value:
    return Value(_damaged(making.rng, _json(_event(making.rng, text(making.rng)))))


def _any_json(making: Making) -> Value:
    return Value(_json(_shape(making.rng, 4)))


def _encoded(making: Making) -> Value:
    """A page or text in one encoding, labelled as another, sometimes cut."""
    rng = making.rng
    content = rng.choice((text, page))(rng)
    try:
        data = content.encode(rng.choice(ENCODINGS), "replace")
    except (LookupError, UnicodeError, TypeError, ValueError):
        data = content.encode("utf-8", "surrogatepass")
    if rng.random() < 0.3:
        data = _damaged(rng, data)
    kind = rng.choice(("text/html", "text/plain", "TEXT/HTML", "application/xhtml+xml"))
    label = rng.choice(("", f"; charset={rng.choice(ENCODINGS)}", '; charset="', f";charset={piece(rng)}"))
    return Value(data, (kind + label).encode("utf-8", "replace"))


def _long(making: Making) -> Value:
    rng = making.rng
    unit = rng.choice((piece(rng) or "a", text(rng) or "b"))
    body = (unit * (rng.choice(LONG) // len(unit) + 1))[: rng.choice(LONG)]
    kind = rng.choice(("text/plain", "text/html"))
    return Value(_json(_event(rng, body) | {"contentType": kind}))


def _deep_json(making: Making) -> Value:
    depth = making.rng.choice(DEEP)
    before, after = making.rng.choice((("[", "]"), ('{"a":', "}")))
    return Value(b'{"uri": "u", "body": "b", "x": ' + (before * depth + "1" + after * depth).encode() + b"}")


def _deep_page(making: Making) -> Value:
    rng = making.rng
    name = rng.choice(("div", "blockquote", "b", "a", "table", "svg", "font", "select", "q"))
    return Value((f"<{name}>" * rng.choice(DEEP) + text(rng)).encode("utf-8", "replace"), b"text/html")


RAW: Mapping[Callable[[Making], Value], int] = {
    _text_event: 40, _page_event: 12, _encoded: 12, _damaged_text_event: 16, _any_json: 10, _noise: 10
}  # fmt: skip


def _event(rng: random.Random, body: str) -> dict[str, Any]:
    event: dict[str, Any] = {"uri": rng.choice(("u", f"https://berita.example/{rng.randrange(50)}", piece(rng) or "v"))}
    event["body"] = body
    while rng.random() < 0.4:
        name = rng.choice(("headline", "language", "by", "publisher", "datePublished"))
        event[name] = rng.choice(
            (piece(rng), text(rng)[:80], "id", "en", "2025-05-06T10:00:00+07:00", "0000-00-00", None)
        )
    return event


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:  # half a surrogate pair, or a number beyond 64 bits
        return repr(value).encode("utf-8", "surrogatepass")


# Values for the stages behind it


def _damaged_event(making: Making, event: bytes) -> Value:
    """A real event between two stages with a field swapped, or with damaged bytes."""
    rng = making.rng
    if rng.random() < 0.3:
        return Value(_damaged(rng, event))
    fields = orjson.loads(event)
    for _ in range(rng.randrange(1, 4)):
        name = rng.choice(list(fields))
        fields[name] = rng.choice((text(rng), _shape(rng, 2), _like(rng, fields[name])))
    return Value(_json(fields))


def _like(rng: random.Random, value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return rng.choice((0, -1, value + 1, value * 1000, 2**63 - 1, 2**53))
    if isinstance(value, list):
        return [_like(rng, item) for item in rng.choices(value, k=rng.randrange(5))] if value else [_removal(rng)]
    if isinstance(value, dict):
        return {name: _like(rng, item) if rng.random() < 0.5 else item for name, item in value.items()}
    return rng.choice((piece(rng), str(value)[::-1], str(value) * 2, str(value)[:-1]))


def _removal(rng: random.Random) -> dict[str, Any]:
    return {"rule": "r", "start": rng.randrange(50), "end": rng.randrange(50)}


def _shape(rng: random.Random, depth: int) -> Any:
    """JSON of any shape, with the names that events use."""
    kind = rng.randrange(9 if depth else 6)
    if kind < 6:
        return rng.choice((None, True, 0, -1, 1e308, 2**63, 0.1, "", piece(rng), text(rng)[:200], "text/html", "u"))
    if kind == 6:
        return [_shape(rng, depth - 1) for _ in range(rng.randrange(4))]
    names = ("uri", "body", "contentType", "headline", "language", "by", "publisher", "datePublished", piece(rng))
    return {rng.choice(names): _shape(rng, depth - 1) for _ in range(rng.randrange(6))}


def _damaged(rng: random.Random, data: bytes) -> bytes:
    """Bytes changed, cut out, doubled or put in at random places."""
    made = bytearray(data)
    for _ in range(rng.randrange(1, 6)):
        begin = rng.randrange(len(made) + 1)
        end = min(len(made), begin + rng.choice((0, 1, 1, 4, 64)))
        made[begin:end] = rng.choice(
            (b"", rng.randbytes(max(end - begin, 1)), bytes(made[begin:end]) * 2, b"\\ud800", b"\xff")
        )
    return bytes(made)
