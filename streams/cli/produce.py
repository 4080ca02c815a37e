"""`news-streams produce`."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import orjson

from streams.cli.group import DATA_PROBLEM
from streams.cli.options import FILES, progress, readable_files, topic_named, warn
from streams.inputs import STDIN, Input, expand, read_file, read_stream
from streams.settings import Settings
from streams.topics import RAW
from streams.worker.produce import Sent
from streams.worker.produce import produce as send

SHOWN = 10


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option("--uri", help="The uri of the article, for one page or text; without it file:NAME.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Records a second, at most.")
@click.option("--topic", "topic_name", default=RAW.name, show_default=True, help="Where to send them.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
def produce(files: tuple[Path, ...], uri: str | None, rate: float | None, topic_name: str, as_json: bool) -> None:
    """Send articles to Kafka.

    A .jsonl file holds one event a line, a .json file one event; .html is sent as the page it is, anything else as
    text. A folder stands for all such files in it, and - for standard input. What is no event is sent all the same,
    with a warning: the pipeline keeps it as a dead letter.

    \b
    An event:
      {"uri": "https://example.org/1", "body": "JAKARTA - ...", "headline": "...", "publisher": "..."}
    Only uri and body are required; news.article.raw's schema lists the others.

    \b
    Examples:
      news-streams produce articles.jsonl
      news-streams produce --uri https://example.org/1 page.html
      zcat archive.jsonl.gz | news-streams produce - --rate 500
    """
    if uri is not None and (len(files) > 1 or files[0].is_dir()):
        raise click.UsageError("--uri names one article: give one file")
    settings = Settings.from_environment()
    topic = settings.topic_prefix + topic_named(topic_name, settings.topic_prefix).name
    size = None if Path(STDIN) in files else sum(path.stat().st_size for path, _ in expand(files))
    warnings = _Warnings()
    with readable_files(), progress(size, "sending") as bar:

        def sent(given: Input) -> None:
            warnings.look_at(given)
            bar.update(given.size)

        done = asyncio.run(send(settings, topic, _inputs(files, uri), rate=rate, progress=sent))
    _report(done, topic, warnings, as_json=as_json)
    sys.exit(DATA_PROBLEM if done.problems else 0)


def _inputs(files: tuple[Path, ...], uri: str | None) -> Iterator[Input]:
    for path, default_uri in expand(files):
        if path == Path(STDIN):
            yield from read_stream(sys.stdin.buffer, uri)
        else:
            yield from read_file(path, uri or default_uri)


class _Warnings:
    """Shows the first few, counts the rest."""

    def __init__(self) -> None:
        self.count = 0

    def look_at(self, given: Input) -> None:
        if given.problem is None:
            return
        self.count += 1
        if self.count <= SHOWN:
            warn(f"{given.where}: {given.problem}; sent as it is")


def _report(done: Sent, topic: str, warnings: _Warnings, *, as_json: bool) -> None:
    if as_json:
        summary = {"topic": topic, "sent": done.arrived, "failed": done.problems, "warnings": warnings.count}
        click.echo(orjson.dumps(summary))
        return
    for problem in done.problems[:SHOWN]:
        warn(f"not sent: {problem}")
    failed = f", {len(done.problems)} could not be sent" if done.problems else ""
    doubtful = f", {warnings.count} of them will be dead letters" if warnings.count else ""
    click.echo(f"{done.arrived} sent to {topic}{doubtful}{failed}", err=True)
