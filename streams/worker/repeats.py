"""Keeps the log readable while something is wrong that is tried again and again."""

import logging
import time

QUIET_S = 10.0
MOST = 512  # different lines known; a library that puts an offset into each of its lines must not fill the memory


class Repeats(logging.Filter):
    """Passes a line on once in `quiet_s` seconds, and then says how many like it were left out.

    Without a broker, the Kafka client writes thousands of lines a second. Lines are alike when their logger, level and
    words are, whatever numbers and names are put into them. Errors of our own are never left out.
    """

    def __init__(self, own: str, quiet_s: float = QUIET_S) -> None:
        super().__init__()
        self._own = own
        self._quiet_s = quiet_s
        self._known: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the line."""
        if record.name.startswith(self._own):
            return True
        line, now = (record.name, record.levelno, str(record.msg)), time.monotonic()
        passed, left_out = self._known.get(line, (-self._quiet_s, 0))
        if now - passed < self._quiet_s:
            self._known[line] = passed, left_out + 1
            return False
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[line] = now, 0
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more like it)", None
        return True
