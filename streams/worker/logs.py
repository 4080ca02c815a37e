"""How a line of the log is written: for people, or as JSON for who collects logs."""

import logging
import time
from datetime import UTC, datetime

import orjson


def formatter(log_format: str) -> logging.Formatter:
    """The formatter of a STREAMS_LOG_FORMAT; times are UTC."""
    return JsonLines() if log_format == "json" else _text()


class JsonLines(logging.Formatter):
    """A record as one JSON object on one line: time (ISO 8601), level, logger, process (its number), message.

    Where there is a traceback, `error` is all of it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, whatever its message holds."""
        told: dict[str, object] = {
            "time": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return orjson.dumps({name: _sendable(value) for name, value in told.items()}).decode()


def _sendable(value: object) -> object:
    """Half a surrogate pair, as a broken record may hold it, is nothing that UTF-8 can say."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _text() -> logging.Formatter:
    made = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    made.converter = time.gmtime
    made.default_time_format = "%Y-%m-%dT%H:%M:%S"
    made.default_msec_format = "%s.%03dZ"
    return made
