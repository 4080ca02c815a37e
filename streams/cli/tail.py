"""`news-streams tail`."""

import asyncio
import contextlib
import sys
from collections.abc import Callable

import click
import msgspec

from streams.cli.options import FORMAT, JSON_FORMAT, in_colour, topic_named, warn
from streams.cli.show import Show
from streams.lines import line
from streams.ninjs import ninjs_line
from streams.records import Record
from streams.settings import Settings
from streams.topics import CLEAN, Topic
from streams.worker.tail import tail as open_tail


@click.command()
@click.argument("topic_name", metavar="TOPIC")
@click.option("--from-beginning", is_flag=True, help="Begin with the oldest record instead of with the next one.")
@click.option("--max", "most", type=click.IntRange(min=1), help="Stop after so many records.")
@FORMAT
@JSON_FORMAT
def tail(topic_name: str, from_beginning: bool, most: int | None, form: str) -> None:
    """Show what arrives on a topic, until Ctrl-C.

    Only committed records are shown, and nothing is committed for you: watching disturbs nobody. A retracted quote is
    one that an update of its article no longer contains.

    \b
    Topics:
      news.article.raw         what was sent in
      news.article.clean       clean articles
      news.article.duplicate   copies, with the article they are a copy of
      news.quote               quotes with their speakers
      news.deadletter          what could not be processed, and why

    \b
    Examples:
      news-streams tail news.quote
      news-streams tail news.quote --from-beginning --json | jq -r .speaker.name
      news-streams tail news.article.clean --from-beginning --max 1
      news-streams tail news.article.clean --format ninjs
    """
    settings = Settings.from_environment()
    topic = topic_named(topic_name, settings.topic_prefix)
    if form == "ninjs" and topic is not CLEAN:
        raise click.UsageError(f"--format ninjs is for articles: {CLEAN.name}")
    if not from_beginning and sys.stderr.isatty():
        click.secho(f"waiting for the next record of {topic.name}; Ctrl-C ends", dim=True, err=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_follow(settings, topic, _printer(topic, form), most, from_beginning=from_beginning))


def _printer(topic: Topic, form: str) -> Callable[[Record], None]:
    if form == "ninjs":
        return _print_ninjs
    if form == "json":
        return lambda record: click.echo(line(topic, record.key, record.value, record.headers))
    show = Show(in_colour())
    return lambda record: click.echo(show.record(topic, record.key, record.value, record.headers), color=show.colour)


def _print_ninjs(record: Record) -> None:
    try:
        click.echo(ninjs_line(record.value or b""))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        warn(f"no article at partition {record.partition} offset {record.offset}: {error}")


async def _follow(
    settings: Settings, topic: Topic, show: Callable[[Record], None], most: int | None, *, from_beginning: bool
) -> None:
    shown = 0
    async with open_tail(settings, settings.topic_prefix + topic.name, from_beginning=from_beginning) as records:
        while True:
            for record in await records.poll():
                show(record)
                shown += 1
                if shown == most:
                    return
