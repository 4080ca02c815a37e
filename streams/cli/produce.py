"""`news-streams produce`."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import orjson

from streams.cli.group import DATA_PROBLEM
from streams.cli.options import FILES, progress, readable_files, warn
from streams.cli.problems import SHOWN, Problems, skips
from streams.inputs import STDIN, Input, Skipped, expand, names_its_records, read_file, read_stream
from streams.settings import Settings
from streams.topics import RAW
from streams.worker.produce import Sent
from streams.worker.produce import produce as send

FEW = 100  # so many records say nothing of a rate


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option(
    "--uri",
    help="The uri of the article, for one page or text; without it file:NAME, or file:PATH where two have one name.",
)
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Records a second, at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
def produce(files: tuple[Path, ...], uri: str | None, rate: float | None, as_json: bool) -> None:
    """Send articles to Kafka, to news.article.raw.

    A .jsonl file holds one event a line, a .json file one event; .html is sent as the page it is, anything else as
    text. A .warc or .warc.gz gives the pages it holds, a feed (.rss, .atom, .xml) its items, a sitemap (.xml) the pages
    it names that are saved beside it as HOST/PATH. A folder stands for all such files in it but .xml, and - for
    standard input. What is no event is sent all the same, with a warning: the pipeline keeps it as a dead letter. What
    an archive, feed or sitemap names and does not hold is skipped, with a warning.

    \b
    An event:
      {"uri": "https://example.org/1", "body": "JAKARTA - ...", "headline": "...", "publisher": "..."}
    Only uri and body are required; news.article.raw's schema lists the others.

    \b
    Examples:
      news-streams produce articles.jsonl
      news-streams produce --uri https://example.org/1 page.html
      news-streams produce crawl-*.warc.gz feed.rss sitemap.xml --rate 50
      zcat archive.jsonl.gz | news-streams produce - --rate 500
    """
    if uri is not None and (len(files) > 1 or files[0].is_dir() or names_its_records(files[0])):
        raise click.UsageError("--uri names one article: give one page or text")
    settings = Settings.from_environment()
    topic = settings.topic_prefix + RAW.name
    size = None if Path(STDIN) in files else sum(path.stat().st_size for path, _ in expand(files))
    doubtful, skipped = Problems("sent as it is"), skips()
    with readable_files(), progress(size, "sending") as bar:

        def sent(given: Input) -> None:
            doubtful(given)
            bar.update(given.size)

        def pass_over(part: Skipped) -> None:
            skipped(part)
            bar.update(part.size)

        done = asyncio.run(send(settings, topic, _inputs(files, uri, pass_over), rate=rate, progress=sent))
    _report(done, topic, doubtful.count, skipped.count, as_json=as_json)
    sys.exit(DATA_PROBLEM if done.problems or skipped.count else 0)


def _inputs(files: tuple[Path, ...], uri: str | None, skipped: Callable[[Skipped], None]) -> Iterator[Input]:
    for path, default_uri in expand(files):
        if path == Path(STDIN):
            yield from read_stream(sys.stdin.buffer, uri)
        else:
            yield from read_file(path, uri or default_uri, skipped)


def _report(done: Sent, topic: str, doubtful: int, skipped: int, *, as_json: bool) -> None:
    if as_json:
        counts = {"sent": done.arrived, "warnings": doubtful, "skipped": skipped}
        click.echo(orjson.dumps({"topic": topic, **counts, "failed": done.problems}))
        return
    for problem in done.problems[:SHOWN]:
        warn(f"not sent: {problem}")
    notes = {
        "of them are no articles and will be dead letters": doubtful,
        "could not be sent": len(done.problems),
        "skipped": skipped,
    }
    said = "".join(f", {count} {what}" for what, count in notes.items() if count)
    rate = f"; {done.arrived / done.seconds:,.0f} a second" if done.arrived > FEW else ""
    click.echo(f"{done.arrived} sent to {topic}{said}{rate}", err=True)
