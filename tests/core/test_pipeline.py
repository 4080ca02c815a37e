"""The three stages as functions: whatever comes in, an article goes on or a named reason comes back."""

from collections.abc import Sequence

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import dedup, pipeline
from streams.errors import Reason, RejectedError
from streams.events import CandidateArticle, CleanArticle, DuplicateArticle, Quote
from streams.quote_index import QuoteIndex
from streams.records import Headers, Outcome, Output, Record, Result

TEXT = """\
Pemkot Perbaiki Tiga Jembatan di Bantaran Kali
BANDUNG - Pemerintah kota memperbaiki tiga jembatan di bantaran kali mulai pekan depan. Hal itu diungkapkan Kepala \
Dinas Pekerjaan Umum Bandung Suryadi Laksmana setelah meninjau lokasi bersama warga.
“Perbaikan selesai sebelum musim hujan dan warga tetap bisa lewat,” kata Suryadi, Senin (4/8/2025).
Suryadi mengatakan bahwa anggaran perbaikan sudah disetujui dewan kota pada bulan lalu.
(rum)"""


def record(
    value: bytes | None, key: bytes | None = b"u", headers: Headers = (), timestamp: int = 1_754_300_000_000
) -> Record:
    return Record("news.article.raw", 0, 7, timestamp, key, value, headers)


def raw(uri: str = "u", body: str = TEXT, **fields: str) -> Record:
    return record(orjson.dumps({"uri": uri, "body": body, **fields}), uri.encode())


def follow(output: Output) -> Record:
    """The record the next stage receives."""
    return Record(output.topic.name, 0, 0, 1_754_300_000_500, output.key, output.value, output.headers)


class Run:
    """The stages chained, with their states."""

    def __init__(self) -> None:
        self.index = dedup.Index()
        self.quotes = QuoteIndex()

    def article(self, first: Record, *, keep_duplicates: bool = False) -> tuple[Result, list[Output]]:
        candidate = follow(pipeline.clean_raw(first).outputs[0])
        decided = pipeline.decide_candidate(candidate, self.index, keep_duplicates=keep_duplicates)
        self._apply(self.index, decided)
        outputs: list[Output] = []
        for output in decided.outputs:
            if isinstance(output.event, CleanArticle):
                found = pipeline.find_quotes(follow(output), self.quotes)
                self._apply(self.quotes, found)
                outputs += found.outputs
        return decided, outputs

    @staticmethod
    def _apply(state: dedup.Index | QuoteIndex, result: Result) -> None:
        for change in result.changes:
            state.apply(*change)
        state.commit()


def quotes(outputs: Sequence[Output]) -> list[Quote]:
    return [output.event for output in outputs if isinstance(output.event, Quote)]


def test_an_article_passes_all_three_stages() -> None:
    decided, outputs = Run().article(raw())
    (output,) = decided.outputs
    article = output.event
    assert isinstance(article, CleanArticle)
    assert (article.located, article.editor, article.language) == ("BANDUNG", "rum", "id")
    assert (article.relation, article.headline) == ("new", TEXT.split("\n", 1)[0])
    assert article.version_created == "2025-08-04T09:33:20.000Z"
    assert [quote.type for quote in quotes(outputs)] == ["indirect", "direct", "indirect"]
    for quote in quotes(outputs):
        assert quote.speaker is not None
        assert (quote.speaker.name, quote.cluster_id) == ("Suryadi Laksmana", article.cluster_id)
        assert [article.body[s.start : s.end] for s in quote.spans] == [quote.quote]
        assert [TEXT[s.start : s.end] for s in quote.raw_spans] == [quote.quote]


def test_outputs_decode_as_their_event_and_carry_no_null() -> None:
    decided, outputs = Run().article(raw())
    for output in [*decided.outputs, *outputs]:
        assert output.topic.event is not None
        assert output.value is not None
        assert msgspec.json.decode(output.value, type=output.topic.event) == output.event
        assert b"null" not in output.value


def test_all_articles_of_a_language_meet_in_one_partition() -> None:
    # Two copies that arrive together must not be decided on by two.
    candidates = [pipeline.clean_raw(raw(uri)).outputs[0] for uri in ("first", "second")]
    assert [(candidate.key, candidate.partition_by) for candidate in candidates] == [(b"id", None)] * 2


def test_the_same_text_elsewhere_is_a_duplicate_without_quotes() -> None:
    run = Run()
    run.article(raw("first"))
    decided, outputs = run.article(raw("second"))
    (duplicate,) = decided.outputs
    assert isinstance(duplicate.event, DuplicateArticle)
    assert (duplicate.event.duplicate_of, duplicate.event.relation) == ("first", "exact")
    assert outputs == []


def test_duplicates_can_be_kept_as_articles_of_their_cluster() -> None:
    run = Run()
    first, _ = run.article(raw("first"))
    decided, outputs = run.article(raw("second"), keep_duplicates=True)
    kept = [output.event for output in decided.outputs if isinstance(output.event, CleanArticle)]
    assert isinstance(first.outputs[0].event, CleanArticle)
    assert [article.cluster_id for article in kept] == [first.outputs[0].event.cluster_id]
    assert len(quotes(outputs)) == 3


