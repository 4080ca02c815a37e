"""The three stages as pure functions: a record and the stage's state in, outputs and a closed outcome out.

    news.article.raw -> clean -> news.article.candidate -> dedup -> news.article.clean -> quotes -> news.quote

Clean and quotes look at one record only and scale by partitions. Dedup decides in the order of its input partition.
Nothing here changes a state: a result names its changes, and whoever runs the stage applies them once the outputs are
safe.
"""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, TypeVar, cast

import msgspec

from streams import clean as cleaning
from streams import dedup, quotes, topics
from streams.errors import Reason, RejectedError
from streams.events import (
    Article,
    CandidateArticle,
    CleanArticle,
    DuplicateArticle,
    Quote,
    RawArticle,
    Relation,
)
from streams.provenance import RawOffsets
from streams.quote_index import QuoteIndex
from streams.records import Outcome, Output, Record, Result, State, output, short_hash, tombstone
from streams.topics import Topic

T = TypeVar("T")
MAX_URI = 2048  # as in the schema of a raw event
COPIES = frozenset({Outcome.REDELIVERY, Outcome.EXACT, Outcome.NEAR})

_raw = msgspec.json.Decoder(RawArticle)
_candidate = msgspec.json.Decoder(CandidateArticle)
_clean = msgspec.json.Decoder(CleanArticle)


class StageName(StrEnum):
    """The stages, in the order an article passes them."""

    CLEAN = "clean"
    DEDUP = "dedup"
    QUOTES = "quotes"


class Stage(NamedTuple):
    """A stage: what it reads, what it remembers, and its function."""

    name: StageName
    source: Topic
    run: Callable[[Record, State | None], Result]
    changelog: Topic | None = None
    new_state: Callable[[], State] | None = None


def stages(window: dedup.Window | None = None, *, keep_duplicates: bool = False) -> dict[StageName, Stage]:
    """The three stages, in order; `keep_duplicates` lets copies through as articles of their cluster, too."""
    window = window or dedup.Window()

    def decide(record: Record, state: State | None) -> Result:
        return decide_candidate(record, cast("dedup.Index", state), keep_duplicates=keep_duplicates)

    def find(record: Record, state: State | None) -> Result:
        return find_quotes(record, cast("QuoteIndex", state))

    every = (
        Stage(StageName.CLEAN, topics.RAW, clean_raw),
        Stage(StageName.DEDUP, topics.CANDIDATE, decide, topics.SKETCH, lambda: dedup.Index(window)),
        Stage(StageName.QUOTES, topics.CLEAN, find, topics.QUOTE_INDEX, lambda: QuoteIndex(window.hash_days)),
    )
    return {stage.name: stage for stage in every}


def clean_raw(record: Record, state: State | None = None) -> Result:  # noqa: ARG001 - the one shape of all stages
    """Stage 1: the article in a raw record, with its sketch.

    Raises:
        RejectedError: the record is no event, or holds no article.
    """
    raw = read_raw(record)
    cleaned = cleaning.clean(raw)
    candidate = CandidateArticle(
        uri=raw.uri,
        headline=cleaned.headline,
        body=cleaned.body,
        language=cleaned.language,
        content_type=raw.content_type,
        located=cleaned.located,
        by=cleaned.by,
        editor=cleaned.editor,
        publisher=cleaned.publisher,
        date_published=cleaned.date_published,
        char_count=len(cleaned.body),
        word_count=len(cleaned.body.split()),
        sha256=sha256(cleaned.body.encode()).hexdigest(),
        removals=cleaned.removals,
        repairs=cleaned.repairs,
        version_created=record.time,
        sketch=dedup.sketch(cleaned.body),
    )
    made = output(record, topics.CANDIDATE, candidate.language, candidate)
    return Result(Outcome.CLEANED, candidate.language, [made])


def read_raw(record: Record) -> RawArticle:
    """The raw article of a record: an event in JSON, or the page or text itself under a `content-type` header.

    Raises:
        RejectedError: there is nothing, or nothing that could be read.
    """
    if not record.value:
        raise RejectedError(Reason.EMPTY, "the record has no value")
    if holds_event(record):
        return _decode(_raw, record)
    kind, parameters = _content_type(record)
    uri = record.header("ce_subject") or (record.key or b"").decode("utf-8", "replace")
    if not uri:
        raise RejectedError(Reason.INVALID, f"a {kind} value needs its uri in the header ce_subject or in the key")
    if len(uri) > MAX_URI:
        raise RejectedError(Reason.INVALID, f"the uri has {len(uri):,} characters; {MAX_URI:,} are allowed")
    body = cleaning.decode_page(record.value, _charset(parameters))
    return RawArticle(uri=uri, body=body, content_type="text/plain" if kind == "text/plain" else "text/html")


