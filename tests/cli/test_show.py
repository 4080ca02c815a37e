import msgspec
import pytest

from streams.cli.show import Show
from streams.errors import Reason, RejectedError
from streams.events import Cue, DuplicateArticle, InfoSource, Quote, RawArticle, Span, Speaker
from streams.records import Record, dead_letter
from streams.topics import CLEAN, DUPLICATE, QUOTE, RAW, SKETCH, Topic

QUOTED = Quote(
    id="0a1b",
    utterance_id="u",
    article_uri="urn:a",
    cluster_id="c",
    language="id",
    type="direct",
    quote="Kami siap",
    spans=(Span(start=3, end=12),),
    cue=Cue(text="kata", start=14, end=18),
    speaker=Speaker(
        name="Sinta Harefa", type="Person", mention="Sinta", job_title="ketua", affiliation="Koperasi Laut"
    ),
    info_sources=(InfoSource(name="Kantor Bupati"), InfoSource(name="Kabar Pulau", role="quoted from")),
    confidence=0.9,
    rule="direct-cue-after",
    version_created="2026-01-01T00:00:00Z",
)


def show(topic: Topic, value: bytes | None, key: bytes | None = b"k", **headers: bytes) -> str:
    return Show(colour=False, width=80).record(topic, key, value, tuple(headers.items()))


def test_a_quote_is_shown_with_all_that_is_known_of_its_speaker() -> None:
    text = show(QUOTE, msgspec.json.encode(QUOTED))
    expected = (
        "direct",
        "urn:a",
        "“Kami siap”",
        "Sinta Harefa (Person)",
        "jobTitle ketua",
        "affiliation Koperasi Laut",
    )
    more = ("mention Sinta", "Kantor Bupati, then Kabar Pulau (quoted from)", "cue 'kata'", "0.90", "at 3-12")
    for part in (*expected, *more):
        assert part in text


def test_a_cue_that_denies_the_quote_says_so() -> None:
    cue = Cue(text="membantah", denies=True, start=14, end=23)
    assert "which denies it" in show(QUOTE, msgspec.json.encode(msgspec.structs.replace(QUOTED, cue=cue)))
    assert "denies" not in show(QUOTE, msgspec.json.encode(QUOTED))


def test_a_quote_without_a_speaker_says_so() -> None:
    assert "speaker not found" in show(QUOTE, msgspec.json.encode(msgspec.structs.replace(QUOTED, speaker=None)))


def test_a_duplicate_names_its_original() -> None:
    duplicate = DuplicateArticle(
        uri="urn:b",
        duplicate_of="urn:a",
        cluster_id="c",
        relation="near",
        rule="coverage",
        similarity=0.93,
        version_created="2026-01-01T00:00:00Z",
    )
    text = show(DUPLICATE, msgspec.json.encode(duplicate))
    assert "duplicate, near  urn:b\n  of urn:a\n" in text
    assert "similarity 0.93" in text


def test_a_raw_event_is_previewed() -> None:
    raw = RawArticle(uri="urn:a", body="Kata " * 1000, publisher="Kabar Pulau")
    text = show(RAW, msgspec.json.encode(raw))
    assert "publisher Kabar Pulau" in text
    assert len(text) < 400


@pytest.mark.parametrize(
    ("topic", "value"),
    [(RAW, b"<html>"), (RAW, b"\xff\xfe"), (CLEAN, b'{"uri": 1}'), (QUOTE, b"[" * 100_000), (SKETCH, b"\x00\x01")],
)
def test_what_is_no_event_is_shown_all_the_same(topic: Topic, value: bytes) -> None:
    assert topic.name in show(topic, value)


def test_a_retraction_is_shown_by_its_id() -> None:
    assert show(QUOTE, None, b"0a1b") == "retracted  0a1b"
    assert show(QUOTE, None, b"0a1b", ce_subject=b"urn:a") == "retracted  0a1b urn:a"


def test_a_dead_letter_says_why() -> None:
    record = Record("news.article.raw", 3, 14, 0, None, b"{", ())
    letter = dead_letter(record, "clean", RejectedError(Reason.MALFORMED, "not JSON"))
    text = Show(colour=False).record(letter.topic, letter.key, letter.value, letter.headers)
    for part in ("malformed", "(no key)", "clean: not JSON", "from news.article.raw partition 3 offset 14"):
        assert part in text


def test_nothing_received_can_steer_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\x9b31m\rx\x00"
    quote = msgspec.structs.replace(
        QUOTED,
        article_uri=hostile,
        quote=hostile,
        info_sources=(InfoSource(name=hostile),),
        speaker=Speaker(name=hostile),
    )
    raw = RawArticle(uri=hostile, body=hostile, publisher=hostile)
    letter = dead_letter(Record(hostile, 0, 0, 0, hostile.encode(), hostile.encode()), hostile, ValueError(hostile))
    shown = [
        show(QUOTE, msgspec.json.encode(quote)),
        show(RAW, msgspec.json.encode(raw)),
        show(RAW, hostile.encode(), hostile.encode()),
        show(QUOTE, None, hostile.encode()),
        Show(colour=False).record(letter.topic, letter.key, letter.value, letter.headers),
    ]
    assert {char for text in shown for char in text if not char.isprintable()} == {"\n"}


def test_plain_output_has_no_colour_codes() -> None:
    value = msgspec.json.encode(QUOTED)
    assert "\x1b" not in show(QUOTE, value)
    assert "\x1b" in Show(colour=True).record(QUOTE, b"k", value, ())
