"""`news-streams topics create|check`."""

import asyncio
import sys

import click
import orjson

from streams.cli.group import DATA_PROBLEM
from streams.cli.options import give_up
from streams.settings import Settings
from streams.worker.admin import TopicError, check_topics, create_topics

PARTITIONS = click.option(
    "--partitions",
    type=click.IntRange(min=1),
    help="Partitions of the topics keyed by article (raw, clean, duplicate, quote); as many workers can share them.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def topics() -> None:
    """Create the topics, or check them.

    \b
    Examples:
      news-streams topics create
      news-streams topics create --partitions 24 --replication 3
      news-streams topics check
      STREAMS_TOPIC_PREFIX=test. news-streams topics create      a second stream on the same Kafka

    The workers of a second stream need that prefix and a STREAMS_GROUP of their own.
    """


@topics.command()
@PARTITIONS
@click.option(
    "--replication", type=click.IntRange(min=1), help="Copies of each partition; without it 3, or one a broker."
)
@JSON
def create(partitions: int | None, replication: int | None, as_json: bool) -> None:
    """Create the topics that are not there yet, with their settings; those that are stay as they are."""
    settings = Settings.from_environment()
    try:
        created = asyncio.run(create_topics(settings, partitions=partitions, replication=replication))
    except TopicError as error:
        give_up(str(error))
    if as_json:
        click.echo(orjson.dumps({name: "created" if new else "exists" for name, new in created.items()}))
        return
    for name, new in created.items():
        click.echo(f"{'created' if new else 'exists ':8} {name}")


@topics.command()
@PARTITIONS
@JSON
def check(partitions: int | None, as_json: bool) -> None:
    """Compare the topics at the broker with what they should be; exit code 1 when they differ."""
    settings = Settings.from_environment()
    differences = asyncio.run(check_topics(settings, partitions=partitions))
    if as_json:
        click.echo(orjson.dumps({"differences": differences}))
    elif differences:
        click.echo("\n".join(differences))
        click.secho("`news-streams topics create` makes missing topics; Kafka's own tools change others", err=True)
    else:
        click.echo(f"the topics at {settings.broker} are as they should be")
    sys.exit(DATA_PROBLEM if differences else 0)
