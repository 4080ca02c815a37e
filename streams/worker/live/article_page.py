"""The page of one delivery: what it became, and everything that led to it."""

from collections.abc import Sequence

from streams.events import CleanArticle
from streams.worker.live.entry import Entry, Letter
from streams.worker.live.feed import Feed
from streams.worker.live.filters import Filters, outlet
from streams.worker.live.html import Child, Html, element, web_link
from streams.worker.live.layout import announcer, badge, clock, facts, footer, outcome_words, page, title_of
from streams.worker.live.speakers import quote_item, speaker_cards
from streams.worker.live.texts import clean_text, raw_text

NO_FILTERS = Filters()


def article_page(feed: Feed, entry: Entry, came_by: Filters = NO_FILTERS) -> Html:
    """The page of an entry of the feed; `came_by` are the filters of the list that led here."""
    back = element("nav", _way_back(came_by), aria_label="Back", class_="back")
    content = [_title(entry), _dead_letter(entry.letter), *_texts(feed, entry), _retracted(feed, entry)]
    about = [_kin(feed, entry), _records(entry)]
    main = element("main", content, element("div", about, class_="about-record"), id="content", tabindex=-1)
    return page(title_of(entry), announcer(feed.sequence), back, main, footer())


def missing_page() -> Html:
    """The page of an article that the view does not hold, or not any more."""
    text = "The live view holds the newest articles only, and forgets them when nobody looks for a while."
    back = element("p", element("a", "← All articles", href="/"))
    main = element(
        "main", element("h1", "This article is not here"), element("p", text), back, id="content", tabindex=-1
    )
    return page("Not here", main)


def _way_back(came_by: Filters) -> Html:
    if came_by == NO_FILTERS:
        return element("a", "← All articles", href="/")
    return element("a", "← Filtered articles", href=came_by.href)


def _title(entry: Entry) -> Html:
    name = outlet(entry)
    others = name and element("a", element("bdi", name), href=Filters(outlet=name).href, class_="outlet")
    kicker = element("p", badge(entry), others, class_="kicker")
    title = title_of(entry)
    heading = element("h1", title, dir="auto", class_="uri" if title == entry.uri else None)
    known = facts(
        *(_credits(entry.article) if entry.article else ()),
        ("Language", entry.language),
        ("Uri", web_link(entry.uri)),
    )
    return element("header", kicker, heading, known, class_="title")


def _credits(article: CleanArticle) -> tuple[tuple[str, Child], ...]:
    return (
        ("By", article.by),
        ("Dateline", article.located),
        ("Editor", article.editor),
        ("Published", article.date_published),
        ("Words", f"{article.word_count:,}"),
    )


def _dead_letter(letter: Letter | None) -> Html | None:
    if letter is None:
        return None
    known = facts(
        ("Reason", letter.reason),
        ("Stage", letter.stage),
        ("Exception", letter.exception),
        ("Record", letter.place),
        ("Key", letter.key),
        ("Size", f"{letter.size:,} bytes"),
    )
    excerpt = element(
        "pre",
        "\n",
        letter.excerpt or "(no value)",
        dir="ltr",
        tabindex=0,
        role="region",
        aria_label="The value's beginning",
    )
    heading = element("h2", "Why it is no article", id="letter-title")
    message = element("p", letter.message, class_="message", dir="auto")
    return element("section", heading, message, known, excerpt, class_="letter", aria_labelledby="letter-title")


def _texts(feed: Feed, entry: Entry) -> list[Child]:
    if entry.article is not None:
        quotes = feed.quotes(entry)
        reading = element("div", clean_text(entry.article, quotes), speaker_cards(quotes), class_="reading")
        return [reading, raw_text(entry, entry.article)]
    if entry.raw is None or entry.letter is not None:
        return []
    heading = element("h2", "As it arrived", id="raw-title")
    body = element("div", entry.raw.body, class_="body", dir="auto")
    return [element("section", heading, body, class_="raw", aria_labelledby="raw-title")]


def _retracted(feed: Feed, entry: Entry) -> Html | None:
    gone = feed.retracted(entry.uri) if entry.article else []
    if not gone:
        return None
    heading = element("h2", "Quotes taken back", id="retracted-title")
    note = element("p", "The newest version of this article does not say them any more.", class_="note")
    items = element("ul", map(quote_item, gone), class_="retracted")
    return element("section", heading, note, items, aria_labelledby="retracted-title")


def _kin(feed: Feed, entry: Entry) -> Html | None:
    others = feed.relatives(entry)
    told = _told(entry)
    if not others and not told:
        return None
    heading = element("h2", "Versions and copies", id="kin-title")
    rows = element("ol", [_relative(other, here=other is entry) for other in _in_time([*others, entry])])
    cluster = (
        element("p", "cluster ", element("code", entry.cluster, dir="ltr"), class_="note") if entry.cluster else None
    )
    return element("section", heading, told, rows, cluster, class_="kin", aria_labelledby="kin-title")


def _in_time(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.time, entry.id))


def _told(entry: Entry) -> list[Html]:
    """What the events say of other articles, whether those are at hand or not."""
    told: list[Html] = []
    if entry.article and entry.article.supersedes_uri:
        told.append(element("p", "Contains the shorter article ", web_link(entry.article.supersedes_uri)))
    if entry.duplicate:
        alike = "" if entry.duplicate.similarity is None else f", {entry.duplicate.similarity:.1%} the same"
        why = [f" ({entry.duplicate.relation}, rule ", element("bdi", entry.duplicate.rule), f"{alike})"]
        told.append(element("p", "Copy of ", web_link(entry.duplicate.duplicate_of), why))
    return told


def _relative(entry: Entry, *, here: bool) -> Html:
    title = title_of(entry)
    name = element("strong", title, aria_current="page") if here else element("a", title, href=f"/articles/{entry.id}")
    words = element("bdi", outcome_words(entry))
    return element(
        "li", clock(entry.seen), words, element("span", name, dir="auto"), element("bdi", outlet(entry) or "")
    )


def _records(entry: Entry) -> Html:
    article = entry.article
    known = facts(
        ("Raw record's time", entry.time),
        ("Raw record", f"{entry.raw.size:,} bytes" if entry.raw else "not at hand"),
        ("SHA-256 of the body", article.sha256 if article else None),
        ("Version before", article.previous_version if article else None),
        ("As JSON", element("a", f"/api/articles/{entry.id}", href=f"/api/articles/{entry.id}")),
    )
    return element("section", element("h2", "Record", id="record-title"), known, aria_labelledby="record-title")
