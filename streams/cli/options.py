"""What several commands share: common options, coloured or plain output, progress."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from streams.cli.group import DATA_PROBLEM, USAGE
from streams.topics import TOPICS, Topic

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ninjs"]),
    default="text",
    show_default=True,
    help="text for people, json one object a line, ninjs the same of articles in IPTC's terms.",
)
JSON_FORMAT = click.option("--json", "form", flag_value="json", help="Short for --format json.")
FILES = click.Path(exists=True, allow_dash=True, path_type=Path)


def in_colour() -> bool:
    """Whether standard output is a terminal that wants colour (see no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def topic_named(name: str, prefix: str) -> Topic:
    """The topic of a name, with or without the stream's prefix.

    Raises:
        click.UsageError: there is none.
    """
    for topic in TOPICS:
        if name in (topic.name, prefix + topic.name):
            return topic
    raise click.UsageError(f"{name} is none of the topics: {', '.join(topic.name for topic in TOPICS)}")


def counted(count: int, plural: str) -> str:
    """A number and what it counts; of one thing the plural's s goes."""
    return f"{count} {plural.removesuffix('s') if count == 1 else plural}"


def warn(message: str) -> None:
    """Tell the user of something on stderr that does not stop the command."""
    click.secho(message, fg="yellow", err=True)


def give_up(message: str, code: int = DATA_PROBLEM) -> NoReturn:
    """End the command with a message on stderr."""
    click.secho(f"news-streams: {message}", fg="red", err=True)
    sys.exit(code)


@contextmanager
def readable_files() -> Iterator[None]:
    """Turn a file that cannot be read or written into a message for the user."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC and error.filename is None:
            raise  # it is the output that has no room
        give_up(f"{error.filename or 'input'}: {error.strerror or error}", USAGE)


@contextmanager
def progress(length: int | None, label: str) -> Iterator[Any]:
    """A bar on stderr; nothing where stderr is no terminal, or the `length` is not known."""
    hidden = length is None or not sys.stderr.isatty()
    with click.progressbar(length=length or 1, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar
