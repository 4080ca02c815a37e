"""The pages, without a browser: what they show, what they filter, and what nobody can put into them."""

import asyncio
import re
from functools import cache
from html.parser import HTMLParser

import pytest

from streams.settings import Settings
from streams.topics import RAW
from streams.worker.live import filters as filtering
from streams.worker.live.article_page import article_page
from streams.worker.live.entry import Entry
from streams.worker.live.feed import Feed
from streams.worker.live.filters import Filters, choices, outlet
from streams.worker.live.html import VOID
from streams.worker.live.list_page import PAGE, list_page
from streams.worker.live.plots import plots
from streams.worker.live.rates import BINS, Rates
from streams.worker.live.reader import Reader
from tests.live.hostile import hostile_records
from tests.live.records import START, event, filled, journey, sample_journey
from tests.live.test_html import Reader as Browsed


@cache
def samples() -> Feed:
    return filled(sample_journey())


def listed(feed: Feed, query: str = "", number: int = 1) -> str:
    pairs = dict(pair.split("=") for pair in query.split("&") if pair)

    async def render() -> str:
        reader = Reader(Settings())
        reader.feed = feed
        return list_page(reader, Filters.from_query(pairs), number, START)

    return asyncio.run(render())


def entry(uri_part: str, feed: Feed | None = None) -> Entry:
    return next(e for e in reversed((feed or samples()).newest()) if uri_part in e.uri)


def shown(uri_part: str) -> str:
    return article_page(samples(), entry(uri_part))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 10),
        ("language=id", 4),
        ("language=en", 2),
        ("language=xx", 0),
        ("outcome=dead letter", 2),
        ("outcome=duplicate", 2),
        ("outcome=article", 6),
        ("outlet=calder", 2),
        ("outlet=THE FENWICK COURIER", 1),
        ("speaker=keraf", 2),
        ("speaker=Keraf&language=en", 0),
        ("speaker=nobody at all", 0),
        ("unknown=1", 10),
    ],
)
def test_a_list_is_narrowed(query: str, count: int) -> None:
    read = Browsed(listed(samples(), query))
    assert sum(tag == "li" and attrs.get("id", "")[:2] == "a-" for tag, attrs in read.tags) == count  # type: ignore[index]


def test_a_list_offers_what_there_is() -> None:
    there = choices((e, samples().quotes(e)) for e in samples().newest())
    assert set(there.languages) == {"id", "en"}
    assert "The Fenwick Courier" in there.outlets
    assert "Damianus Keraf" in there.speakers


@pytest.mark.parametrize(
    ("uri", "publisher", "expected"),
    [
        ("https://www.a.example/b", None, "a.example"),
        ("https://a.example/b", "The A", "The A"),
        ("file:b", None, None),
        ("http://[bad", None, None),
    ],
)
def test_an_outlet_is_the_publisher_or_the_uris_host(uri: str, publisher: str | None, expected: str | None) -> None:
    (raw,) = (r for r in journey([event(uri, body="A b.", publisher=publisher)]) if r.topic == RAW.name)
    assert outlet(filled([raw]).newest()[0]) == expected


def test_a_long_list_comes_in_pages() -> None:
    raw = [r for r in journey(event(f"u:{n}", body=f"Text {n}.") for n in range(PAGE + 3)) if r.topic == RAW.name]
    first, second = (listed(filled(raw), number=number) for number in (1, 2))
    assert first.count('<li id="a-') == PAGE
    assert second.count('<li id="a-') == 3
    assert 'href="/?page=2"' in first
    assert 'href="/?page=1"' in second


def test_a_full_list_says_that_older_articles_are_gone() -> None:
    raw = [r for r in journey(event(f"u:{n}", body=f"Text {n}.") for n in range(4)) if r.topic == RAW.name]
    counts = [
        Browsed(listed(filled(raw, limit), query)).text for limit, query in ((5, ""), (4, ""), (4, "language=xx"))
    ]
    for text, expected in zip(counts, ("4 articles", "the newest 4", "0 of the newest 4"), strict=True):
        assert expected in text


def test_the_way_back_leads_to_the_list_one_came_from() -> None:
    assert 'href="/articles/' in listed(samples(), "outcome=article")
    assert re.search(r'href="/articles/\w+\?language=id"', listed(samples(), "language=id"))
    back = article_page(samples(), entry("fenwick"), Filters(language="en", speaker="Ann & Bo"))
    assert 'href="/?language=en&amp;speaker=Ann+%26+Bo"' in back


