"""`news-streams quotes`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec
import orjson

from streams import pipeline
from streams.cli.group import DATA_PROBLEM
from streams.cli.options import FILES, JSON, in_colour, readable_files, warn
from streams.cli.problems import skips
from streams.cli.run import records
from streams.cli.show import Show
from streams.events import CleanArticle, Quote
from streams.languages.pack import languages
from streams.lines import dead_letter_object
from streams.local import LocalPipeline
from streams.quote_index import QuoteIndex
from streams.records import Output, Record
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, QUOTE


@click.command()
@click.argument("source", metavar="FILE", type=FILES)
@JSON
@click.option(
    "--language", type=click.Choice(languages()), help="The language of the quotes, instead of the one found."
)
@click.option(
    "--confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out quotes that are less sure than this."
)
def quotes(source: Path, as_json: bool, language: str | None, confidence: float) -> None:
    """Show an article with its quotes, their speakers and the chain of sources marked where they stand.

    FILE is a text, a web page, a .jsonl file with one event a line, a folder of these, or - for standard input. Each
    article is cleaned and read by itself, copies as well. Colour where the terminal has it; else signs:
    [1 quote 1], <speaker>, _cue_, ~source~.

    \b
    Examples:
      news-streams quotes article.txt
      news-streams quotes article.txt --confidence 0.8
      news-streams quotes articles.jsonl --json | jq '.quotes[].speaker.name'
    """
    show = Show(in_colour())
    budget_s = Settings.from_environment().record_budget_s
    letters = 0
    with readable_files():
        for record in records((source,), skips()):
            outputs = list(LocalPipeline(budget_s=budget_s).process(record))
            letters += sum(map(_warned, outputs))
            for article in _articles(outputs):
                found = _quotes(article, outputs, language)
                sure = [quote for quote in found if quote.confidence >= confidence]
                text = _line(article, sure) if as_json else show.quotes(article, sure)
                click.echo(text, color=show.colour)
    sys.exit(DATA_PROBLEM if letters else 0)


def _warned(output: Output) -> bool:
    """Tell of a dead letter; whether this is one."""
    if output.topic is DEAD_LETTER:
        letter = dead_letter_object(output.key, output.value, output.headers)
        warn(f"{letter['key'] or 'record'} could not be read, {letter.get('reason')}: {letter.get('message')}")
    return output.topic is DEAD_LETTER


def _articles(outputs: Sequence[Output]) -> Iterator[CleanArticle]:
    for output in outputs:
        if output.topic is CLEAN and output.value is not None:
            yield msgspec.json.decode(output.value, type=CleanArticle)


def _quotes(article: CleanArticle, outputs: Sequence[Output], language: str | None) -> list[Quote]:
    """The quotes in text order, found again where another language is wanted."""
    if language and language != article.language:
        value = msgspec.json.encode(msgspec.structs.replace(article, language=language))
        record = Record(CLEAN.name, 0, 0, 0, article.uri.encode(), value)
        outputs = pipeline.find_quotes(record, QuoteIndex()).outputs
    found = [msgspec.json.decode(o.value, type=Quote) for o in outputs if o.topic is QUOTE and o.value is not None]
    return sorted(found, key=lambda quote: quote.spans[0].start)


def _line(article: CleanArticle, found: list[Quote]) -> bytes:
    """An article with its quotes as one line of JSON."""
    facts = {"uri": article.uri, "headline": article.headline, "language": article.language, "body": article.body}
    said = [orjson.Fragment(msgspec.json.encode(quote)) for quote in found]
    return orjson.dumps({**facts, "quotes": said})
