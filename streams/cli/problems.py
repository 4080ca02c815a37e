"""What the user is told of input that is no article, or gave no record."""

from streams.cli.options import warn
from streams.inputs import Input, Skipped

SHOWN = 10  # warnings of a kind; the others are counted


class Problems:
    """Warns of the first problems of a kind, and counts them all; `outcome` says what becomes of such a part."""

    def __init__(self, outcome: str) -> None:
        self.count = 0
        self._outcome = outcome

    def __call__(self, part: Input | Skipped) -> None:
        """Look at one; it may be in order."""
        if part.problem is None:
            return
        self.count += 1
        if self.count <= SHOWN:
            warn(f"{part.where}: {part.problem}; {self._outcome}")


def skips() -> Problems:
    """For the parts of files that give no record."""
    return Problems("skipped")
