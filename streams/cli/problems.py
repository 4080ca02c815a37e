"""What the user is told of parts of files that gave no record."""

from streams.cli.options import warn
from streams.inputs import Skipped

SHOWN = 10  # warnings of a kind; the others are counted


class Skips:
    """Warns of the first parts of files that gave no record, and counts them all."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, part: Skipped) -> None:
        """Take one."""
        self.count += 1
        if self.count <= SHOWN:
            warn(f"{part.where}: {part.problem}; skipped")
