"""`run`: the whole pipeline without Kafka, on texts of its own."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.topics import DUPLICATE
from tests.cli.conftest import Invoke

BODY = """\
MANADO - Pemerintah kota menambah empat bus listrik untuk rute pasar dan pelabuhan mulai pekan depan.
“Bus ini lebih senyap dan tidak berasap, jadi warga di sepanjang jalan bisa tidur nyenyak,” kata Ferdinand Lasut, Senin.
Kepala Dinas Perhubungan itu mengatakan bahwa tarif tidak berubah. Penumpang menempelkan kartu di pintu depan.
Sopir angkutan kota khawatir kehilangan penumpang, sebab rute baru itu melewati jalan yang sama dengan mereka.
Pemerintah kota berjanji menata ulang rute angkutan kota agar sopir lama dapat mengumpan penumpang ke halte bus."""
TOPIC_FILES = ("articles", "duplicates", "quotes", "deadletters")


def write_lines(path: Path, *lines: Mapping[str, object] | bytes) -> Path:
    path.write_bytes(b"".join((line if isinstance(line, bytes) else orjson.dumps(line)) + b"\n" for line in lines))
    return path


def read(folder: Path) -> dict[str, list[Any]]:
    return {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for name in TOPIC_FILES
    }


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A new article, its reprint, poison, an update, and a second delivery of that."""
    update = BODY.replace("lebih senyap dan tidak berasap", "hemat dan mudah dirawat")
    first = {"uri": "urn:bus", "body": BODY, "datePublished": "2026-02-02T08:00:00+08:00"}
    return write_lines(
        tmp_path / "articles.jsonl",
        first,
        first | {"uri": "urn:salinan"},
        b"{ not json",
        first | {"body": update},
        first | {"body": update},
    )


