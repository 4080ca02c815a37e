"""What clients read is compared in one form; those that are installed read the same, and only what is committed."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.topics import DEAD_LETTER
from tests.interop.clients import INSTALLED
from tests.interop.rows import Row, digests, from_json, from_kcat, joined, to_json
from tests.interop.written import ABORTED, OUTPUTS, abort, names, uncommitted
from tests.worker.harness import Stream

ROWS = [
    Row("news.quote", 0, 0, b"a", b'{"quote": "x"}', b"ce_id=1,ce_type=q"),
    Row("news.quote", 0, 2, b"a", None, b""),
    Row("news.quote", 1, 0, None, b"line\nline \xff\0", b"note=a b"),
    Row("news.deadletter", 0, 0, b"", b"", b""),
]
CHANGES = [
    {"partition": 7},
    {"offset": 7},
    {"key": b"b"},
    {"key": None},
    {"value": b"a"},
    {"value": b""},
    {"headers": b"ce_id=2"},
]


def test_the_order_of_reading_is_no_difference() -> None:
    assert digests(reversed(ROWS)) == digests(ROWS)
    assert {topic: digest.records for topic, digest in digests(ROWS).items()} == {"news.quote": 3, "news.deadletter": 1}


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("place", range(3))
def test_any_other_difference_is_seen(place: int, change: dict[str, Any]) -> None:
    changed = [*ROWS[:place], ROWS[place]._replace(**change), *ROWS[place + 1 :]]
    assert (digests(changed) == digests(ROWS)) is (changed == ROWS)


def test_a_record_read_twice_or_not_at_all_is_a_difference() -> None:
    assert digests([*ROWS, ROWS[0]]) != digests(ROWS)
    assert digests(ROWS[1:]) != digests(ROWS)


def test_what_borders_on_what_is_part_of_the_digest() -> None:
    assert digests([ROWS[0]._replace(key=b"ab", value=b"c")]) != digests([ROWS[0]._replace(key=b"a", value=b"bc")])


def test_lines_of_json_hold_every_row() -> None:
    assert list(from_json(to_json(row).encode() for row in ROWS)) == ROWS


def test_what_kcat_prints_is_read_by_its_sizes() -> None:
    printed = b"".join(
        b"%s %d %d %d %d %s\n%s%s"
        % (
            row.topic.encode(),
            row.partition,
            row.offset,
            -1 if row.key is None else len(row.key),
            -1 if row.value is None else len(row.value),
            row.headers,
            row.key or b"",
            row.value or b"",
        )
        for row in ROWS
    )
    assert list(from_kcat(io.BytesIO(printed))) == ROWS


def test_headers_are_joined_as_kcat_prints_them() -> None:
    assert joined([("a", b"1"), ("b", None), ("a", b"")]) == b"a=1,b=NULL,a="


@pytest.fixture
def stream(kafka: Any, tmp_path: Path) -> Iterator[Stream]:
    made = Stream(kafka.bootstrap, tmp_path)
    made.create(OUTPUTS)
    yield made
    made.close()


def test_installed_clients_read_the_same_and_nothing_that_was_aborted(stream: Stream) -> None:
    abort(stream)
    for topic in OUTPUTS:
        for number in range(20):
            value = None if number == 7 else b"value %d \xff" % number
            stream.send(topic, b"%d" % number, value, {"ce_id": b"%d" % number})
    assert stream.producer.flush(20) == 0
    abort(stream)
    read = [digests(client.prepare()(stream.broker, names(stream))) for client in INSTALLED]
    assert len(read) == 2
    assert read[0] == read[1]
    assert {topic: digest.records for topic, digest in read[0].items()} == dict.fromkeys(names(stream), 20)
    assert uncommitted(stream.broker, stream.name(DEAD_LETTER)) == 20 + 2 * ABORTED
