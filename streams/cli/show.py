"""Events for people to read."""

import shutil
from collections import Counter
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from streams.cli.body import paragraphs, pieces, printable, repaired_words, wrap
from streams.cli.marked import MarkedText, legend
from streams.cli.options import counted
from streams.events import Article, CleanArticle, DuplicateArticle, Event, Quote, RawArticle, Speaker
from streams.lines import dead_letter_object
from streams.records import Headers
from streams.topics import DEAD_LETTER, Topic

WIDEST = 110
INDENT = "  "
PREVIEW = 160


class Show:
    """Turns records into text, in `colour` or plain."""

    def __init__(self, colour: bool, width: int | None = None) -> None:
        self.colour = colour
        self._width = (width or min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)) - len(INDENT)

    def record(
        self, topic: Topic, key: bytes | None, value: bytes | None, headers: Headers, raw_body: str | None = None
    ) -> str:
        """A record of a topic; `raw_body` is the text that an article's removals index, where it is known."""
        if topic is DEAD_LETTER:
            return self._dead_letter(dead_letter_object(key, value, headers))
        if value is None:
            article = dict(headers).get("ce_subject", b"").decode("utf-8", "replace")
            return self._title("red", "retracted", f"{(key or b'').decode('utf-8', 'replace')} {article}".rstrip())
        event = _decoded(topic, value)
        if event is None:
            return self._unknown(topic, key, value)
        return self.event(event, raw_body)

    def event(self, event: Event, raw_body: str | None = None) -> str:
        """An event of any kind."""
        match event:
            case Article():
                return self._article(event, raw_body)
            case DuplicateArticle():
                return self._duplicate(event)
            case Quote():
                return self.quote(event, event.article_uri)
            case RawArticle():
                return self._raw(event)
        raise TypeError(f"no view of {type(event).__name__}")

    def retracted(self, quote: Quote) -> str:
        """A quote that was taken back."""
        return _indented([self._title("red", "retracted quote", quote.article_uri), *self._wrapped(quote.quote)])

    def _article(self, article: Article, raw_body: str | None) -> str:
        kind = "candidate"
        if isinstance(article, CleanArticle):
            kind = {"update": "article, new version", "supersedes": "article, fuller version"}.get(
                article.relation, "article"
            )
        lines = [self._title("green", kind, article.uri)]
        if article.headline:
            lines.append(self._style(printable(article.headline), bold=True))
        lines += (self._facts(_article_facts(article)), "")
        for paragraph in paragraphs(pieces(article, raw_body)):
            lines += wrap(paragraph, self._width, colour=self.colour)
        edits = list(self._edits(article))
        return _indented([*lines, "", *edits] if edits else lines)

    def _edits(self, article: Article) -> Iterable[str]:
        removed: Counter[str] = Counter()
        for removal in article.removals:
            removed[removal.rule] += removal.end - removal.start
        if removed:
            listed = ", ".join(f"{rule} {count:,}" for rule, count in removed.most_common())
            yield self._style(f"removed, characters by rule: {listed}", dim=True)
        for repair, before, after in repaired_words(article):
            yield self._style(f"repaired, {repair.rule}: {before!r} -> {after!r}", dim=True)

    def _duplicate(self, duplicate: DuplicateArticle) -> str:
        similarity = f", similarity {duplicate.similarity:.2f}" if duplicate.similarity is not None else ""
        return _indented(
            [
                self._title("yellow", f"duplicate, {duplicate.relation}", duplicate.uri),
                f"of {printable(duplicate.duplicate_of)}",
                self._style(f"rule {duplicate.rule}{similarity}, cluster {duplicate.cluster_id}", dim=True),
            ]
        )

    def quote(self, quote: Quote, title: str = "") -> str:
        """A quote, with a title of what it is from, where that is not plain."""
        lines = [self._title("cyan", f"quote, {quote.type}", title)]
        lines += self._wrapped(f"“{quote.quote}”" if quote.type == "direct" else quote.quote)
        return _indented([*lines, *self._attribution(quote)])

    def quotes(self, article: CleanArticle, quotes: list[Quote]) -> str:
        """An article with its quotes marked where they stand, and below who said each, by number."""
        lines = [self._title("green", counted(len(quotes), "quotes"), article.uri)]
        if article.headline:
            lines.append(self._style(printable(article.headline), bold=True))
        lines += [legend(colour=self.colour), ""]
        lines += MarkedText(article.body, quotes, colour=self.colour).lines(self._width)
        for number, quote in enumerate(quotes, 1):
            said_by, *rest = self._attribution(quote)
            lines += ["", f"[{number}] {quote.type}   {said_by}", *(INDENT + line for line in rest)]
        return _indented(lines)

    def _attribution(self, quote: Quote) -> Iterable[str]:
        """Who said it, who handed it on, and how that was found."""
        yield self._facts(_speaker_facts(quote.speaker))
        if quote.info_sources:
            chain = ", then ".join(f"{s.name} ({s.role})" if s.role else s.name for s in quote.info_sources)
            yield f"by way of {printable(chain)}"
        denies = ", which denies it" if quote.cue and quote.cue.denies else ""
        cue = f"cue {quote.cue.text!r}{denies}, " if quote.cue else ""
        where = ", ".join(f"{span.start}-{span.end}" for span in quote.spans)
        yield self._style(f"{cue}confidence {quote.confidence:.2f}, rule {quote.rule}, at {where}", dim=True)

    def _raw(self, raw: RawArticle) -> str:
        lines = [self._title("blue", f"raw, {raw.content_type}", raw.uri)]
        lines.append(self._facts([("publisher", raw.publisher), ("by", raw.by), ("published", raw.date_published)]))
        return _indented([*lines, *self._wrapped(_preview(raw.body))])

    def _dead_letter(self, letter: dict[str, Any]) -> str:
        place = f"{letter.get('topic')} partition {letter.get('partition')} offset {letter.get('offset')}"
        lines = [self._title("red", f"dead letter, {letter.get('reason')}", letter["key"] or "(no key)")]
        lines += self._wrapped(f"{letter.get('stage')}: {letter.get('message')}")
        lines += self._wrapped(_preview(letter["value"] or "(no value)"))
        return _indented([*lines, self._style(f"from {printable(place)}", dim=True)])

    def _unknown(self, topic: Topic, key: bytes | None, value: bytes) -> str:
        title = self._title("blue", topic.name, (key or b"").decode("utf-8", "backslashreplace"))
        return _indented([title, *self._wrapped(_preview(value.decode("utf-8", "backslashreplace")))])

    def _title(self, colour: str, kind: str, uri: str) -> str:
        return f"{self._style(kind, fg=colour, bold=True)}  {printable(uri)}".rstrip()

    def _facts(self, facts: Iterable[tuple[str, str | None]]) -> str:
        return "   ".join(f"{self._style(name, dim=True)} {printable(value)}" for name, value in facts if value)

    def _wrapped(self, text: str) -> list[str]:
        return click.wrap_text(printable(text), self._width).split("\n")

    def _style(self, text: str, **style: Any) -> str:
        return click.style(text, **style) if self.colour else text


