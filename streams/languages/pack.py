"""Which languages there are."""

from functools import cache
from importlib.resources import files


@cache
def languages() -> tuple[str, ...]:
    """The codes of all language packs: one folder each."""
    return tuple(
        sorted(entry.name for entry in files(__package__).iterdir() if entry.is_dir() and len(entry.name) == 2)
    )
