"""How the files of a language pack are read."""

import re
from importlib.resources import files
from typing import TypeVar

import msgspec

from streams.errors import PackError

T = TypeVar("T")


def read(language: str, name: str, kind: type[T]) -> T | None:
    """A TOML file of a pack, or None where the pack has none of this name.

    Raises:
        PackError: the file is no TOML, or holds something else than `kind`.
    """
    path = files(__package__) / language / name
    if not path.is_file():
        return None
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: {error}") from error


def check_pattern(language: str, name: str, key: str, expression: str) -> None:
    """See that what stands under a key of such a file is a regular expression.

    Raises:
        PackError: it is none.
    """
    try:
        re.compile(expression)
    except re.error as error:
        raise PackError(f"{files(__package__) / language / name}: {error} - at `$.{key}`") from error