def _decoded(topic: Topic, value: bytes) -> Event | None:
    """The event, unless the topic holds none, or this record holds something else."""
    if topic.event is None:
        return None
    try:
        return msgspec.json.decode(value, type=topic.event)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _article_facts(article: Article) -> list[tuple[str, str | None]]:
    return [
        ("located", article.located),
        ("published", article.date_published),
        ("by", article.by),
        ("editor", article.editor),
        ("publisher", article.publisher),
        ("language", article.language),
        ("words", f"{article.word_count:,}"),
    ]


def _speaker_facts(speaker: Speaker | None) -> list[tuple[str, str | None]]:
    if speaker is None:
        return [("speaker", "not found")]
    return [
        ("speaker", f"{speaker.name or 'unnamed'} ({speaker.type})"),
        ("jobTitle", speaker.job_title),
        ("affiliation", speaker.affiliation),
        ("mention", speaker.mention),
    ]


def _preview(text: str) -> str:
    short = " ".join(text[: 2 * PREVIEW].split())
    return short if len(short) <= PREVIEW and len(text) <= 2 * PREVIEW else f"{short[:PREVIEW]} …"


def _indented(lines: Iterable[str]) -> str:
    first, *others = lines
    return "\n".join([first, *(INDENT + line if line else "" for line in others), ""])
