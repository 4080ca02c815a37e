import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Reason, RejectedError
from streams.lines import line, output_line
from streams.records import Record, dead_letter, tombstone
from streams.topics import CLEAN, DEAD_LETTER, QUOTE, RAW, SKETCH


def test_an_event_is_its_own_line() -> None:
    assert line(CLEAN, b"k", b'{"uri":"a"}', ()) == b'{"uri":"a"}'


def test_a_retracted_quote_names_its_article() -> None:
    record = Record(CLEAN.name, 0, 0, 0, b"urn:a", b"{}")
    taken_back = tombstone(record, QUOTE, "0a1b", partition_by="urn:a")
    assert orjson.loads(output_line(taken_back)) == {"id": "0a1b", "articleUri": "urn:a", "retracted": True}


@given(value=st.none() | st.binary(), key=st.none() | st.binary(), passed=st.binary())
def test_a_dead_letter_says_what_was_wrong_and_keeps_every_byte_of_the_value(
    value: bytes | None, key: bytes | None, passed: bytes
) -> None:
    record = Record("news.article.raw", 3, 14, 0, key, value, (("traceparent", passed),))
    made = dead_letter(record, "clean", RejectedError(Reason.MALFORMED, "not JSON"))
    told = orjson.loads(output_line(made))
    assert [told[name] for name in ("stage", "reason", "exception", "message", "topic", "partition", "offset")] == [
        "clean",
        "malformed",
        "RejectedError",
        "not JSON",
        "news.article.raw",
        3,
        14,
    ]
    received = base64.b64decode(told["value"]) if "encoding" in told else told["value"]
    assert received == (value if "encoding" in told or value is None else value.decode())
    assert list(told["headers"]) == ["traceparent"]
    assert (told["key"] is None) == (key is None)


def test_a_letter_without_error_headers_is_shown_all_the_same() -> None:
    told = orjson.loads(line(DEAD_LETTER, None, b"\xff", ((("x"), b"1"),)))
    assert told == {"key": None, "value": "/w==", "encoding": "base64", "headers": {"x": "1"}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b'{"uri": "a"}', b'{"uri": "a"}'),
        (b'{\n  "uri": "a"\n}', b'{"uri":"a"}'),
        (b"<html>\n<p>x", b'{"key":"k","value":"<html>\\n<p>x"}'),
        (b"[" * 100_000, b'{"key":"k","value":"' + b"[" * 100_000 + b'"}'),
    ],
)
def test_a_raw_record_is_one_line_of_json_whatever_it_is(value: bytes, expected: bytes) -> None:
    assert line(RAW, b"k", value, ()) == expected


def test_binary_records_become_json() -> None:
    assert orjson.loads(line(SKETCH, b"k", b"\x00\xff", ()))["encoding"] == "base64"
