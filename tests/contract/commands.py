"""The reference of all commands, as they explain themselves; `python -m tests.contract.commands` writes it again."""

from collections.abc import Iterator

import click

from streams.cli import main
from tests.contract.source import ROOT

REFERENCE = ROOT / "deploy" / "COMMANDS.md"
NAME = "news-streams"
WIDTH = 100
HEAD = f"""# Commands

What `{NAME} COMMAND --help` prints, made by `make schemas`. Exit codes of all: 0 done, 1 a problem with the
data, 2 a wrong option or setting, 3 no broker or one that refuses. Settings are in [the README](../README.md#operate).
"""


def reference() -> str:
    """Every command and its subcommands, in the order of the list."""
    return "\n".join([HEAD, *(f"## `{name}`\n\n```\n{text}\n```\n" for name, text in _helps(main, None, NAME))])


def _helps(command: click.Command, parent: click.Context | None, name: str) -> Iterator[tuple[str, str]]:
    context = click.Context(
        command, parent=parent, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _helps(found, context, child)


if __name__ == "__main__":
    REFERENCE.write_text(reference())
