"""What came out of a demo, told in the order in which articles went in."""

from collections import defaultdict
from functools import cached_property
from typing import TypeVar
from urllib.request import urlopen

import click
import msgspec
import orjson

from streams.cli.options import in_colour
from streams.cli.run import raw_body_of
from streams.cli.show import Show
from streams.events import CleanArticle, DuplicateArticle, Event, Quote
from streams.inputs import Input
from streams.lines import line
from streams.local import raw_record
from streams.provenance import apply
from streams.records import Record
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, Topic
from streams.worker.settled import Settled

E = TypeVar("E", bound=Event)
SCRAPE_S = 5


class Story:
    """The inputs, and everything seen on the topics since."""

    def __init__(self, inputs: list[Input], seen: Settled) -> None:
        self._inputs = inputs
        self._seen = seen
        self._show = Show(in_colour())
        self._place = {(given.key or b"").decode("utf-8", "replace"): n for n, given in reversed([*enumerate(inputs)])}

    def tell(self, metrics: str) -> None:
        """Print all of it for people; `metrics` is the address of the worker's metrics."""
        show = self._show
        self._head("Clean articles, with what was removed, and their quotes")
        for article in self._articles:
            self._print(show.event(article, self._raw_body(article)))
            for quote in self._quotes[article.uri, article.version_created]:
                self._print(show.quote(quote))
        self._section(
            "Quotes taken back: a new version of their article no longer holds them",
            [show.retracted(self._quote_of(record)) for record in self._retracted],
        )
        self._section("Duplicates", [show.event(duplicate) for duplicate in self._duplicates])
        self._section(
            "Dead letters",
            [show.record(DEAD_LETTER, r.key, r.value, r.headers) for r in self._seen.seen(DEAD_LETTER)],
        )
        self._section("Metrics", [_metrics(metrics)])

    def tell_json(self) -> None:
        """Print the same records in the same order, one JSON object a line."""
        for topic in (CLEAN, QUOTE, DUPLICATE, DEAD_LETTER):
            for record in sorted(self._seen.seen(topic), key=self._position):
                value = orjson.Fragment(line(topic, record.key, record.value, record.headers))
                click.echo(orjson.dumps({"topic": topic.name, "value": value}))

    @cached_property
    def _articles(self) -> list[CleanArticle]:
        found = self._decoded(CLEAN, CleanArticle)
        return sorted(found, key=lambda article: (self._place.get(article.uri, -1), article.version_created))

    @cached_property
    def _every_quote(self) -> dict[tuple[str, str], Quote]:
        """By id and version."""
        return {(quote.id, quote.version_created): quote for quote in self._decoded(QUOTE, Quote)}

    @cached_property
    def _quotes(self) -> dict[tuple[str, str], list[Quote]]:
        """By article and version: a quote has its version's time."""
        found: defaultdict[tuple[str, str], list[Quote]] = defaultdict(list)
        for quote in self._every_quote.values():
            found[quote.article_uri, quote.version_created].append(quote)
        for of_article in found.values():
            of_article.sort(key=lambda quote: quote.spans[0].start)
        return found

    @cached_property
    def _duplicates(self) -> list[DuplicateArticle]:
        found = self._decoded(DUPLICATE, DuplicateArticle)
        return sorted(found, key=lambda duplicate: self._place.get(duplicate.uri, -1))

    @cached_property
    def _retracted(self) -> list[Record]:
        return [record for record in self._seen.seen(QUOTE) if record.value is None]

    def _quote_of(self, retraction: Record) -> Quote:
        """What the quote said, in any version: its id stands for article, type and place."""
        quote_id = (retraction.key or b"").decode()
        return next(quote for (known_id, _), quote in self._every_quote.items() if known_id == quote_id)

    def _decoded(self, topic: Topic, event: type[E]) -> list[E]:
        return [msgspec.json.decode(r.value, type=event) for r in self._seen.seen(topic) if r.value is not None]

    def _position(self, record: Record) -> tuple[int, int, int]:
        uri = record.header("ce_subject") or (record.key or b"").decode("utf-8", "replace")
        return self._place.get(uri, len(self._place)), record.timestamp, record.offset

    def _raw_body(self, article: CleanArticle) -> str | None:
        """The raw text of an article: of several versions, the one from which its edits make its body."""
        for number, given in enumerate(self._inputs):
            raw_body = raw_body_of(raw_record(given, number, 0)) if given.key == article.uri.encode() else None
            if raw_body is not None and apply(raw_body, article.removals, article.repairs) == article.body:
                return raw_body
        return None

    def _section(self, title: str, texts: list[str]) -> None:
        self._head(title)
        for text in texts or ["(none)\n"]:
            self._print(text)

    def _head(self, text: str) -> None:
        click.secho(f"== {text} ==\n", bold=True, color=self._show.colour)

    def _print(self, text: str) -> None:
        click.echo(text, color=self._show.colour)


def _metrics(address: str) -> str:
    """Where they are, and the sums of some of them as they are now."""
    with urlopen(address, timeout=SCRAPE_S) as answer:  # noqa: S310 - the address is our own worker's
        samples = [text for text in answer.read().decode().splitlines() if not text.startswith("#")]
    sums = {
        "streams_articles_total of stage dedup": _sum(samples, "streams_articles_total{", 'stage="dedup"'),
        "streams_quotes_total": _sum(samples, "streams_quotes_total{"),
        "streams_dead_letters_total": _sum(samples, "streams_dead_letters_total{"),
        "streams_removed_characters_total": _sum(samples, "streams_removed_characters_total{"),
    }
    return "\n".join([address, *(f"  {value:8,.0f} {name}" for name, value in sums.items())])


def _sum(samples: list[str], *holding: str) -> float:
    return sum(float(text.rsplit("} ", 1)[1].split()[0]) for text in samples if all(part in text for part in holding))
