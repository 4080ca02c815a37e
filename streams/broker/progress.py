"""How far a download is, on stderr: one line that is rewritten on a terminal, the first and the last line elsewhere."""

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self


class Progress:
    """Counts files and bytes up to a total that is known before."""

    def __init__(self, what: str, sizes: Sequence[int]) -> None:
        self._what = what
        self._files, self._bytes = len(sizes), sum(sizes)
        self._files_done = self._bytes_done = 0
        self._rewrites = sys.stderr.isatty()

    def __enter__(self) -> Self:
        self._show("\r" if self._rewrites else "\n")
        return self

    def advance(self, size: int) -> None:
        """Count one more file, of `size` bytes."""
        self._files_done += 1
        self._bytes_done += size
        if self._rewrites:
            self._show("\r")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show("\n")

    def _show(self, end: str) -> None:
        done, total = self._bytes_done / 1e6, self._bytes / 1e6
        sys.stderr.write(
            f"fetching {self._what}: {self._files_done} of {self._files} jars, {done:.1f} of {total:.1f} MB{end}"
        )
        sys.stderr.flush()