def holds_event(record: Record) -> bool:
    """Whether a raw record's value is an event in JSON, and not the page or text itself."""
    return _content_type(record)[0] not in ("text/html", "text/plain", "application/xhtml+xml")


def _content_type(record: Record) -> tuple[str, str]:
    """The type without its parameters, and those."""
    kind, _, parameters = (record.header("content-type") or "application/json").partition(";")
    return kind.strip().lower(), parameters


def decide_candidate(record: Record, index: dedup.Index, *, keep_duplicates: bool = False) -> Result:
    """Stage 2: whether the article is new, a new version, or a copy of an earlier one.

    Raises:
        RejectedError: the record is no candidate.
    """
    candidate = _decode(_candidate, record)
    verdict = index.decide(candidate)
    outcome = Outcome(verdict.relation)
    made: list[Output] = []
    if outcome in COPIES:
        made.append(_duplicate(record, candidate, verdict))
    if outcome not in COPIES or keep_duplicates:
        made.append(_article(record, candidate, verdict))
    return Result(outcome, candidate.language, made, verdict.changes)


def find_quotes(record: Record, index: QuoteIndex) -> Result:
    """Stage 3: who said what in the article; on an update, what of it is new and what is gone.

    Raises:
        RejectedError: the record is no clean article.
    """
    article = _decode(_clean, record)
    try:
        found = _quotes(article)
        changed, gone, changes = index.compare(article.uri, article.version_created, found)
    except ValueError as error:  # overlapping removals, a time that is none: not what our own stages write
        raise RejectedError(Reason.INVALID, str(error)) from error
    made = [
        output(
            record,
            topics.QUOTE,
            quote.id,
            quote,
            partition_by=article.uri,
        )
        for quote in changed
    ]
    made += [tombstone(record, topics.QUOTE, quote_id, partition_by=article.uri) for quote_id in gone]
    return Result(Outcome.QUOTED if found else Outcome.NO_QUOTES, article.language, made, changes)


def _decode(decoder: "msgspec.json.Decoder[T]", record: Record) -> T:
    if not record.value:
        raise RejectedError(Reason.EMPTY, "the record has no value")
    try:
        return decoder.decode(record.value)
    except msgspec.ValidationError as error:
        raise RejectedError(Reason.INVALID, str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RejectedError(Reason.MALFORMED, f"not JSON: {error}") from error
    except RecursionError as error:
        raise RejectedError(Reason.TOO_DEEP, "JSON nested too deeply") from error


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _article(record: Record, candidate: CandidateArticle, verdict: dedup.Verdict) -> Output:
    common = {name: getattr(candidate, name) for name in Article.__struct_fields__}
    relation = cast("Relation", verdict.relation if Outcome(verdict.relation) not in COPIES else "new")
    article = CleanArticle(
        **common,
        cluster_id=verdict.cluster_id,
        relation=relation,
        previous_version=verdict.previous_version,
        supersedes_uri=verdict.supersedes_uri,
    )
    return output(record, topics.CLEAN, candidate.uri, article)


def _duplicate(record: Record, candidate: CandidateArticle, verdict: dedup.Verdict) -> Output:
    duplicate = DuplicateArticle(
        uri=candidate.uri,
        duplicate_of=verdict.duplicate_of or candidate.uri,
        cluster_id=verdict.cluster_id,
        relation=verdict.relation,  # type: ignore[arg-type] # checked against COPIES by the caller
        rule=verdict.rule,
        similarity=verdict.similarity,
        version_created=candidate.version_created,
    )
    return output(record, topics.DUPLICATE, candidate.uri, duplicate)


def _quotes(article: CleanArticle) -> list[Quote]:
    is_text = article.content_type == "text/plain"
    raw_offsets = RawOffsets(article.removals, article.repairs) if is_text else None
    said: Counter[tuple[str, str]] = Counter()
    made = []
    for found in quotes.extract(article.body, article.language):
        said[found.type, found.quote] += 1
        made.append(
            Quote(
                id=short_hash(article.uri, found.type, found.quote, str(said[found.type, found.quote])),
                utterance_id=dedup.utterance_id(found.quote, found.speaker.name if found.speaker else None),
                article_uri=article.uri,
                cluster_id=article.cluster_id,
                language=article.language,
                type=found.type,
                quote=found.quote,
                spans=found.spans,
                raw_spans=raw_offsets.spans(found.spans) if raw_offsets else (),
                pre=found.pre,
                post=found.post,
                cue=found.cue,
                speaker=found.speaker,
                info_sources=found.info_sources,
                confidence=found.confidence,
                rule=found.rule,
                version_created=article.version_created,
            )
        )
    return made
