"""Clean articles as ninjs: what stands where, and that any article gives a document that readers of ninjs accept."""

import json
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from streams.events import CleanArticle
from streams.local import LocalPipeline, raw_record
from streams.ninjs import absolute, date_time, news_item, ninjs_line
from streams.samples import samples
from streams.topics import CLEAN
from tests.contract.source import ROOT

SCHEMA = json.loads((ROOT / "tests" / "contract" / "ninjs.schema.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLE = (ROOT / "schemas" / "examples" / "news.article.clean.v1.json").read_bytes()


def article(**changes: Any) -> CleanArticle:
    return msgspec.convert(orjson.loads(EXAMPLE) | changes, CleanArticle)


def document(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = orjson.loads(ninjs_line(msgspec.json.encode(article(**changes))))
    return made


def clean_samples() -> list[bytes]:
    pipeline = LocalPipeline()
    records = [raw_record(sample.given, number, 1_772_000_000_000) for number, sample in enumerate(samples())]
    return [o.value or b"" for record in records for o in pipeline.process(record) if o.topic is CLEAN]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_sample_is_ninjs_and_says_what_the_article_says() -> None:
    values = clean_samples()
    assert len(values) == 6
    for value in values:
        said, made = orjson.loads(value), orjson.loads(ninjs_line(value))
        VALIDATOR.validate(made)
        assert made["bodies"][0]["value"] == said["body"]
        assert made["uri"] == said["uri"]
        assert {"role": "clusterId", "value": said["clusterId"]} in made["altIds"]


def test_what_the_example_says_stands_where_ninjs_has_it() -> None:
    made = document(by="Ratna Wulan")
    said = orjson.loads(EXAMPLE)
    assert made["standard"] == {"name": "ninjs", "version": "3.1", "schema": made["standard"]["schema"]}
    assert (made["type"], made["representationType"]) == ("text", "full")
    assert made["headlines"] == [{"role": "main", "contentType": "text/plain", "value": said["headline"]}]
    assert made["bodies"] == [
        {
            "role": "main",
            "contentType": "text/plain",
            "charCount": said["charCount"],
            "wordCount": said["wordCount"],
            "value": said["body"],
        }
    ]
    assert (made["located"], made["by"], made["language"]) == ("PALU", "Ratna Wulan", "id")
    assert made["infoSources"] == [
        {"name": "Kabar Teluk", "role": "publisher"},
        {"name": "rul", "role": "editor"},
    ]
    assert (made["version"], made["versionCreated"]) == (said["sha256"], said["versionCreated"])
    assert made["contentCreated"] == "2026-10-12T00:00:00Z"


def test_what_an_article_does_not_say_is_left_out() -> None:
    absent = ("headline", "located", "by", "editor", "publisher", "datePublished")
    made = document(**dict.fromkeys(absent))
    VALIDATOR.validate(made)
    left = {"headlines", "located", "by", "infoSources", "contentCreated", "associations"}
    assert not left & set(made)


def test_relations_to_other_versions_and_articles_are_kept() -> None:
    made = document(relation="update", previousVersion="0f" * 32, supersedesUri="berita lama")
    VALIDATOR.validate(made)
    assert {"role": "previousVersion", "value": "0f" * 32} in made["altIds"]
    (association,) = made["associations"]
    assert association == {"name": "berita lama", "rel": "supersedes", "uri": "urn:news-streams:article:berita%20lama"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://kota.example/a?b=c%20d#e", None),
        ("urn:isbn:1", None),
        ("https://kota.example/bérita", "https://kota.example/b%C3%A9rita"),
        ("https://kota.example/a b#c#d", "https://kota.example/a%20b#c%23d"),
        ("https://kota.example/100%", "https://kota.example/100%25"),
        ("berita/12", "urn:news-streams:article:berita%2F12"),
        ("4:x", "urn:news-streams:article:4%3Ax"),
    ],
)
def test_a_uri_is_written_as_uris_are(given: str, expected: str | None) -> None:
    assert absolute(given) == (expected or given)
    others = [other["value"] for other in document(uri=given)["altIds"] if other["role"] == "uri"]
    assert others == ([given] if expected else [])


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-02-12", "2026-02-12T00:00:00Z"),
        ("2026-02-12T08:00+07:00", "2026-02-12T01:00:00Z"),
        ("2026-02-12T08:00:00.5+00:00:30", "2026-02-12T07:59:30.500000Z"),
        ("0001-01-01T00:00+07:00", None),
        ("12 Februari", None),
        (None, None),
    ],
)
def test_a_date_is_written_as_times_are(date: str | None, expected: str | None) -> None:
    assert date_time(date) == expected


TEXTS = st.text(min_size=1, max_size=40)


@given(uri=TEXTS, headline=TEXTS, date=st.one_of(TEXTS, st.datetimes(timezones=st.timezones()).map(str)), old=TEXTS)
def test_any_article_is_valid_ninjs(uri: str, headline: str, date: str, old: str) -> None:
    made = news_item(article(uri=uri, headline=headline, datePublished=date, supersedesUri=old))
    VALIDATOR.validate(orjson.loads(msgspec.json.encode(made)))


@pytest.mark.parametrize("value", [b"", b"{}", b"not json", b'"text"', b"\xff", EXAMPLE[:-3]])
def test_what_is_no_article_is_refused(value: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        ninjs_line(value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"uri": "berita 12"},
        {"versionCreated": "2026-02-12"},
        {"contentCreated": "2026-02-12T08:00"},
        {"bodies": []},
        {"headline": "a name that ninjs does not have"},
        {"associations": [{"rel": "supersedes", "uri": "urn:a"}]},
        {"language": "bahasa Indonesia"},
    ],
    ids=str,
)
def test_the_schema_refuses_what_ninjs_does(wrong: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(document() | wrong)
