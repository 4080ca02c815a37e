"""Events that attack whoever shows them: a script in every field that is free text."""

from typing import Any

import msgspec
import orjson

from streams.events import CleanArticle, Cue, DuplicateArticle, InfoSource, Quote, Removal, Repair, Span, Speaker
from streams.records import ERROR_HEADER, Headers, Record
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW, Topic

URI = "javascript:alert('uri')//<script>alert(1)</script>"
SCRIPT = "</p><script>alert(document.title='owned')</script>"
IMAGE = "<img src=x onerror=\"alert(document.title='owned')\">"
ATTRIBUTE = "\" autofocus onfocus='alert(document.title=1)' x=\""
STYLE = "</title><style>*{display:none}</style>"
BASE = '<base href="https://evil.example/"><link rel=stylesheet href="https://evil.example/x.css">'
OVERRIDE = "\u202etxt.exe\u0000\u001b[31m"
TIME = "2026-02-02T02:40:00.000Z"
BODY = f"{SCRIPT} {IMAGE}\n{ATTRIBUTE} {STYLE} {BASE} {OVERRIDE}"
ALL = f"{SCRIPT}{IMAGE}{ATTRIBUTE}{STYLE}{BASE}{OVERRIDE}"

Sent = tuple[Topic, bytes | None, bytes | None, Headers]


def hostile() -> list[Sent]:
    """A clean article with quotes, a copy, and two dead letters."""
    article = CleanArticle(
        uri=URI,
        headline=ALL,
        body=BODY,
        language=ALL,
        located=ALL,
        by=ALL,
        editor=ALL,
        publisher=ALL,
        date_published=ALL,
        char_count=len(BODY),
        word_count=9,
        sha256=ALL,
        removals=(Removal(rule=ALL, start=0, end=9, text=ALL),),
        repairs=(Repair(rule=ALL, start=len(BODY) + 9, before=ALL, after=ALL),),
        version_created=TIME,
        cluster_id=ALL,
        relation="update",
        previous_version=ALL,
        supersedes_uri=URI,
    )
    copy = DuplicateArticle(
        uri="data:text/html,<script>alert(1)</script>",
        duplicate_of=URI,
        cluster_id=ALL,
        relation="near",
        rule=ALL,
        version_created=TIME,
    )
    raw = {"uri": "javascript:alert('raw')", "headline": ALL, "body": ALL, "publisher": ALL, "language": ALL}
    quotes = [_quote(number, kind) for number, kind in enumerate(("direct", "mixed", "indirect"))]
    return [
        (CLEAN, URI.encode(), msgspec.json.encode(article), ()),
        (DUPLICATE, URI.encode(), msgspec.json.encode(copy), ()),
        *((QUOTE, quote.id.encode(), msgspec.json.encode(quote), ()) for quote in quotes),
        (QUOTE, quotes[-1].id.encode(), None, (("ce_subject", URI.encode()),)),
        (DEAD_LETTER, ALL.encode(), ALL.encode(), _errors("dedup")),
        (DEAD_LETTER, ALL.encode(), orjson.dumps(raw | {"versionCreated": TIME}), _errors("dedup")),
        (DEAD_LETTER, ALL.encode(), ALL.encode() + b"\xff", _errors(RAW.name)),
    ]


def hostile_records() -> list[Record]:
    """The same as records."""
    return [
        Record(topic.name, 0, number, 1_770_000_000_000, key, value, headers)
        for number, (topic, key, value, headers) in enumerate(hostile())
    ]


def _quote(number: int, kind: Any) -> Quote:
    return Quote(
        id=f"{number}{ALL}",
        utterance_id="u",
        article_uri=URI,
        cluster_id=ALL,
        language=ALL,
        type=kind,
        quote=BODY,
        spans=(Span(start=0, end=len(BODY)),),
        cue=Cue(text=ALL, start=0, end=1),
        speaker=Speaker(name=ALL, mention=ALL, job_title=ALL, affiliation=ALL),
        info_sources=(InfoSource(name=ALL, role=ALL), InfoSource(name=ALL)),
        confidence=0.5,
        rule=ALL,
        version_created=TIME,
    )


def _errors(topic: str) -> Headers:
    told = dict.fromkeys(("stage", "reason", "exception", "message"), ALL) | {
        "topic": topic,
        "partition": "0",
        "offset": "9" * 30,
    }
    return tuple((ERROR_HEADER + name, text.encode()) for name, text in told.items())
