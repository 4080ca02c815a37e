"""Outputs carry CloudEvents headers; dead letters carry the record as received."""

import pytest

from streams.errors import Reason, RejectedError
from streams.events import DuplicateArticle
from streams.records import Record, dead_letter, output, short_hash, size_of, without_errors
from streams.topics import DEAD_LETTER, DUPLICATE

RECORD = Record("raw", 3, 14, 1_683_331_200_123, b"k", b"\xff value", (("traceparent", b"00-1-2-01"), ("x", b"y")))
EVENT = DuplicateArticle(
    uri="u", duplicate_of="v", cluster_id="c", relation="near", rule="r", version_created=RECORD.time
)


def test_time_is_iso_8601_in_utc() -> None:
    assert RECORD.time == "2023-05-06T00:00:00.123Z"


def test_an_output_says_what_it_is() -> None:
    headers = dict(output(RECORD, DUPLICATE, "u", EVENT).headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == b"news.article.duplicate.v1"
    assert headers["ce_subject"] == b"u"
    assert headers["ce_time"] == b"2023-05-06T00:00:00.123Z"
    assert headers["content-type"] == b"application/json"
    assert headers["traceparent"] == b"00-1-2-01"
    assert "x" not in headers


def test_the_same_input_gives_the_same_output() -> None:
    made = [output(RECORD, DUPLICATE, "u", EVENT) for _ in range(2)]
    assert made[0] == made[1]


def test_what_does_not_fit_its_topic_is_rejected() -> None:
    with pytest.raises(RejectedError) as caught:
        output(RECORD, DUPLICATE._replace(max_bytes=700), "u", EVENT)
    assert caught.value.reason is Reason.OUTPUT_TOO_LARGE


def test_a_dead_letter_is_the_record_and_what_was_wrong() -> None:
    letter = dead_letter(RECORD, "clean", RejectedError(Reason.MALFORMED, "not JSON"))
    headers = dict(letter.headers)
    assert (letter.topic, letter.key, letter.value) == (DEAD_LETTER, RECORD.key, RECORD.value)
    assert headers["x"] == b"y"
    assert headers["__streams.errors.reason"] == b"malformed"
    assert headers["__streams.errors.stage"] == b"clean"
    assert headers["__streams.errors.topic"] == b"raw"
    assert headers["__streams.errors.offset"] == b"14"


def test_an_unforeseen_exception_is_a_failure_of_ours() -> None:
    headers = dict(dead_letter(RECORD, "clean", ZeroDivisionError("division by zero")).headers)
    assert headers["__streams.errors.reason"] == b"failed"
    assert headers["__streams.errors.exception"] == b"ZeroDivisionError"


def test_a_second_death_replaces_the_first() -> None:
    once = dead_letter(RECORD, "clean", KeyError("a"))
    again = dead_letter(RECORD._replace(headers=once.headers), "dedup", KeyError("b"))
    assert len(again.headers) == len(once.headers)
    assert without_errors(again.headers) == RECORD.headers


def test_hashes_know_where_parts_end() -> None:
    assert short_hash("ab", "c") != short_hash("a", "bc")
    assert short_hash("\ud800") != short_hash("")


def test_a_record_too_large_to_be_kept_leaves_its_size_and_digest() -> None:
    letter = dead_letter(RECORD._replace(value=b"x" * (DEAD_LETTER.max_bytes + 1)), "clean", KeyError("a"))
    headers = dict(letter.headers)
    assert letter.value is None
    assert headers["__streams.errors.size"] == str(DEAD_LETTER.max_bytes + 1).encode()
    assert len(headers["__streams.errors.sha256"]) == 64
    assert size_of(letter) < 10_000


def test_a_trace_that_is_no_trace_does_not_travel() -> None:
    record = RECORD._replace(headers=(("traceparent", b"x" * 513),))
    assert "traceparent" not in dict(output(record, DUPLICATE, "u", EVENT).headers)
