"""`news-streams replay`."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import click
import msgspec

from streams.cli.options import give_up, progress
from streams.moments import moment
from streams.settings import Settings
from streams.worker.admin import TopicError
from streams.worker.main import run_app
from streams.worker.replay import (
    ReplayApp,
    Stretches,
    create_outputs,
    find_stretches,
    is_other_stretch,
    raw_topic,
    replayed_settings,
    watch,
)


class Time(click.ParamType):
    """A time in ISO 8601, in UTC where it names no zone, as milliseconds since 1970."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the option."""
        try:
            return int(moment(value).timestamp() * 1000)
        except ValueError:
            self.fail(f"{value} is no time in ISO 8601, such as 2026-02-12 or 2026-02-12T08:00:00+07:00", param, ctx)


class Prefix(click.ParamType):
    """What may begin a topic's name."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the option."""
        text = str(value)
        if not text.strip(".") or not all(c.isascii() and (c.isalnum() or c in "._-") for c in text):
            self.fail(f"{text!r} must be letters, digits, dots, dashes or underscores", param, ctx)
        return text


@click.command()
@click.option("--from", "from_ms", type=Time(), required=True, help="Articles that came at this time or later.")
@click.option("--to", "to_ms", type=Time(), help="Only those that came before this time; else all until now.")
@click.option("--output-prefix", type=Prefix(), required=True, help="Put before the topics of the outputs: v2.")
@click.option("--web-port", type=int, default=0, help="Port of /metrics, /live and /ready; without it a free one.")
def replay(from_ms: int, to_ms: int | None, output_prefix: str, web_port: int) -> None:
    """Process articles of the past again, into topics of their own: after a fix, or to compare two versions.

    Reads the raw articles that Kafka still has, and leaves the live stream alone: nothing is written to its topics,
    and its groups do not move. The outputs' topics are made when they are missing.

    Interrupted, it goes on where it was when the same command runs again; nothing is sent twice. Several may run at
    once and share the work. Among copies of one article that came at nearly the same time, another one than before may
    be taken for the first.

    \b
    Examples:
      news-streams replay --from 2026-02-12 --output-prefix v2.
      news-streams replay --from 2026-02-12T08:00+07:00 --to 2026-02-13 --output-prefix trial.
      STREAMS_TOPIC_PREFIX=v2. news-streams tail news.quote --from-beginning
    """
    if to_ms is not None and to_ms <= from_ms:
        raise click.UsageError("--to must be later than --from")
    settings = Settings.from_environment(web_port=web_port)
    replayed = replayed_settings(settings, output_prefix)
    stretches = asyncio.run(_prepare(settings, replayed, from_ms, to_ms))
    total = sum(stretch.length for stretch in stretches.values())
    if not total:
        give_up(f"{raw_topic(settings)} has no articles of that time")
    if asyncio.run(is_other_stretch(replayed, stretches)):
        give_up(f"{replayed.topic_prefix}* hold articles of another time already; choose another --output-prefix")
    if not _run(_quiet(replayed), raw_topic(settings), stretches, total):
        give_up("not finished; the same command goes on where this one was")
    click.echo(f"{total} of {raw_topic(settings)} processed again, into {replayed.topic_prefix}*", err=True)


async def _prepare(settings: Settings, replayed: Settings, from_ms: int, to_ms: int | None) -> Stretches:
    stretches = await find_stretches(settings, from_ms, to_ms)
    try:
        await create_outputs(settings, replayed)
    except TopicError as error:
        give_up(str(error))
    return stretches


def _quiet(settings: Settings) -> Settings:
    """On a terminal the bar says how far it is; the log has only what is wrong."""
    talkative = settings.log_level == "INFO" and sys.stderr.isatty()
    return msgspec.structs.replace(settings, log_level="WARNING") if talkative else settings


def _run(replayed: Settings, source: str, stretches: Stretches, total: int) -> bool:
    """Run the worker until everything is through (True) or a signal comes (False)."""
    apps: list[ReplayApp] = []
    finished = False

    def make() -> ReplayApp:
        apps.append(ReplayApp(replayed, source, stretches))
        return apps[0]

    with progress(total, "replaying") as bar:

        async def until_through() -> None:
            nonlocal finished
            await watch(apps[0], _advance(bar))
            finished = True

        code = run_app(replayed, make, until_through)
    return finished and code == 0


def _advance(bar: Any) -> Callable[[int], None]:
    """A bar wants to know what is new since the last time."""
    return lambda done: bar.update(max(0, done - bar.pos))
