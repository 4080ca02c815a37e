"""A raw record that is no article comes back from its line as it was."""

import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.inputs import keep, read_stream
from streams.inputs.kept import taken_apart
from streams.records import Headers, Record

maybe = st.none() | st.binary()


@given(key=maybe, value=maybe, headers=st.lists(st.tuples(st.text(), st.binary())).map(tuple))
def test_every_byte_comes_back(key: bytes | None, value: bytes | None, headers: Headers) -> None:
    line = keep(Record("news.article.raw", 3, 14, 0, key, value, headers))
    assert b"\n" not in line
    (given_again,) = read_stream(io.BytesIO(line + b"\n"))
    assert (given_again.key, given_again.value, given_again.headers) == (key, value, headers)
    assert given_again.problem == "it was no article when it was kept"


def test_what_is_text_can_be_read() -> None:
    record = Record("news.article.raw", 0, 0, 0, b"urn:1", b"<p>\xff", (("content-type", b"text/html"),))
    assert orjson.loads(keep(record)) == {
        "key": "urn:1",
        "value": "PHA+/w==",
        "encoding": "base64",
        "headers": [{"name": "content-type", "value": "text/html"}],
    }


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b'{"key": "k"}',
        b'{"key": "k", "value": "v", "uri": "urn:1"}',
        b'{"key": "k", "value": 1}',
        b'{"key": "k", "value": "no base64!", "encoding": "base64"}',
        b'{"key": "k", "value": "\xc3\xa9", "encoding": "hex"}',
        b'{"key": "k", "value": "v", "headers": {"a": "b"}}',
        b'{"key": "k", "value": "v", "headers": ' + b"[" * 100_000,
    ],
)
def test_other_lines_are_what_they_are(line: bytes) -> None:
    assert taken_apart(line) is None
