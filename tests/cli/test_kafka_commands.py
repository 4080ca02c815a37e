"""The commands that talk to a broker, on a real one."""

import asyncio
import gzip
import re
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import orjson
import pytest

from streams.broker import EmbeddedKafka
from streams.cli.produce import FEW
from streams.errors import Reason, RejectedError
from streams.records import Record, dead_letter
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, QUOTE, RAW
from streams.worker.admin import create_topics
from streams.worker.connection import producer
from tests.cli.conftest import Invoke
from tests.contract.source import ROOT

pytestmark = pytest.mark.broker

EVERYTHING = ("--from-beginning", "--until-end", "--json")


class Cli:
    """Commands on a stream of their own."""

    def __init__(self, invoke: Invoke, broker: str) -> None:
        prefix = f"t{uuid.uuid4().hex[:8]}."
        self.env = {"STREAMS_BROKER": broker, "STREAMS_TOPIC_PREFIX": prefix, "STREAMS_GROUP": prefix + "group"}
        self.settings = Settings(broker=broker, topic_prefix=prefix, group=prefix + "group")
        self._invoke = invoke

    def __call__(self, *arguments: object, code: int = 0, stdin: bytes | None = None) -> str:
        done = self._invoke(*arguments, stdin=stdin, env=self.env)
        assert done.exit_code == code, done.output
        return done.stdout

    def lines(self, *arguments: object, code: int = 0) -> list[dict[str, object]]:
        return [orjson.loads(line) for line in self(*arguments, "--json", code=code).splitlines()]

    def send(self, topic: str, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> None:
        async def go() -> None:
            async with producer(self.settings) as client:
                await client.send_and_wait(topic, value, key=key, headers=headers)

        asyncio.run(go())


@pytest.fixture
def cli(invoke: Invoke, kafka: EmbeddedKafka) -> Cli:
    return Cli(invoke, kafka.bootstrap)


@pytest.fixture
def stream(cli: Cli) -> Cli:
    asyncio.run(create_topics(cli.settings))
    return cli


@pytest.fixture
def clean_example() -> bytes:
    return (ROOT / "schemas" / "examples" / "news.article.clean.v1.json").read_bytes()


def test_topics_are_created_and_checked(cli: Cli) -> None:
    assert "does not exist" in cli("topics", "check", code=1)
    assert set(orjson.loads(cli("topics", "create", "--json")).values()) == {"created"}
    assert "as they should be" in cli("topics", "check")
    assert orjson.loads(cli("topics", "check", "--partitions", "5", "--json", code=1))["differences"]


def test_a_replication_the_cluster_cannot_have_is_a_message(cli: Cli) -> None:
    cli("topics", "create", "--replication", "3", code=1)


@pytest.mark.parametrize(
    "arguments", [("tail", "news.quote"), ("deadletters", "list"), ("deadletters", "replay"), ("produce", "-")]
)
def test_a_missing_topic_is_a_message_that_says_how_to_make_it(
    invoke: Invoke, kafka: EmbeddedKafka, arguments: tuple[str, ...]
) -> None:
    env = {"STREAMS_BROKER": kafka.bootstrap, "STREAMS_TOPIC_PREFIX": f"t{uuid.uuid4().hex}."}
    done = invoke(*arguments, env=env, stdin=b"Teks.")
    assert done.exit_code == 2
    assert "news-streams topics create" in done.stderr


def test_what_is_produced_can_be_tailed_byte_for_byte(stream: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "berita"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(b'{"uri": "urn:1", "body": "x"}\nnot json\n')
    (folder / "b.html").write_bytes(b"<p>\xe9t\xe9</p>")
    summary = orjson.loads(stream("produce", folder, "--json"))
    topic = stream.settings.topic_prefix + RAW.name
    assert summary == {"topic": topic, "sent": 3, "warnings": 1, "skipped": 0, "failed": []}
    shown = stream("tail", RAW.name, "--from-beginning", "--max", "3")
    assert "urn:1" in shown
    assert "not json" in shown
    assert "file:berita/b.html" in shown
    assert len(stream("tail", stream.settings.topic_prefix + RAW.name, "--from-beginning", "--max", "1")) < len(shown)


def test_many_articles_are_told_with_their_rate(stream: Cli, invoke: Invoke) -> None:
    events = b"".join(b'{"uri": "urn:%d", "body": "x"}\n' % number for number in range(FEW + 1))
    done = invoke("produce", "-", stdin=events, env=stream.env)
    assert re.search(rf"^{FEW + 1} sent to \S+; [1-9][\d,]* a second$", done.stderr, re.MULTILINE)


def test_one_article_can_be_given_its_uri(stream: Cli, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Isi.</p>")
    stream("produce", page, "--uri", "https://berita.example/1")
    assert "https://berita.example/1" in stream("tail", RAW.name, "--from-beginning", "--max", "1")


def test_standard_input_is_produced(stream: Cli) -> None:
    stream("produce", "-", stdin=b'{"uri": "urn:1", "body": "x"}\n{"uri": "urn:2", "body": "y"}\n')
    shown = stream("tail", RAW.name, "--from-beginning", "--max", "2")
    assert "urn:1" in shown
    assert "urn:2" in shown


def test_archives_feeds_and_saved_pages_are_produced(stream: Cli, tmp_path: Path) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Isi.</p>"
    head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: urn:warc\r\nContent-Type: application/http\r\n"
    warc = f"{head}Content-Length: {len(page)}\r\n\r\n".encode() + page + b"\r\n\r\n"
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(warc))
    (tmp_path / "feed.rss").write_text("<rss><item><link>urn:rss</link><description>Isi.</description></item></rss>")
    (tmp_path / "a.html").write_text("<p>Isi.</p>")
    urls = "".join(f"<url><loc>https://kota.example/{name}</loc></url>" for name in ("a", "b"))
    (tmp_path / "sitemap.xml").write_text(f"<urlset>{urls}</urlset>")
    files = [tmp_path / name for name in ("crawl.warc.gz", "feed.rss", "sitemap.xml")]
    summary = orjson.loads(stream("produce", *files, "--rate", "100", "--json", code=1))
    assert (summary["sent"], summary["skipped"], summary["warnings"]) == (3, 1, 0)
    shown = stream("tail", RAW.name, "--from-beginning", "--max", "3")
    assert all(uri in shown for uri in ("urn:warc", "urn:rss", "https://kota.example/a"))


def test_a_record_too_large_for_kafka_is_named_and_the_others_are_sent(stream: Cli, tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * (RAW.max_bytes + (1 << 20)))
    (tmp_path / "small.txt").write_bytes(b"x")
    summary = orjson.loads(stream("produce", tmp_path / "big.txt", tmp_path / "small.txt", "--json", code=1))
    assert summary["sent"] == 1
    assert len(summary["failed"]) == 1
    assert summary["failed"][0].startswith("big.txt: ")


def test_a_tombstone_is_shown_as_a_retraction(stream: Cli) -> None:
    stream.send(stream.settings.topic_prefix + QUOTE.name, b"0a1b", None, [])
    assert "retracted  0a1b" in stream("tail", QUOTE.name, "--from-beginning", "--max", "1")
    assert stream.lines("tail", QUOTE.name, "--from-beginning", "--max", "1") == [{"id": "0a1b", "retracted": True}]


def test_a_retraction_names_its_article(stream: Cli) -> None:
    stream.send(stream.settings.topic_prefix + QUOTE.name, b"0a1b", None, [("ce_subject", b"u:1")])
    (line,) = stream.lines("tail", QUOTE.name, "--from-beginning", "--until-end")
    assert line == {"id": "0a1b", "articleUri": "u:1", "retracted": True}


def test_raw_articles_written_to_a_file_can_be_sent_again(stream: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"uri": "urn:1", "body": "x", "unknown": 1}\n')
    (tmp_path / "b.html").write_bytes("<meta charset=latin-1><p>été</p>".encode("latin-1"))
    (tmp_path / "c.txt").write_text("{Judul}\nIsi.")
    (tmp_path / "d.json").write_text("{ no article")
    stream("produce", tmp_path)
    saved = [line for line in stream("tail", RAW.name, *EVERYTHING).splitlines() if '"uri"' in line]
    events = {event.pop("uri"): event for event in map(orjson.loads, saved)}
    assert events == {
        "urn:1": {"body": "x", "unknown": 1},
        f"file:{tmp_path.name}/b.html": {"body": "<meta charset=latin-1><p>été</p>", "contentType": "text/html"},
        f"file:{tmp_path.name}/c.txt": {"body": "{Judul}\nIsi.", "contentType": "text/plain"},
    }
    stream("produce", "-", stdin="\n".join(saved).encode())
    again = stream("tail", RAW.name, *EVERYTHING).splitlines()
    assert [again.count(line) for line in saved] == [2, 2, 2]


def test_raw_records_that_are_no_articles_are_sent_again_as_they_were(stream: Cli) -> None:
    topic = stream.settings.topic_prefix + RAW.name
    records: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]] = [
        (b"urn:1", b'{"body": "no uri",\n "key": 1}', []),
        (b"\xff", b"\xfe\x00", [("traceparent", b"\xff"), ("traceparent", b"2")]),
        (None, b"", [("content-type", b"text/html")]),
        (b"gone", None, []),
        (None, b'{"key": "k", "value": "v"}', []),
    ]
    for record in records:
        stream.send(topic, *record)
    saved = stream("tail", RAW.name, *EVERYTHING).splitlines()
    assert len(saved) == len(records)
    summary = orjson.loads(stream("produce", "-", "--json", stdin="\n".join(saved).encode()))
    assert (summary["sent"], summary["warnings"]) == (len(records), len(records))
    again = stream("tail", RAW.name, *EVERYTHING).splitlines()
    assert sorted(again) == sorted(saved * 2)


