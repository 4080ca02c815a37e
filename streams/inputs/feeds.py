"""Feeds on disk (RSS 0.9 to 2.0, Atom) as raw records: what an item holds of its article, and what it says about it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

import msgspec
from lxml import etree

from streams.events import ContentType, RawArticle
from streams.inputs.records import Input, Skipped
from streams.inputs.xml_file import XmlFile, local_name, text_of

ROOTS = frozenset({"rss", "RDF", "feed"})
ITEMS = ("item", "entry")
ABOUT_FEED = ("title", "link", "language")
BODIES = ("encoded", "content", "description", "summary")  # the fullest first
DATES = ("pubDate", "published", "date", "issued", "updated")
IDS = ("guid", "id")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d|[a-zA-Z]{2,8};)")
_XHTML = "{http://www.w3.org/1999/xhtml}div"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class _Feed(NamedTuple):
    """What the feed says of itself, as far as it was said before the item at hand."""

    publisher: str | None = None
    address: str = ""
    language: str | None = None


def read_feed(file: XmlFile, name: str) -> Iterator[Input | Skipped]:
    """The items of a feed, in its order; its title is their publisher. An item without a text or address is skipped."""
    feed = _Feed()
    for element in file.elements(*ITEMS, *ABOUT_FEED):
        if local_name(element) not in ITEMS:
            feed = _told(feed, element)
            continue
        where = f"{name}:{element.sourceline}"
        feed = feed._replace(language=feed.language or _language_around(element))
        found = _article(element, feed)
        yield _input(found, where) if isinstance(found, RawArticle) else Skipped(where, found)


def _told(feed: _Feed, element: Any) -> _Feed:
    parent = element.getparent()
    if parent is None or local_name(parent) not in ("channel", "feed"):
        return feed
    match local_name(element):
        case "title":
            return feed._replace(publisher=text_of(element) or None)
        case "language":
            return feed._replace(language=text_of(element) or None)
        case _:
            return feed._replace(address=_address([element]) or feed.address)


def _language_around(element: Any) -> str | None:
    return next((found for found in (each.get(_LANGUAGE) for each in element.iterancestors()) if found), None)


def _input(article: RawArticle, where: str) -> Input:
    value = msgspec.json.encode(article)
    return Input(article.uri.encode(), value, (), where, 0, article.date_published)


def _article(item: Any, feed: _Feed) -> RawArticle | str:
    """The article, or why there is none."""
    parts: dict[str, list[Any]] = {}
    for child in item:
        parts.setdefault(local_name(child), []).append(child)
    address = _address(parts.get("link", [])) or _first(parts, IDS)
    if not address:
        return "the item has neither link nor id"
    body, kind = _body(parts)
    if not body:
        return f"{address} has no text"
    return RawArticle(
        uri=_joined(feed.address, address),
        body=body,
        content_type=kind,
        headline=_in_one_line(_first(parts, ("title",))),
        language=item.get(_LANGUAGE) or feed.language,
        by=_author(parts),
        publisher=_in_one_line(feed.publisher),
        date_published=next((day for name in DATES if (day := _date(_first(parts, (name,))))), None),
    )


def _address(links: list[Any]) -> str | None:
    """RSS has the address inside the element; Atom has it in `href`, and other links beside it."""
    for link in links:
        address = link.get("href") if link.get("rel", "alternate") == "alternate" else None
        if found := (address or text_of(link)).strip():
            return found
    return None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # brackets that hold no IPv6 address
        return address


def _first(parts: dict[str, list[Any]], names: tuple[str, ...]) -> str | None:
    return next((text for name in names for element in parts.get(name, ()) if (text := text_of(element))), None)


def _body(parts: dict[str, list[Any]]) -> tuple[str, ContentType]:
    for name in BODIES:
        for element in parts.get(name, ()):
            if text := _markup_inside(element):
                return text, "text/html" if _MARKUP.search(text) else "text/plain"
    return "", "text/plain"


def _markup_inside(element: Any) -> str:
    """The text of an element; of Atom's XHTML, which is not escaped, the markup with it."""
    inside = element.find(_XHTML)
    return text_of(element) if inside is None else str(etree.tostring(inside, encoding="unicode", method="html"))


def _author(parts: dict[str, list[Any]]) -> str | None:
    """Dublin Core's creator, or the author: in Atom with a name inside, in RSS a mail address with the name behind."""
    if creator := _first(parts, ("creator",)):
        return _in_one_line(creator)
    for author in parts.get("author", ()):
        name = next((text_of(child) for child in author if local_name(child) == "name"), "")
        said = name or re.sub(r"^\S*@\S*\s*\((.*)\)$", r"\1", text_of(author))
        if said and "@" not in said:
            return _in_one_line(said)
    return None


def _date(said: str | None) -> str | None:
    """A date of RFC 822 or ISO 8601 in ISO 8601; nothing where it is neither."""
    if not said:
        return None
    with suppress(ValueError):
        return datetime.fromisoformat(said).isoformat()
    with suppress(ValueError, OverflowError):
        moment = parsedate_to_datetime(said)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    return None


def _in_one_line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None