def test_one_utterance_in_two_articles_has_two_ids_and_one_utterance_id() -> None:
    run = Run()
    other = TEXT.replace("Pemkot Perbaiki", "Perbaikan").replace("(4/8/2025)", "(5/8/2025)")
    found = [
        quotes(run.article(raw(uri, body), keep_duplicates=True)[1])[1] for uri, body in (("a", TEXT), ("b", other))
    ]
    assert len({quote.id for quote in found}) == 2
    assert len({quote.utterance_id for quote in found}) == 1


def test_an_update_sends_only_the_new_quote() -> None:
    run = Run()
    run.article(raw())
    longer = TEXT.replace("\n(rum)", "\n“Kami minta warga bersabar,” kata Suryadi, Selasa.\n(rum)")
    decided, outputs = run.article(raw(body=longer))
    assert decided.outcome is Outcome.UPDATE
    assert [quote.quote for quote in quotes(outputs)] == ["Kami minta warga bersabar,"]


PAGE = f"<html><head><title>{TEXT.splitlines()[0]}</title></head><body><article><h1>{TEXT.splitlines()[0]}</h1>" + (
    "".join(f"<p>{line}</p>" for line in TEXT.splitlines()[1:]) + "</article></body></html>"
)


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        (PAGE.encode(), (("content-type", b"text/html; charset=utf-8"), ("ce_subject", b"u"))),
        (PAGE.encode("utf-16"), (("content-type", b"text/html; charset=utf-16"),)),
        (orjson.dumps({"uri": "u", "body": PAGE, "contentType": "text/html"}), ()),
        (TEXT.encode(), (("content-type", b"text/plain"),)),
    ],
    ids=["page", "page in another charset", "page in an event", "text"],
)
def test_pages_and_texts_come_as_events_or_as_they_are(value: bytes, headers: Headers) -> None:
    (output,) = pipeline.clean_raw(record(value, b"u", headers)).outputs
    article = output.event
    assert isinstance(article, CandidateArticle)
    assert article.uri == "u"
    assert "Perbaikan selesai sebelum musim hujan" in article.body


REJECTED = {
    "no value": (record(None), Reason.EMPTY),
    "an empty value": (record(b""), Reason.EMPTY),
    "not JSON": (record(b"{not json"), Reason.MALFORMED),
    "bytes of nothing": (record(b"\xff\xfe\x00\x80"), Reason.MALFORMED),
    "a list": (record(b"[1,2]"), Reason.INVALID),
    "no body": (record(b'{"uri": "x"}'), Reason.INVALID),
    "an empty uri": (record(b'{"uri": "", "body": "x"}'), Reason.INVALID),
    "a body that is a number": (record(b'{"uri": "x", "body": 1}'), Reason.INVALID),
    "nested deeply": (record(b'{"uri": "x", "y": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"), Reason.TOO_DEEP),
    "no text": (raw(body="   \n "), Reason.NO_TEXT),
    "a page without a uri": (record(b"<p>x</p>", None, (("content-type", b"text/html"),)), Reason.INVALID),
    "an empty page": (record(b"<html></html>", b"u", (("content-type", b"text/html"),)), Reason.NO_TEXT),
}


@pytest.mark.parametrize(("bad", "reason"), REJECTED.values(), ids=REJECTED.keys())
def test_what_is_no_article_has_a_reason(bad: Record, reason: Reason) -> None:
    with pytest.raises(RejectedError) as caught:
        pipeline.clean_raw(bad)
    assert caught.value.reason is reason
    assert str(caught.value)


@pytest.mark.parametrize(
    "damage",
    [
        {"versionCreated": "yesterday"},
        {"removals": [{"rule": "a", "start": 0, "end": 9}, {"rule": "b", "start": 3, "end": 12}]},
    ],
    ids=["no time", "overlapping removals"],
)
def test_a_damaged_clean_article_has_a_reason(damage: dict[str, object]) -> None:
    (output,) = Run().article(raw())[0].outputs
    damaged = orjson.dumps(orjson.loads(output.value or b"") | damage)
    with pytest.raises(RejectedError) as caught:
        pipeline.find_quotes(follow(output)._replace(value=damaged), QuoteIndex())
    assert caught.value.reason is Reason.INVALID


@given(
    st.one_of(st.none(), st.binary(max_size=300), st.text(max_size=300).map(str.encode)),
    st.one_of(st.none(), st.binary(max_size=20)),
    st.lists(st.tuples(st.sampled_from(["content-type", "ce_subject", "x"]), st.binary(max_size=30)), max_size=3),
    st.sampled_from([b"text/html", b"text/plain", b"text/html; charset=latin-1", b"text/plain; charset=nonsense", b""]),
)
def test_any_bytes_give_an_article_or_a_reason(
    value: bytes | None, key: bytes | None, headers: list[tuple[str, bytes]], kind: bytes
) -> None:
    try:
        result = pipeline.clean_raw(record(value, key, (*headers, ("content-type", kind))))
    except RejectedError:
        return
    assert result.outcome is Outcome.CLEANED


@given(st.integers(-(2**63), 2**63 - 1))
def test_any_timestamp_is_a_time(timestamp: int) -> None:
    assert record(b"", timestamp=timestamp).time.endswith("Z")
