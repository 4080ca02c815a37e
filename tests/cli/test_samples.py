"""The samples show what the demo says they show."""

import orjson

from streams.local import LocalPipeline, raw_record
from streams.records import Outcome, Output
from streams.samples import samples
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE


def told() -> list[Output]:
    pipeline = LocalPipeline()
    every = sorted(samples(), key=lambda sample: sample.wave)
    return [
        output
        for number, sample in enumerate(every)
        for output in pipeline.process(raw_record(sample.given, number, 1_772_000_000_000 + number))
    ]


def test_each_kind_of_record_comes_out() -> None:
    outputs = told()
    relations = [orjson.loads(o.value or b"{}").get("relation") for o in outputs if o.topic in (CLEAN, DUPLICATE)]
    assert sorted(relations) == ["near", "new", "new", "new", "new", "new", "redelivery", "update"]
    letters = [dict(o.headers)["__streams.errors.reason"] for o in outputs if o.topic is DEAD_LETTER]
    assert letters == [b"malformed", b"no-text"]


def test_the_new_version_takes_back_one_quote() -> None:
    quotes = [output for output in told() if output.topic is QUOTE]
    gone = [output.key for output in quotes if output.value is None]
    texts = {output.key: orjson.loads(output.value)["quote"] for output in quotes if output.value is not None}
    assert [texts[key] for key in gone] == [
        "Kami tidak menolak kapal malam. Kami hanya minta jalurnya digeser dua mil ke utara pada musim cumi,"
    ]


def test_the_first_sample_comes_out_clean_and_once() -> None:
    article = next(orjson.loads(o.value or b"") for o in told() if o.topic is CLEAN)
    assert article["headline"] == "Lembata Buka Rute Feri Malam ke Larantuka Mulai Maret"
    assert (article["located"], article["editor"], article["datePublished"]) == ("LEWOLEBA", "rkb", "2026-02-12")
    paragraphs = article["body"].split("\n")
    assert len(paragraphs) == len(set(paragraphs)) == 10
    assert "menyiapkan speed boat" in article["body"]


def test_every_outcome_but_rare_ones_is_shown() -> None:
    pipeline = LocalPipeline()
    for number, sample in enumerate(samples()):
        list(pipeline.process(raw_record(sample.given, number, 1_772_000_000_000 + number)))
    assert {outcome for _, outcome in pipeline.outcomes} == set(Outcome) - {
        Outcome.EXACT,
        Outcome.SUPERSEDES,
        Outcome.NO_QUOTES,
    }