def test_events_come_out_in_input_order_each_in_its_file(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    done = invoke("run", articles, "--output", tmp_path / "out")
    assert done.exit_code == 1, "a dead letter is worth a look"
    out = read(tmp_path / "out")
    assert [(a["uri"], a["relation"]) for a in out["articles"]] == [("urn:bus", "new"), ("urn:bus", "update")]
    assert [(d["uri"], d["duplicateOf"], d["relation"]) for d in out["duplicates"]] == [
        ("urn:salinan", "urn:bus", "exact"),
        ("urn:bus", "urn:bus", "redelivery"),
    ]
    (letter,) = out["deadletters"]
    assert (letter["stage"], letter["reason"], letter["offset"], letter["value"]) == (
        "clean",
        "malformed",
        2,
        "{ not json",
    )
    assert out["articles"][0]["versionCreated"] == "2026-02-02T00:00:00.000Z"


def test_an_update_takes_back_the_quote_that_is_gone(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    invoke("run", articles, "--output", tmp_path / "out")
    out = read(tmp_path / "out")
    sent = {quote["id"]: quote for quote in out["quotes"] if "quote" in quote}
    taken_back = [quote for quote in out["quotes"] if "retracted" in quote]
    senyap = [quote["id"] for quote in sent.values() if "senyap" in quote["quote"]]
    assert senyap
    assert set(senyap) <= {quote["id"] for quote in taken_back}
    assert all(quote == {"id": quote["id"], "articleUri": "urn:bus", "retracted": True} for quote in taken_back)


def test_duplicates_pass_when_asked_for(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    invoke("run", articles, "--output", tmp_path / "out", "--keep-duplicates")
    out = read(tmp_path / "out")
    assert [article["uri"] for article in out["articles"]] == ["urn:bus", "urn:salinan", "urn:bus", "urn:bus"]
    assert len({article["clusterId"] for article in out["articles"]}) == 1
    assert len(out["duplicates"]) == 2


def test_the_same_input_gives_the_same_bytes(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        invoke("run", articles, "--output", tmp_path / name)
    for name in TOPIC_FILES:
        first, second = ((tmp_path / folder / f"{name}.jsonl").read_bytes() for folder in ("first", "second"))
        assert first == second
    assert len(list((tmp_path / "second").iterdir())) == len(TOPIC_FILES)


def test_the_summary_counts_the_lines(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    done = invoke("run", articles, "--output", tmp_path / "out", "--json")
    summary = orjson.loads(done.stdout)
    assert {name: summary[name] for name in TOPIC_FILES} == {n: len(v) for n, v in read(tmp_path / "out").items()}
    assert summary["outcomes"]["clean.dead-letter"] == 1
    assert summary["outcomes"]["dedup.exact"] == 1


def test_the_summary_counts_one_in_the_singular(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = invoke("run", articles, "--output", out).stderr
    assert f"2 articles, 2 duplicates, {len(read(out)['quotes'])} quotes, 1 deadletter in {out}" in said


def test_an_article_without_a_date_has_the_files_time(invoke: Invoke, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"uri": "urn:a", "body": BODY, "datePublished": "kemarin sore"})
    os.utime(path, (1_700_000_000, 1_700_000_000))
    done = invoke("run", path, "--output", tmp_path / "out")
    assert done.exit_code == 0
    (article,) = read(tmp_path / "out")["articles"]
    assert article["versionCreated"] == "2023-11-14T22:13:20.000Z"


def test_a_text_is_shown_with_what_was_removed(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "bus.txt"
    path.write_text("Manado Tambah Bus Listrik\nloading...\n" + BODY, "utf-8")
    shown = invoke("run", path)
    assert shown.exit_code == 0
    assert "article  file:bus.txt" in shown.stdout
    assert "[-loading...-]" in shown.stdout
    assert "Ferdinand Lasut" in shown.stdout
    assert "removed, characters by rule:" in shown.stdout


def test_a_page_is_an_article_of_its_own(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "bus.html"
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY.split("\n"))
    path.write_text(f"<html><head><title>Bus</title></head><body><article>{paragraphs}</article></body></html>")
    events = [orjson.loads(line) for line in invoke("run", path, "--json").stdout.splitlines()]
    assert [e["value"]["contentType"] for e in events if e["topic"] == "news.article.clean"] == ["text/html"]


def test_articles_are_printed_as_ninjs_and_nothing_else_is(invoke: Invoke, articles: Path) -> None:
    printed = [orjson.loads(line) for line in invoke("run", articles, "--format", "ninjs").stdout.splitlines()]
    assert [(item["uri"], item["standard"]["name"]) for item in printed] == [("urn:bus", "ninjs")] * 2


def test_articles_are_written_as_ninjs_and_all_else_as_ever(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    for form in ("ninjs", "text"):
        invoke("run", articles, "--output", tmp_path / form, "--format", form)
    ninjs, text = read(tmp_path / "ninjs"), read(tmp_path / "text")
    assert [item["bodies"][0]["value"] for item in ninjs.pop("articles")] == [a["body"] for a in text.pop("articles")]
    assert ninjs == text


def test_standard_input_is_read(invoke: Invoke) -> None:
    done = invoke("run", "-", "--json", stdin=orjson.dumps({"uri": "urn:a", "body": BODY}))
    first = orjson.loads(done.stdout.splitlines()[0])
    assert (first["topic"], first["value"]["uri"]) == ("news.article.clean", "urn:a")


def test_a_feed_is_run_and_what_it_only_names_is_told(invoke: Invoke, tmp_path: Path) -> None:
    item = f"<item><link>urn:bus</link><description>{BODY}</description></item>"
    links = "".join(f"<item><link>urn:{number}</link></item>" for number in range(12))
    path = tmp_path / "feed.rss"
    path.write_text(f"<rss><channel>{item}{links}</channel></rss>", "utf-8")
    done = invoke("run", path, "--format", "ninjs")
    assert done.exit_code == 1, "what is missing is worth a look"
    assert [orjson.loads(line)["uri"] for line in done.stdout.splitlines()] == ["urn:bus"]
    assert "urn:0 has no text; skipped" in done.stderr
    assert done.stderr.count("skipped") == 10, "the first few stand for all"


def test_an_unwritable_folder_is_a_message(invoke: Invoke, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = invoke("run", articles, "--output", tmp_path / "file" / "out")
    assert done.exit_code == 2
    assert "file" in done.stderr


def test_several_inputs_are_one_stream(invoke: Invoke, articles: Path) -> None:
    def topics(*inputs: Path) -> list[str]:
        return [orjson.loads(line)["topic"] for line in invoke("run", *inputs, "--json").stdout.splitlines()]

    once, twice = topics(articles), topics(articles, articles)
    assert twice[: len(once)] == once
    assert twice.count(DUPLICATE.name) > once.count(DUPLICATE.name)


def test_nothing_in_the_input_is_said(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    done = invoke("run", tmp_path / "empty.jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no articles in the input" in done.stderr
