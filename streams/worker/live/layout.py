"""What all pages share."""

from datetime import UTC, datetime

from streams.worker.live.entry import Entry, Outcome
from streams.worker.live.html import Child, Html, element, joined

SIGNS = {Outcome.ARTICLE: "●", Outcome.DUPLICATE: "=", Outcome.DEAD_LETTER: "✕", Outcome.IN_WORK: "…"}
RELATIONS = {"new": "article", "update": "new version", "supersedes": "fuller version"}
LONGEST_TITLE = 160


def page(title: str, *content: Child) -> Html:
    """A whole page around the content, which brings its own `main`."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{title} · news-streams"),
        element("link", rel="stylesheet", href="/assets/live.css"),
        element("link", rel="icon", href="/assets/icon.svg", type="image/svg+xml"),
        element("script", src="/assets/live.js", defer=True),
    )
    skip = element("a", "Skip to the content", href="#content", class_="skip")
    name = element("a", "news-streams", href="/", class_="name")
    place = element("span", "live view", class_="place")
    links = element(
        "nav", element("a", "metrics", href="/metrics"), element("a", "health", href="/ready"), aria_label="Worker"
    )
    header = element("header", name, place, links, class_="masthead")
    body = element("body", skip, header, content)
    return joined(Html("<!DOCTYPE html>\n"), element("html", head, body, lang="en"))


def announcer(sequence: int, text: str | None = None) -> Html:
    """Where the script says whether the page is current, and from where: `sequence` is how far the page is.

    `text` is what holds without a script.
    """
    said = element("span", text, role="status")
    return element("p", said, element("span", None, class_="count"), id="live", class_="live", data_sequence=sequence)


def footer() -> Html:
    """The end of a page that shows times."""
    return element("footer", element("p", "Times are UTC."))


def title_of(entry: Entry) -> str:
    """What an entry is called on a page: its headline, else how its text begins, else its uri."""
    text = entry.headline or (entry.article and entry.article.body) or _first_line(entry) or entry.uri
    line = " ".join(text[: 2 * LONGEST_TITLE].split())
    return line if len(line) <= LONGEST_TITLE else line[:LONGEST_TITLE].rstrip() + " …"


def _first_line(entry: Entry) -> str:
    if entry.raw is None or entry.raw.uri is None or entry.raw.is_page:
        return ""
    return entry.raw.body.lstrip()[: 2 * LONGEST_TITLE].partition("\n")[0]


def badge(entry: Entry) -> Html:
    """What became of it, in a sign and a word."""
    outcome = entry.outcome
    sign = element("span", SIGNS[outcome], aria_hidden="true")
    return element("span", sign, f" {outcome_words(entry)}", class_=f"badge {outcome.replace(' ', '-')}", dir="auto")


def outcome_words(entry: Entry) -> str:
    """What became of it, more closely than the outcome says."""
    if entry.letter:
        return f"dead letter, {entry.letter.reason}"
    if entry.article:
        return RELATIONS[entry.article.relation]
    if entry.duplicate:
        return f"{entry.duplicate.relation} copy" if entry.duplicate.relation != "redelivery" else "redelivery"
    return "in work"


def clock(milliseconds: int) -> Html:
    """A time of day, UTC."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return element("time", f"{moment:%H:%M:%S}", datetime=moment.isoformat(timespec="milliseconds"))


def facts(*pairs: tuple[str, Child]) -> Html:
    """Names and values; those without a value are left out."""
    items = [(element("dt", name), element("dd", element("bdi", value))) for name, value in pairs if value]
    return element("dl", [element("div", item) for item in items], class_="facts")


def counted(number: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{number:,} {one if number == 1 else many}"
