"""The live view of a real worker on a real broker, over HTTP."""

import asyncio
from typing import Any

import pytest

from streams.settings import Settings
from streams.topics import RAW
from streams.worker.live import reader as reading
from streams.worker.live.reader import Reader
from streams.worker.live.views import PAGE_POLICY
from tests.live.conftest import View
from tests.worker import articles
from tests.worker.harness import Stream, wait_until

pytestmark = pytest.mark.broker

PATHS = ("/", "/api/articles", "/api/state", "/api/rates", "/assets/live.js", "/assets/live.css", "/assets/icon.svg")


def test_the_demos_articles_are_listed_with_what_became_of_them(view: View) -> None:
    outcomes = [article["words"] for article in view.articles()]
    expected = ["article"] * 5 + ["dead letter, malformed", "dead letter, no-text", "near copy", "new version"]
    assert sorted(outcomes) == [*expected, "redelivery"]


def test_an_article_is_complete(view: View) -> None:
    (version,) = (a for a in view.articles("outlet=warta-solor") if a["words"] == "new version")
    path = f"/api/articles/{version['id']}"
    wait_until(
        lambda: bool(view.ask(path).json["retracted"]), 20, lambda: "nothing retracted"
    )  # the quotes stage comes last
    answer = view.ask(path).json
    assert answer["raw"]["body"][:7] == "Lembata"
    assert [quote["quote"][:26] for quote in answer["retracted"]] == ["Kami tidak menolak kapal m"]
    assert not {quote["id"] for quote in answer["quotes"]} & {quote["id"] for quote in answer["retracted"]}
    assert {relative["words"] for relative in answer["relatives"]} == {"article", "near copy"}
    page = view.ask(f"/articles/{version['id']}")
    assert page.status == 200
    assert "Damianus Keraf" in page.text


@pytest.mark.parametrize("path", PATHS)
def test_every_path_answers_get_and_head_and_nothing_else(view: View, path: str) -> None:
    assert view.ask(path).status == 200
    head = view.ask(path, "HEAD")
    assert head.status == 200
    assert head.body == b""
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert view.ask(path, method).status == 405


@pytest.mark.parametrize(
    "path", ["/articles/none", "/api/articles/none", "/assets/none", "/assets/..%2fviews.py", "/none"]
)
def test_what_is_not_there_is_not_found(view: View, path: str) -> None:
    answer = view.ask(path)
    assert answer.status == 404
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:1", 200),
        ("localhost", 200),
        ("[::1]:80", 200),
        ("[[", 421),
        ("a b", 421),
        ("news.example", 421),
        ("127.0.0.1.news.example", 421),
    ],
)
def test_a_name_that_was_made_to_lead_here_reads_nothing(view: View, host: str, status: int) -> None:
    for path in ("/", "/metrics", "/api/articles"):
        assert view.ask(path, headers={"Host": host}).status == status


@pytest.mark.parametrize("path", ["/", "/articles/none"])
def test_pages_have_a_strict_policy(view: View, path: str) -> None:
    headers = view.ask(path).headers
    assert headers["Content-Security-Policy"] == PAGE_POLICY
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=9999999", "page=x", "page=%00", "language=%ff", "speaker=%3Cb%3E"]
)
def test_an_odd_query_is_no_error(view: View, query: str) -> None:
    assert view.ask(f"/?{query}").status == 200
    assert view.ask(f"/api/articles?{query}").status == 200


def test_the_view_can_be_switched_off(view: View) -> None:
    worker = view.stream.worker(STREAMS_LIVE_ARTICLES="0")
    off = View(view.stream, worker.web)
    assert [off.ask(path).status for path in ("/", "/api/state", "/live")] == [404, 404, 200]
    assert worker.stop() == 0


def settings_of(stream: Stream, **more: Any) -> Settings:
    return Settings(broker=stream.broker, topic_prefix=stream.prefix, **more)


def test_without_visitors_it_stops_and_forgets_and_begins_again(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look() -> None:
        reader = Reader(settings_of(view.stream))
        feed = reader.feed
        assert not feed.newest()
        for _ in range(2):
            await reader.visit()
            assert reader.caught_up.is_set()
            assert len(feed.newest()) == 10
            monkeypatch.setattr(reading, "IDLE_S", 0.0)
            assert reader._task
            await asyncio.wait_for(reader._task, 10)
            assert not feed.newest()
            monkeypatch.undo()
        await reader.close()

    asyncio.run(look())


def test_it_passes_over_what_comes_faster_than_it_can_be_shown(kafka: Any, tmp_path: Any) -> None:
    stream = Stream(kafka.bootstrap, tmp_path)
    stream.create()

    async def look() -> None:
        reader = Reader(settings_of(stream, live_articles=10))
        feed = reader.feed
        await reader.visit()
        for number in range(3000):
            stream.send(RAW, b"the same key", articles.raw(number)[1])
        assert stream.producer.flush(30) == 0
        while reader.skipped + feed.sequence < 3000:  # noqa: ASYNC110 - the feed tells nobody
            await asyncio.sleep(0.1)
        assert reader.skipped > 1000
        assert len(feed.newest()) == 10
        await reader.close()

    asyncio.run(asyncio.wait_for(look(), 60))
    stream.close()


def test_a_missing_topic_is_told_and_no_error(view: View) -> None:
    async def look() -> None:
        reader = Reader(Settings(broker=view.stream.broker, topic_prefix="nowhere."))
        await reader.visit()
        assert "nowhere.news.article.raw" in (reader.problem or "")
        await reader.close()

    asyncio.run(look())
