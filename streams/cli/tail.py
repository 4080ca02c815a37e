"""`news-streams tail`."""

import asyncio
import contextlib
import sys
from collections.abc import Callable

import click
import msgspec

from streams.cli.options import FORMAT, JSON_FORMAT, in_colour, topic_named, warn
from streams.cli.show import Show
from streams.errors import RejectedError
from streams.inputs import keep
from streams.lines import line
from streams.ninjs import ninjs_line
from streams.pipeline import holds_event, read_raw
from streams.records import Record
from streams.settings import Settings
from streams.topics import CLEAN, RAW, Topic
from streams.worker.tail import tail as open_tail


@click.command()
@click.argument("topic_name", metavar="TOPIC")
@click.option("--from-beginning", is_flag=True, help="Begin with the oldest record instead of with the next one.")
@click.option("--until-end", is_flag=True, help="Stop at what is the newest record now, and wait for no other.")
@click.option("--max", "most", type=click.IntRange(min=1), help="Stop after so many records.")
@FORMAT
@JSON_FORMAT
def tail(topic_name: str, from_beginning: bool, until_end: bool, most: int | None, form: str) -> None:
    """Show what arrives on a topic, until Ctrl-C.

    Only committed records are shown, and nothing is committed for you: watching disturbs nobody. A retracted quote is
    one that an update of its article no longer contains. Raw articles come as events in JSON, pages and texts too, and
    what is no article as an object of its key, value and headers, so that `produce` can send all of them again.

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
      news-streams tail news.article.raw --from-beginning --until-end --json
      news-streams tail news.article.clean --format ninjs
    """
    settings = Settings.from_environment()
    topic = topic_named(topic_name, settings.topic_prefix)
    if form == "ninjs" and topic is not CLEAN:
        raise click.UsageError(f"--format ninjs is for articles: {CLEAN.name}")
    if until_end and not from_beginning:
        raise click.UsageError("--until-end shows what is there: give --from-beginning, too")
    if not from_beginning and sys.stderr.isatty():
        click.secho(f"waiting for the next record of {topic.name}; Ctrl-C ends", dim=True, err=True)
    with contextlib.suppress(KeyboardInterrupt):
        show = _printer(topic, form)
        asyncio.run(_follow(settings, topic, show, most, from_beginning=from_beginning, until_end=until_end))


def _printer(topic: Topic, form: str) -> Callable[[Record], None]:
    if form == "ninjs":
        return _print_ninjs
    if form == "json":
        return _print_raw if topic is RAW else lambda record: click.echo(_line(topic, record))
    show = Show(in_colour())
    return lambda record: click.echo(show.record(topic, record.key, record.value, record.headers), color=show.colour)


def _line(topic: Topic, record: Record) -> bytes:
    return line(topic, record.key, record.value, record.headers, record.header("ce_subject"))


def _print_raw(record: Record) -> None:
    """A page or text says in headers what an event says of itself; what is neither is kept byte for byte."""
    try:
        raw = read_raw(record)
    except RejectedError:
        click.echo(keep(record))
    else:
        click.echo(_line(RAW, record) if holds_event(record) else msgspec.json.encode(raw))


def _print_ninjs(record: Record) -> None:
    try:
        click.echo(ninjs_line(record.value or b""))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        warn(f"no article at partition {record.partition} offset {record.offset}: {error}")


async def _follow(
    settings: Settings,
    topic: Topic,
    show: Callable[[Record], None],
    most: int | None,
    *,
    from_beginning: bool,
    until_end: bool,
) -> None:
    async with open_tail(settings, settings.topic_prefix + topic.name, from_beginning=from_beginning) as reader:
        found = reader.until(await reader.ends()) if until_end else reader.forever()
        shown = 0
        async for record in found:
            show(record)
            shown += 1
            if shown == most:
                return
