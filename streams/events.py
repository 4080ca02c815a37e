"""The wire types: one class an event, and the only source of the schemas.

Wire names are camelCase and taken from IPTC ninjs and schema.org. Offsets count Unicode code points, `end` exclusive.
Every event is a deterministic function of its input: no processing time, no random id. Evolution is additive only:
unknown fields are ignored, a break is a new event type on a new topic.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

ContentType = Literal["text/plain", "text/html"]
Relation = Literal["new", "update", "supersedes"]
CopyRelation = Literal["redelivery", "exact", "near"]
QuoteType = Literal["direct", "mixed", "indirect"]
SpeakerType = Literal["Person", "Organization", "Unknown"]

Offset = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
NonEmpty = Annotated[str, Meta(min_length=1)]
Uri = Annotated[str, Meta(min_length=1, max_length=2048)]  # it is repeated in every quote


class Part(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, rename="camel"):
    """A piece of an event."""


class Event(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, rename="camel"):
    """A value on a topic; an absent field is left out of the JSON."""


class RawArticle(Event, kw_only=True, frozen=True):
    """An article as a producer has it: pasted or scraped text, or a whole page."""

    uri: Uri
    body: str
    content_type: ContentType = "text/plain"
    headline: str | None = None
    language: str | None = None
    by: str | None = None
    publisher: str | None = None
    date_published: str | None = None


class Removal(Part, kw_only=True, frozen=True):
    """A stretch of the raw body that is not the article.

    `start` and `end` index the raw body. For a page they index the text that was extracted from it, which the event
    does not carry; `text` then holds what was removed, so that the extracted text can be put together again.
    """

    rule: NonEmpty
    start: Offset
    end: Offset
    text: str | None = None


class Repair(Part, kw_only=True, frozen=True):
    """A stretch of the raw body, from `start`, that read `before` and reads `after` in the clean body."""

    rule: NonEmpty
    before: str
    after: str
    start: Offset


class Article(Event, kw_only=True, frozen=True):
    """What a clean article says, before and after the verdict on whether it is new.

    `body` holds the paragraphs, joined by one newline each. `located` is the dateline's place, `by` the byline,
    `editor` the initials in brackets at an article's foot. `date_published` is ISO 8601, to the day where no more is
    known. `sha256` is the hex digest of the body in UTF-8. `version_created` is the raw record's timestamp (ISO 8601,
    UTC).
    """

    uri: NonEmpty
    headline: str | None = None
    body: NonEmpty
    language: NonEmpty
    content_type: ContentType = "text/plain"
    located: str | None = None
    by: str | None = None
    editor: str | None = None
    publisher: str | None = None
    date_published: str | None = None
    char_count: Offset
    word_count: Offset
    sha256: NonEmpty
    removals: tuple[Removal, ...] = ()
    repairs: tuple[Repair, ...] = ()
    version_created: NonEmpty


class CandidateArticle(Article, kw_only=True, frozen=True):
    """A clean article on its way to the decider of its shard, with its near-duplicate sketch, in base64: internal."""

    sketch: bytes


class CleanArticle(Article, kw_only=True, frozen=True):
    """An article that is no copy of an earlier one.

    `cluster_id` names the group of versions and copies of one article. `previous_version` is the sha256 of what the
    same uri said before (`update`); `supersedes_uri` the shorter article that this one contains (`supersedes`).
    """

    cluster_id: NonEmpty
    relation: Relation
    previous_version: str | None = None
    supersedes_uri: str | None = None


class DuplicateArticle(Event, kw_only=True, frozen=True):
    """An article that an earlier one already said.

    The same delivery again, the same text elsewhere, or nearly the same text.
    """

    uri: NonEmpty
    duplicate_of: NonEmpty
    cluster_id: NonEmpty
    relation: CopyRelation
    rule: NonEmpty
    similarity: Share | None = None
    version_created: NonEmpty


class Span(Part, kw_only=True, frozen=True):
    """Code points `start` up to, not including, `end`."""

    start: Offset
    end: Offset


class Cue(Part, kw_only=True, frozen=True):
    """The words that mark speech ("kata", "according to"), in the clean body.

    `denies` says that the speaker denied what the quote says ("membantah", "denied that").
    """

    text: NonEmpty
    lemma: str | None = None
    denies: bool = False
    start: Offset
    end: Offset


class Speaker(Part, kw_only=True, frozen=True):
    """Who spoke.

    The `mention` beside the quote (offsets in the clean body), or of the report that it goes on with, and the fullest
    name the article gives for it.
    """

    name: str | None = None
    type: SpeakerType = "Unknown"
    mention: str | None = None
    start: Offset | None = None
    end: Offset | None = None
    job_title: str | None = None
    affiliation: str | None = None


class InfoSource(Part, kw_only=True, frozen=True):
    """One link of the chain of sources: who handed the quote on, nearest to the speaker first."""

    name: NonEmpty
    role: str | None = None


class Quote(Event, kw_only=True, frozen=True):
    """One thing somebody said.

    `id` is made from the article's uri, the type and the words, so that it outlives an update that moves the quote.
    `utterance_id` is made from the words and the speaker alone: printings of one utterance in different articles share
    it, so that utterances can be counted.
    `quote` is the text of `spans` (clean body), without its quotation marks for `direct`; `raw_spans` are the same
    stretches of the raw body where that was plain text. `pre` and `post` are the words around it. `confidence` is
    between 0 and 1.
    """

    id: NonEmpty
    utterance_id: NonEmpty
    article_uri: NonEmpty
    cluster_id: NonEmpty
    language: NonEmpty
    type: QuoteType
    quote: NonEmpty
    spans: tuple[Span, ...]
    raw_spans: tuple[Span, ...] = ()
    pre: str | None = None
    post: str | None = None
    cue: Cue | None = None
    speaker: Speaker | None = None
    info_sources: tuple[InfoSource, ...] = ()
    confidence: Share
    rule: NonEmpty
    version_created: NonEmpty