def test_speakers_and_outlets_lead_to_their_articles() -> None:
    page = shown("fenwick-courier")
    assert 'href="/?speaker=Anselm+Royle"' in page
    assert 'href="/?outlet=The+Fenwick+Courier"' in page


def test_an_article_shows_its_text_its_speakers_and_what_was_cut() -> None:
    page = shown("warta-solor.example/2026/02/12/feri-malam")
    text = Browsed(page).text
    for said in ("Damianus Keraf", "Badan Pengelola Pelabuhan Lembata", "quoted from Warta Solor", "LEWOLEBA", "rkb"):
        assert said in text
    assert 'title="removed: dateline"' in page
    assert 'title="repaired: glued-words"' in page
    assert "1,840 characters" in text
    assert "Kami tidak menolak kapal malam" in text.partition("Quotes taken back")[2]
    assert "near copy" in text.partition("Versions and copies")[2]


def test_every_quote_in_the_text_leads_to_its_card_and_back() -> None:
    for each in samples().newest():
        read = Browsed(article_page(samples(), each))
        ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        inside = [
            attrs["href"] or "" for tag, attrs in read.tags if tag == "a" and (attrs.get("href") or "")[:1] == "#"
        ]
        assert {href[1:] for href in inside} <= set(ids)
        assert sum(href.startswith("#t-") for href in inside) == len(samples().quotes(each))


def test_a_copy_names_what_it_is_a_copy_of() -> None:
    text = Browsed(shown("kabar-flobamora")).text
    assert "Copy of https://warta-solor.example/2026/02/12/feri-malam" in text
    assert re.search(r"\(near, rule [a-z-]+, \d+\.\d% the same\)", text)


def test_a_dead_letter_shows_its_reason_and_how_it_began() -> None:
    text = Browsed(shown("warta-solor.example/rusak")).text
    assert "malformed" in text
    assert "LARANTUKA - Baris ini terpotong" in text


def test_a_page_without_edits_says_so() -> None:
    assert "Nothing: the text that was taken out of the page is the article." in shown("fenwick-courier")


def test_nothing_hostile_becomes_markup() -> None:
    feed = filled(hostile_records())
    pages = [listed(feed), listed(feed, 'speaker="><script>'), *(article_page(feed, e) for e in feed.newest())]
    assert len(pages) == 7
    for page in pages:
        read = Browsed(page)
        for tag, attributes in read.tags:
            assert tag not in {"base", "style", "img", "iframe", "object"}
            assert not [name for name in attributes if name.startswith("on") or name in {"style", "srcdoc"}]
            assert (attributes.get("href") or "/")[0] in "/#"
        assert [attributes.get("src") for tag, attributes in read.tags if tag == "script"] == ["/assets/live.js"]


class Isolation(HTMLParser):
    """Finds text that could turn what stands beside it: in no element with a direction of its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.loose: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, tag in {"bdi", "title", "option"} or "dir" in dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if "\u202e" in data and not any(isolated for _, isolated in self.open):
            self.loose.append(" ".join(tag for tag, _ in self.open))


def test_no_text_turns_the_direction_of_what_stands_beside_it() -> None:
    feed = filled(hostile_records())
    for page in (listed(feed), *(article_page(feed, each) for each in feed.newest())):
        assert "\u202e" in page
        assert Isolation(page).loose == []


def test_long_filters_and_lists_of_choices_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(Filters.from_query({"speaker": "x" * 100_000}).speaker) == filtering.LONGEST
    monkeypatch.setattr(filtering, "MOST_CHOICES", 2)
    assert len(choices((e, samples().quotes(e)) for e in samples().newest()).speakers) == 2


def test_rates_count_by_ten_seconds_and_forget() -> None:
    rates = Rates()
    for second in range(0, 3600, 5):
        rates.count("t", second * 1000)
    assert rates.history("t", 3_599_000) == [2] * BINS
    assert rates.last_minute("t", 3_599_000) == 12
    assert rates.history("t", 3_600_000 * 2) == [0] * BINS
    assert len(rates._counts) <= BINS + 1


def test_a_plot_has_a_bar_for_each_stretch_with_records() -> None:
    rates = Rates()
    for second in (0, 1, 25, 599):
        rates.count(RAW.name, START + second * 1000)
    made = plots(rates, START + 599_000)
    assert made.count('class="bar"') == 3
    assert "Arrived: 4 in ten minutes" in made
