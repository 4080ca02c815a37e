"""The group of all commands; what a command needs is imported when it runs."""

import errno
import importlib
import logging
import sys
from typing import Any, NamedTuple

import click

from streams.broker.errors import BrokerError
from streams.errors import PackError
from streams.settings import SettingsError
from streams.worker.errors import BrokerRefusedError, BrokerUnreachableError, TopicMissingError

DATA_PROBLEM = 1
USAGE = 2
UNREACHABLE = 3

# What these log, the errors below and the dead letters say better; a worker sets up its own logging.
TALKATIVE = ("aiokafka", "asyncio", "courlan", "htmldate", "trafilatura")


class Entry(NamedTuple):
    """Where a command is defined (`module` of this package, same name inside), and what it does in one line."""

    module: str
    summary: str


COMMANDS = {
    "demo": Entry("demo", "See it work: Kafka, a worker and articles, all on this machine."),
    "run": Entry("run", "Process a file without Kafka."),
    "quotes": Entry("quotes", "Show an article with its quotes, speakers and sources marked."),
    "worker": Entry("worker", "Process articles from Kafka until Ctrl-C."),
    "produce": Entry("produce", "Send articles to Kafka: text, pages, JSON lines, web archives, feeds."),
    "tail": Entry("tail", "Show what arrives on a topic."),
    "topics": Entry("topics", "Create the topics, or check them."),
    "deadletters": Entry("deadletters", "List the records that could not be processed, or send them again."),
    "replay": Entry("replay", "Process articles of the past again, into topics of their own."),
    "broker": Entry("broker", "Run an embedded Kafka in the foreground."),
    "settings": Entry("settings", "List the STREAMS_* settings and their values."),
}


class Commands(click.Group):
    """Loads a command's module when the command is used, so that help is quick; turns known errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"streams.cli.{COMMANDS[cmd_name].module}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error whose message is meant for the user ends it with that message and a code."""
        for library in TALKATIVE:
            logging.getLogger(library).setLevel(logging.CRITICAL)
        try:
            return super().invoke(ctx)
        except (SettingsError, TopicMissingError, PackError) as error:
            _fail(error, USAGE)
        except (BrokerUnreachableError, BrokerRefusedError, BrokerError) as error:
            _fail(error, UNREACHABLE)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            _fail(error, DATA_PROBLEM)


def _fail(error: Exception, code: int) -> None:
    click.secho(f"news-streams: {error}", fg="red", err=True)
    sys.exit(code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="news-streams", message="news-streams %(version)s")
def main() -> None:
    """Raw news articles in; clean articles, duplicates and quotes with their speakers out, exactly once over Kafka.

    \b
    Start here:
      news-streams demo                      everything on this machine, with sample articles
      news-streams demo article.txt          the same with your own article
      news-streams run article.txt           without Kafka
      news-streams quotes article.txt        who says what in it, marked in the text

    \b
    On a Kafka of your own:
      export STREAMS_BROKER=host:9092
      news-streams topics create
      news-streams worker &
      news-streams produce articles.jsonl
      news-streams tail news.quote --from-beginning

    Settings are environment variables that begin with STREAMS_; `news-streams settings` lists them. Exit codes: 0 done,
    1 a problem with the data, 2 a wrong option or setting, 3 no broker, or one that refuses.
    """
