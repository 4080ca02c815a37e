"""A clean article as IPTC ninjs 3.1 (News in JSON), for systems that read that and not our events.

What ninjs has no property for is left out: removals, repairs and the content type of the raw record. What names other
articles or versions stands in `altIds` and `associations`.
"""

import re
from datetime import UTC
from urllib.parse import quote

import msgspec

from streams.events import CleanArticle, Part
from streams.moments import moment

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
PLAIN_TEXT = "text/plain"
URI_CHARACTERS = "!$%&'()*+,/:;=?@"  # what RFC 3986 lets stand in a path, besides letters, digits and "-._~"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.", re.DOTALL)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Standard(Part, kw_only=True, frozen=True, omit_defaults=False):
    """What a document conforms to."""

    name: str = "ninjs"
    version: str = "3.1"
    schema: str = SCHEMA


class Headline(Part, kw_only=True, frozen=True):
    """A headline."""

    role: str
    content_type: str
    value: str


class Body(Part, kw_only=True, frozen=True):
    """A text; the counts are those of the value, in code points and in words."""

    role: str
    content_type: str
    char_count: int
    word_count: int
    value: str


class Party(Part, kw_only=True, frozen=True):
    """Who published or edited it."""

    name: str
    role: str


class AltId(Part, kw_only=True, frozen=True):
    """Another identifier of the content."""

    role: str
    value: str


class Association(Part, kw_only=True, frozen=True):
    """Another news object; `name` is required and says to people which."""

    name: str
    rel: str
    uri: str


class NewsItem(Part, kw_only=True, frozen=True):
    """A ninjs document: the properties that an article can fill."""

    uri: str
    standard: Standard
    type: str
    representation_type: str
    version: str
    version_created: str
    content_created: str | None = None
    language: str
    headlines: tuple[Headline, ...] = ()
    bodies: tuple[Body, ...]
    located: str | None = None
    by: str | None = None
    info_sources: tuple[Party, ...] = ()
    alt_ids: tuple[AltId, ...]
    associations: tuple[Association, ...] = ()


def news_item(article: CleanArticle) -> NewsItem:
    """The article as ninjs.

    `version` is the body's sha256. `contentCreated` is when it was published: ninjs wants a time, so a day of which no
    more is known becomes its first moment in UTC, as `run` takes it, too.
    """
    return NewsItem(
        uri=absolute(article.uri),
        standard=Standard(),
        type="text",
        representation_type="full",
        version=article.sha256,
        version_created=article.version_created,
        content_created=date_time(article.date_published),
        language=article.language,
        headlines=_headlines(article),
        bodies=(_body(article),),
        located=article.located,
        by=article.by,
        info_sources=_parties(article),
        alt_ids=_alt_ids(article),
        associations=_associations(article),
    )


def ninjs_line(value: bytes) -> bytes:
    r"""The value of a record of news.article.clean as ninjs in one line, without its `\n`.

    Raises:
        msgspec.MsgspecError: it is no clean article.
        UnicodeDecodeError: likewise.
    """
    return _encoder.encode(news_item(_decoder.decode(value)))


def absolute(uri: str) -> str:
    """A URI with a scheme, in ASCII, as ninjs wants it; what has no scheme becomes part of a URN of ours."""
    if not _ABSOLUTE.match(uri):
        return f"urn:news-streams:article:{quote(uri, safe='')}"
    path, mark, fragment = _STRAY_PERCENT.sub("%25", uri).partition("#")
    return quote(path, safe=URI_CHARACTERS) + mark + quote(fragment, safe=URI_CHARACTERS)


def date_time(date: str | None) -> str | None:
    """A day or a time (ISO 8601) as RFC 3339 has it, in UTC; nothing for what is neither."""
    try:
        found = moment(date or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found.isoformat().replace("+00:00", "Z")


def _headlines(article: CleanArticle) -> tuple[Headline, ...]:
    if not article.headline:
        return ()
    return (Headline(role="main", content_type=PLAIN_TEXT, value=article.headline),)


def _body(article: CleanArticle) -> Body:
    return Body(
        role="main",
        content_type=PLAIN_TEXT,
        char_count=article.char_count,
        word_count=article.word_count,
        value=article.body,
    )


def _parties(article: CleanArticle) -> tuple[Party, ...]:
    said = (("publisher", article.publisher), ("editor", article.editor))
    return tuple(Party(name=name, role=role) for role, name in said if name)


def _alt_ids(article: CleanArticle) -> tuple[AltId, ...]:
    """The cluster, the version before, and the uri as we have it where ninjs could not take that."""
    given = article.uri if article.uri != absolute(article.uri) else None
    said = (("clusterId", article.cluster_id), ("previousVersion", article.previous_version), ("uri", given))
    return tuple(AltId(role=role, value=value) for role, value in said if value)


def _associations(article: CleanArticle) -> tuple[Association, ...]:
    if not article.supersedes_uri:
        return ()
    return (Association(name=article.supersedes_uri, rel="supersedes", uri=absolute(article.supersedes_uri)),)


_decoder = msgspec.json.Decoder(CleanArticle)
_encoder = msgspec.json.Encoder()
