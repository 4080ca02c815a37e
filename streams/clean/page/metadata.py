"""What a page says of its article outside the text: JSON-LD, OpenGraph, meta elements, the first heading."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from selectolax.lexbor import LexborHTMLParser

from streams.clean.dates import normal_date

LONGEST_FIELD = 400
MOST_BLOCKS = 20  # JSON-LD elements looked at
DEEPEST_DATA = 6
MOST_BODY = 200_000  # characters

_ARTICLE = re.compile(
    r"(?:News|Reportage|Opinion|Analysis|Review|Background)?(?:Article|BlogPosting)$|ReportageNewsArticle$"
)
_SUFFIX = re.compile(r"\s+[-–—|·»:]+\s+([^-–—|·»]{2,60})$")
_COMMENTS = re.compile(r"^\s*(?://<!\[CDATA\[|<!\[CDATA\[|<!--)|(?:-->|(?://)?\]\]>)\s*;?\s*$")
_SPACE = re.compile(r"\s+")


class Metadata(NamedTuple):
    """The page's own words; a field that it does not have is None."""

    headline: str | None = None
    by: str | None = None
    publisher: str | None = None
    date_published: str | None = None
    language: str | None = None
    address: str | None = None  # where the page says it is published
    body: str | None = None  # the whole text, which some pages have in their data and nowhere else


def read_metadata(tree: LexborHTMLParser) -> Metadata:
    """Read the fields, the most explicit source first."""
    elements = _meta_elements(tree)
    data = next(_articles(tree), {})
    site = _name(data.get("publisher")) or _meta(elements, "og:site_name", "application-name")
    heading = _only_heading(tree)
    titles = (_text(data.get("headline")), _meta(elements, "og:title", "twitter:title"), heading, _title(tree))
    title = next(filter(None, titles), None)
    if heading and title and heading.casefold() in title.casefold():
        title = heading
    dates = (
        _text(data.get("datePublished")),
        _meta(elements, "article:published_time", "datePublished", "date", "pubdate"),
        _time(tree),
    )
    return Metadata(
        headline=_without_site(title, site) if title else None,
        by=_name(data.get("author")) or _author(elements),
        publisher=site,
        date_published=next((day for date in dates if date and (day := normal_date(date))), None),
        language=_language(tree),
        address=_canonical(tree) or _meta(elements, "og:url"),
        body=_article_body(data.get("articleBody")),
    )


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects that describe an article."""
    for node in tree.css('script[type="application/ld+json"]')[:MOST_BLOCKS]:
        try:
            value = orjson.loads(_COMMENTS.sub("", node.text(deep=True)))
        except orjson.JSONDecodeError:
            continue
        yield from _described(value, 0)


def _described(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST_DATA:
        return
    if isinstance(value, list):
        for item in value:
            yield from _described(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLE.match(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _described(value.get(name), depth + 1)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", value[: 2 * LONGEST_FIELD]).strip()[:LONGEST_FIELD] or None


def _article_body(value: Any) -> str | None:
    """The text in a page's data; none where it is in HTML."""
    return value[:MOST_BODY] if isinstance(value, str) and "<" not in value else None


def _name(value: Any) -> str | None:
    """The names of people or organisations; an address is none."""
    values = value if isinstance(value, list) else [value]
    names = [_text(item.get("name") if isinstance(item, dict) else item) for item in values[:10]]
    return ", ".join(dict.fromkeys(name for name in names if name and "://" not in name)) or None


def _meta_elements(tree: LexborHTMLParser) -> dict[str, str]:
    """What each meta element says, by any of its names; the first of a name counts. One look for all of them."""
    found: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        for name in (attributes.get("property"), attributes.get("name"), attributes.get("itemprop")):
            if name:
                found.setdefault(name, attributes.get("content") or "")
    return found


def _meta(elements: dict[str, str], *names: str) -> str | None:
    return next((text for name in names if (text := _text(elements.get(name)))), None)


def _author(elements: dict[str, str]) -> str | None:
    author = _meta(elements, "author", "article:author", "parsely-author", "dc.creator")
    return author if author and "://" not in author and not author.startswith("@") else None


def _only_heading(tree: LexborHTMLParser) -> str | None:
    headings = tree.css("h1")
    return _text(headings[0].text(deep=True)) if len(headings) == 1 else None


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    return _text(node.text(deep=True)) if node else None


def _time(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("article time[datetime], time[itemprop=datePublished], time[pubdate]")
    return _text(node.attributes.get("datetime")) if node else None


def _canonical(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("link[rel=canonical]")
    return _text(node.attributes.get("href")) if node else None


def _language(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("html")
    return _text(node.attributes.get("lang")) if node else None


def _without_site(title: str, site: str | None) -> str:
    """A title without the site's name behind it."""
    match = _SUFFIX.search(title)
    if not match or not site:
        return title
    tail, name = (re.sub(r"\W+", "", text).casefold() for text in (match[1], site))
    return title[: match.start()] if tail and (tail in name or name in tail) else title
