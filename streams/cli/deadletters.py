"""`news-streams deadletters list|replay`."""

import asyncio
import sys
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

import click
import orjson

from streams.cli.group import DATA_PROBLEM
from streams.cli.options import JSON, give_up, in_colour, warn
from streams.cli.show import Show
from streams.errors import Reason
from streams.lines import dead_letter_object
from streams.pipeline import StageName
from streams.records import Record
from streams.settings import Settings
from streams.topics import DEAD_LETTER
from streams.worker.deadletters import Letter, ReplayError, Select, dead_letters
from streams.worker.deadletters import replay as send_again
from streams.worker.replayed import Kind

SHOWN = 20

REASON = click.option("--reason", type=click.Choice([r.value for r in Reason]), help="Only those of this reason.")
STAGE = click.option("--stage", type=click.Choice([s.value for s in StageName]), help="Only those of this stage.")


@click.group()
def deadletters() -> None:
    """List the records that could not be processed, or send them again.

    A dead letter is the record as it was received, byte for byte, with what was wrong in headers of its own. Of one
    that is larger than Kafka takes, only size and digest are kept.

    \b
    Examples:
      news-streams deadletters list --open
      news-streams deadletters list --reason malformed --json
      news-streams deadletters replay --dry-run
      news-streams deadletters replay --reason failed --rate 50
    """


@deadletters.command(name="list")
@REASON
@STAGE
@click.option("--max", "most", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="The newest so many.")
@click.option("--open", "only_open", is_flag=True, help="Only those that no replay has sent again.")
@JSON
def list_them(reason: str | None, stage: str | None, most: int, only_open: bool, as_json: bool) -> None:
    """Show the newest dead letters, and how many there are of each stage and reason."""
    newest: deque[Letter] = deque(maxlen=most)
    counts: Counter[Kind] = Counter()
    replayed: Counter[Kind] = Counter()

    async def read() -> None:
        async for letter in dead_letters(Settings.from_environment(), Select(reason, stage)):
            if only_open and letter.is_replayed:
                continue
            newest.append(letter)
            counts[Kind.of(letter.record)] += 1
            replayed[Kind.of(letter.record)] += letter.is_replayed

    asyncio.run(read())
    show = _readable()
    for letter in newest:
        if as_json:
            click.echo(orjson.dumps(_object(letter.record) | {"replayed": letter.is_replayed}))
        else:
            show(letter.record)
    if not as_json:
        for kind, count in counts.most_common():
            click.echo(f"{count:8} {kind.stage} {kind.reason}{_again(replayed[kind])}")
        click.echo(f"{counts.total():8} in all{_again(replayed.total())}")


@deadletters.command()
@REASON
@STAGE
@click.option("--dry-run", is_flag=True, help="Show what would be sent; send nothing.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Records a second, at most.")
@JSON
def replay(reason: str | None, stage: str | None, dry_run: bool, rate: float | None, as_json: bool) -> None:
    """Send dead letters again, as they were received, to the topic they came from: after a fix, or a new version.

    Each is sent once, however often you run this: what a replay sends and how far it has come are committed together,
    for each stage and reason apart. What fails again is a new dead letter, and the next replay sends that one.
    """
    show = (_as_json if as_json else _readable()) if dry_run else None
    settings = Settings.from_environment()
    try:
        done = asyncio.run(
            send_again(
                settings, Select(reason, stage), rate=rate, dry_run=dry_run, progress=show or (lambda _record: None)
            )
        )
    except ReplayError as error:
        give_up(str(error))
    for refused in done.refused[:SHOWN]:
        warn(f"not sent: {refused}")
    if as_json:
        click.echo(orjson.dumps({"sent": 0 if dry_run else done.sent, "selected": done.sent, "refused": done.refused}))
    else:
        click.echo(f"{done.sent} {'would be sent' if dry_run else 'sent again'}")
    sys.exit(DATA_PROBLEM if done.refused else 0)


def _again(count: int) -> str:
    return f", {count} of them sent again" if count else ""


def _object(record: Record) -> dict[str, Any]:
    return dead_letter_object(record.key, record.value, record.headers)


def _as_json(record: Record) -> None:
    click.echo(orjson.dumps(_object(record)))


def _readable() -> Callable[[Record], None]:
    show = Show(in_colour())
    return lambda record: click.echo(show.record(DEAD_LETTER, record.key, record.value, record.headers))
