"""`quotes`: an article with its quotes marked, for people and as JSON."""

from pathlib import Path

import orjson
import pytest

from streams.cli import options
from streams.cli.marked import MarkedText
from streams.events import Quote, Span
from tests.cli.conftest import Invoke

BODY = """\
TERNATE - Pemerintah kota menambah dua kapal penyeberangan untuk rute pasar mulai pekan depan.
“Kapal ini cukup untuk 100 orang,” kata Kepala Dinas Perhubungan Ternate Rosita Umar, dikutip dari Kabar Gamalama.
Ia menambahkan bahwa tarif tidak berubah. Penumpang membeli karcis di loket dermaga sejak pagi hari."""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "kapal.txt"
    path.write_text(BODY, "utf-8")
    return path


def test_quotes_speakers_cues_and_sources_are_marked_where_they_stand(invoke: Invoke, article: Path) -> None:
    done = invoke("quotes", article)
    assert done.exit_code == 0
    text = " ".join(done.stdout.split())
    assert "“[1 Kapal ini cukup untuk 100 orang, 1]” _kata_ <Kepala Dinas Perhubungan Ternate" in text
    assert "Rosita Umar>, dikutip dari ~Kabar Gamalama~." in text
    assert "<Ia> _menambahkan_ [2 bahwa tarif tidak berubah 2]." in text


def test_who_said_each_is_listed_by_number(invoke: Invoke, article: Path) -> None:
    lines = invoke("quotes", article).stdout.splitlines()
    first, second = (line.strip() for line in lines if "speaker " in line and line.strip().startswith("["))
    for number, kind, line in ((1, "direct", first), (2, "indirect", second)):
        assert line.startswith(f"[{number}] {kind}")
        assert "Rosita Umar (Person) jobTitle Kepala" in " ".join(line.split())
    assert any("by way of Kabar Gamalama (quoted from)" in line for line in lines)


def test_colour_says_what_signs_say_without_it(invoke: Invoke, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in invoke("quotes", article).stdout
    monkeypatch.setattr("streams.cli.quotes.in_colour", lambda: True)
    coloured = invoke("quotes", article).stdout
    assert "\x1b[32m[1 Kapal\x1b[0m" in coloured
    assert "_kata_" not in coloured


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert options.in_colour()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not options.in_colour()


def test_json_has_an_article_with_its_quotes_a_line(invoke: Invoke) -> None:
    events = [orjson.dumps({"uri": f"urn:{n}", "body": BODY}) for n in (1, 2)]
    done = invoke("quotes", "-", "--json", stdin=b"\n".join(events))
    first, second = map(orjson.loads, done.stdout.splitlines())
    assert (first["uri"], second["uri"]) == ("urn:1", "urn:2"), "a copy is an article here"
    for article in (first, second):
        assert [quote["type"] for quote in article["quotes"]] == ["direct", "indirect"]
        span = article["quotes"][0]["spans"][0]
        assert article["body"][span["start"] : span["end"]] == article["quotes"][0]["quote"]


def test_unsure_quotes_are_left_out_when_asked(invoke: Invoke, article: Path) -> None:
    (all_found, sure) = (
        orjson.loads(invoke("quotes", article, "--json", "--confidence", least).stdout)["quotes"]
        for least in ("0", "0.95")
    )
    assert sure == [quote for quote in all_found if quote["confidence"] >= 0.95]
    assert 0 < len(sure) < len(all_found)


def test_another_language_can_be_told(invoke: Invoke, article: Path) -> None:
    read = orjson.loads(invoke("quotes", article, "--json", "--language", "en").stdout)
    assert read["language"] == "id"
    assert {quote["language"] for quote in read["quotes"]} <= {"en"}
    assert all(quote["cue"] is None for quote in read["quotes"]), "there is no English cue in it"


def test_a_page_is_read_too(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "kapal.html"
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY.split("\n"))
    path.write_text(f"<html><head><title>Kapal</title></head><body><article>{paragraphs}</article></body></html>")
    assert "“[1 Kapal ini cukup" in invoke("quotes", path).stdout


def test_what_is_no_article_is_named_and_fails(invoke: Invoke) -> None:
    done = invoke("quotes", "-", "--json", stdin=b'{ not json\n{"uri": "urn:a", "body": "' + b"Kata. " * 50 + b'"}\n')
    assert done.exit_code == 1
    assert "malformed" in done.stderr
    assert [orjson.loads(line)["uri"] for line in done.stdout.splitlines()] == ["urn:a"]


@pytest.mark.parametrize(
    "arguments", [("missing.txt",), ("-", "--confidence", "2"), ("-", "--language", "xx")], ids=lambda a: a[-1]
)
def test_wrong_options_are_usage_errors(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    assert invoke("quotes", *arguments, stdin=b"").exit_code == 2


def quote(number: int, start: int, end: int, text: str) -> Quote:
    return Quote(
        id=str(number),
        utterance_id="u",
        article_uri="urn:a",
        cluster_id="c",
        language="en",
        type="mixed",
        quote=text[start:end],
        spans=(Span(start=start, end=end),),
        confidence=0.9,
        rule="mixed-clause",
        version_created="2026-01-01T00:00:00Z",
    )


def test_one_quote_inside_another_closes_first() -> None:
    text = "Ana said Ben said it rained"
    outer, inner = quote(1, 9, 27, text), quote(2, 18, 27, text)
    (line,) = MarkedText(text, [outer, inner], colour=False).lines(80)
    assert line == "Ana said [1 Ben said [2 it rained 2] 1]"


def test_nothing_in_a_text_can_steer_the_terminal() -> None:
    (line,) = MarkedText("a\x1b[2J\x9b1m\x00b", [], colour=False).lines(80)
    assert line.isprintable()
