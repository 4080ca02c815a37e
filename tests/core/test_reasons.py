"""Every reason for a dead letter has a record that provokes it, through the real stages."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import orjson
import pytest

from streams import dedup, pipeline
from streams.deadline import within
from streams.errors import Reason, RejectedError
from streams.quote_index import QuoteIndex
from streams.records import ERROR_HEADER, Headers, Record, Result, dead_letter
from tests.worker import test_worker

BUDGET_S = 3.0
HTML: Headers = (("content-type", b"text/html"),)
PARAGRAPH = "Wali kota membuka jembatan baru di tepi sungai dan warga menyeberang untuk pertama kali pagi itu. "


class Provoked(NamedTuple):
    """A stage, and a record it must refuse."""

    stage: Callable[[Record], Result]
    value: bytes | None
    headers: Headers = ()
    budget_s: float = BUDGET_S


def event(body: str, **fields: str) -> bytes:
    return orjson.dumps({"uri": "u", "body": body} | fields)


def decide(record: Record) -> Result:
    return pipeline.decide_candidate(record, dedup.Index())


def find(record: Record) -> Result:
    return pipeline.find_quotes(record, QuoteIndex())


def endless(record: Record) -> Result:
    """A defect of ours, too: what a record does to a rule that does not end."""
    while True:
        pipeline.clean_raw(record)


def broken(record: Record) -> Result:
    """A defect of ours, behind a stage that did its work."""
    pipeline.clean_raw(record)
    raise ZeroDivisionError("division by zero")


RECORDS: Mapping[Reason, list[Provoked]] = {
    Reason.EMPTY: [Provoked(stage, None) for stage in (pipeline.clean_raw, decide, find)],
    Reason.MALFORMED: [Provoked(stage, b"{") for stage in (pipeline.clean_raw, decide, find)],
    Reason.INVALID: [Provoked(stage, b'{"uri": 1}') for stage in (pipeline.clean_raw, decide, find)],
    Reason.UNDECODABLE: [Provoked(pipeline.clean_raw, bytes(range(1, 9)) * 500, HTML)],
    Reason.TOO_LARGE: [
        Provoked(pipeline.clean_raw, b"<p>" * 700_000, HTML),
        Provoked(pipeline.clean_raw, event("<p>" * 150_000, contentType="text/html")),
        Provoked(pipeline.clean_raw, event("Warga menyeberang. " * 30_000)),
    ],
    Reason.TOO_DEEP: [
        Provoked(pipeline.clean_raw, b'{"uri": "u", "x": ' + b"[" * 100_000),
        Provoked(pipeline.clean_raw, b"<div>" * 600 + PARAGRAPH.encode(), HTML),
        Provoked(decide, b'{"x": ' + b"[" * 100_000),
    ],
    Reason.TOO_SLOW: [Provoked(endless, event(PARAGRAPH), budget_s=0.1)],
    Reason.NO_TEXT: [
        Provoked(pipeline.clean_raw, event("ADVERTISEMENT\n***")),
        Provoked(pipeline.clean_raw, b"<html><body></body></html>", HTML),
    ],
    Reason.OUTPUT_TOO_LARGE: [Provoked(pipeline.clean_raw, event(PARAGRAPH, headline="\U0001f30a" * 1_050_000))],
    Reason.FAILED: [Provoked(broken, event(PARAGRAPH))],
}
# What only a broker can say, with the test in which a real one says it.
AT_THE_BROKER = {Reason.REFUSED: test_worker.test_what_the_broker_refuses_is_a_dead_letter_and_its_neighbours_pass}


def test_every_reason_is_provoked() -> None:
    assert set(RECORDS) | set(AT_THE_BROKER) == set(Reason)


@pytest.mark.parametrize(
    ("reason", "provoked"),
    [pytest.param(r, p, id=f"{r}-{n}") for r, every in RECORDS.items() for n, p in enumerate(every)],
)
def test_a_record_that_is_refused_becomes_a_dead_letter_with_its_reason(reason: Reason, provoked: Provoked) -> None:
    record = Record("news.article.raw", 2, 7, 0, b"u", provoked.value, provoked.headers)
    with pytest.raises(Exception, match=r"\w") as caught:
        within(provoked.budget_s, partial(provoked.stage, record))
    assert isinstance(caught.value, RejectedError) == (reason is not Reason.FAILED)
    letter = dead_letter(record, "clean", caught.value)
    assert dict(letter.headers)[ERROR_HEADER + "reason"] == reason.value.encode()
    assert (letter.key, letter.value) == (record.key, record.value)