def test_articles_are_tailed_as_ninjs_and_what_is_none_is_a_warning(stream: Cli, clean_example: bytes) -> None:
    for value in (b"{ no article", clean_example):
        stream.send(stream.settings.topic_prefix + CLEAN.name, b"u", value, [])
    shown = stream("tail", CLEAN.name, "--from-beginning", "--max", "2", "--format", "ninjs")
    (item,) = map(orjson.loads, shown.splitlines())
    assert item["uri"] == orjson.loads(clean_example)["uri"]
    assert item["standard"]["name"] == "ninjs"


def test_tail_ends_cleanly_when_it_is_interrupted(stream: Cli) -> None:
    stream("produce", "-", stdin=b'{"uri": "urn:1", "body": "x"}')
    process = subprocess.Popen(
        [sys.executable, "-m", "streams", "tail", RAW.name, "--from-beginning", "--json"],
        env={**stream.env, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline() == b'{"uri": "urn:1", "body": "x"}\n'
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest, errors) == (0, b"", b"")


def test_dead_letters_are_listed_with_counts_and_replayed_once(stream: Cli) -> None:
    source = stream.settings.topic_prefix + RAW.name
    for number, reason in enumerate([Reason.MALFORMED, Reason.MALFORMED, Reason.FAILED]):
        received = Record(source, 0, number, 0, None, b"{ %d" % number)
        letter = dead_letter(received, "clean", RejectedError(reason, "no"))
        stream.send(stream.settings.topic_prefix + DEAD_LETTER.name, b"", letter.value, [*letter.headers])
    listed = stream("deadletters", "list", "--max", "1")
    assert "{ 2" in listed
    assert "{ 1" not in listed
    assert "       2 clean malformed\n       1 clean failed\n       3 in all\n" in listed
    assert [letter["value"] for letter in stream.lines("deadletters", "list", "--reason", "malformed")] == [
        "{ 0",
        "{ 1",
    ]
    dry = stream.lines("deadletters", "replay", "--reason", "failed", "--dry-run")
    assert dry[0]["value"] == "{ 2"
    assert dry[-1] == {"sent": 0, "selected": 1, "refused": []}
    assert stream("deadletters", "replay", "--reason", "failed") == "1 sent again\n"
    assert stream("deadletters", "replay") == "2 sent again\n"
    assert stream("deadletters", "replay") == "0 sent again\n"
