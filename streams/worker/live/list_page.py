"""The page of all articles: filters, rates, and the newest articles, the last heard of first."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice

from streams.events import DuplicateArticle, Quote
from streams.worker.live.entry import Entry
from streams.worker.live.feed import Feed
from streams.worker.live.filters import Choices, Filters, choices, outlet, speakers_of
from streams.worker.live.html import Child, Html, element
from streams.worker.live.layout import announcer, badge, clock, counted, footer, page, title_of
from streams.worker.live.plots import plots
from streams.worker.live.reader import Reader

PAGE = 50
SPEAKERS = 3


def list_page(reader: Reader, filters: Filters, number: int, now: int) -> Html:
    """Page `number`, from 1, of what the filters allow; `now` in milliseconds since 1970."""
    feed = reader.feed
    everything = [(entry, feed.quotes(entry)) for entry in feed.newest()]
    wanted = [(entry, quotes) for entry, quotes in everything if filters.allow(entry, quotes)]
    here = islice(wanted, (number - 1) * PAGE, number * PAGE)
    rows = [_row(feed, entry, quotes, filters) for entry, quotes in here]
    listed = element("ol", rows, class_="articles") if rows else _nothing(bool(everything))
    head = element("div", element("h1", "Articles"), _found(feed, len(wanted)), class_="listhead")
    section = element("section", head, listed, _pages(filters, number, len(wanted)), id="list", aria_label="Articles")
    status = _status(reader)
    form = _form(filters, choices(everything))
    main = element("main", status, plots(feed.rates, now), form, section, id="content", tabindex=-1)
    live = announcer(feed.sequence, f"As it was at {datetime.fromtimestamp(now / 1000, UTC):%H:%M:%S}.")
    return page("Articles", live, main, footer())


def _found(feed: Feed, count: int) -> Html:
    if len(feed.newest()) < feed.limit:
        return element("p", counted(count, "article", "articles"), class_="found")
    some = f"{count:,} of " if count < feed.limit else ""
    return element("p", f"{some}the newest {feed.limit:,}", class_="found")


def _row(feed: Feed, entry: Entry, quotes: Sequence[Quote], filters: Filters) -> Html:
    name, language = outlet(entry), entry.language
    kicker = element(
        "p",
        clock(entry.seen),
        badge(entry),
        name and element("bdi", name, class_="outlet"),
        language and element("bdi", language, class_="language"),
        class_="kicker",
    )
    title = title_of(entry)
    href = f"/articles/{entry.id}" + (f"?{filters.query}" if filters.query else "")
    link = element("a", title, href=href, class_="uri" if title == entry.uri else None)
    headline = element("h2", link, dir="auto")
    return element("li", kicker, headline, _deck(feed, entry, quotes), id=f"a-{entry.id}")


def _deck(feed: Feed, entry: Entry, quotes: Sequence[Quote]) -> Html | None:
    if entry.letter:
        return element("p", entry.letter.message, class_="deck", dir="auto")
    if entry.article:
        return element("p", *_of_article(entry, quotes), class_="deck")
    if entry.duplicate:
        return element("p", *_of_copy(feed, entry, entry.duplicate), class_="deck")
    return None


def _of_copy(feed: Feed, entry: Entry, duplicate: DuplicateArticle) -> list[Child]:
    if duplicate.duplicate_of == entry.uri:
        return ["The same article, delivered again"]
    original = next((e for e in feed.relatives(entry) if e.uri == duplicate.duplicate_of and e.article), None)
    name = element("bdi", title_of(original) if original else duplicate.duplicate_of)
    return ["Copy of ", name, _percent(duplicate.similarity)]


def _of_article(entry: Entry, quotes: Sequence[Quote]) -> list[Child]:
    article = entry.article
    removed = sum(removal.end - removal.start for removal in article.removals) if article else 0
    words = counted(article.word_count, "word", "words") if article else None
    cut = f"{removed:,} characters cut" if removed else None
    said = counted(len(quotes), "quote", "quotes") if quotes else None
    figures = " · ".join(filter(None, [words, cut, said]))
    speakers = _speakers(quotes)
    return [figures, " · " if speakers else None, speakers]


def _speakers(quotes: Sequence[Quote]) -> list[Child]:
    names = speakers_of(quotes)
    shown: list[Child] = [element("bdi", name) for name in names[:SPEAKERS]]
    more = len(names) - SPEAKERS
    rest = [f"{more} more"] if more > 0 else []
    return [part for name in [*shown, *rest] for part in (", ", name)][1:]


def _percent(similarity: float | None) -> str | None:
    return None if similarity is None else f" · {similarity:.0%} the same"


def _form(filters: Filters, there: Choices) -> Html:
    return element(
        "form",
        _select("language", "Language", filters.language, there.languages),
        _select("outcome", "Outcome", filters.outcome, there.outcomes),
        _text("outlet", "Outlet", filters.outlet, there.outlets),
        _text("speaker", "Speaker", filters.speaker, there.speakers),
        element("button", "Filter", type="submit"),
        element("a", "Show all", href="/") if filters.query else None,
        method="get",
        action="/",
        role="search",
        aria_label="Filter articles",
        class_="filters",
    )


def _select(name: str, label: str, chosen: str, there: Sequence[str]) -> Html:
    values = [*there, *([chosen] if chosen and chosen not in there else [])]
    options = [element("option", value, value=value, selected=value == chosen) for value in values]
    select = element("select", element("option", "all", value=""), options, name=name)
    return element("label", element("span", label), select)


def _text(name: str, label: str, chosen: str, there: Sequence[str]) -> Html:
    known = element("datalist", [element("option", value=value) for value in there], id=f"{name}s")
    field = element(
        "input", name=name, value=chosen, list=f"{name}s", dir="auto", autocomplete="off", spellcheck="false"
    )
    return element("label", element("span", label), field, known)


def _pages(filters: Filters, number: int, count: int) -> Html | None:
    if count <= PAGE:
        return None
    last = -(-count // PAGE)
    query = f"{filters.query}&" if filters.query else ""
    newer = element("a", "Newer", href=f"/?{query}page={number - 1}", rel="prev") if number > 1 else None
    older = element("a", "Older", href=f"/?{query}page={number + 1}", rel="next") if number < last else None
    return element("nav", newer, element("span", f"page {number} of {last}"), older, class_="pages", aria_label="Pages")


def _nothing(any_at_all: bool) -> Html:
    text = (
        "No article fits these filters."
        if any_at_all
        else "Nothing has arrived yet. Articles appear here as they come."
    )
    return element("p", text, class_="nothing")


def _status(reader: Reader) -> Html:
    text = reader.problem or (None if reader.caught_up.is_set() else "Reading what came before …")
    missed = (
        f"{reader.skipped:,} records came faster than they can be shown and were passed over."
        if reader.skipped
        else None
    )
    parts = [element("p", text, class_="problem" if reader.problem else None) for text in (text, missed) if text]
    return element("div", parts, id="status", role="status")
