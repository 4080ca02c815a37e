"""The command line, `news-streams`: one module a command or group of commands, loaded when it is asked for."""

from streams.cli.group import main

__all__ = ["main"]
