"""Why a record cannot become an article, or none can.

The reasons are a closed set, each one a value of the dead letter's `reason` header.
"""

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with a record that ends as a dead letter."""

    EMPTY = "empty"  # no value at all
    MALFORMED = "malformed"  # not JSON
    INVALID = "invalid"  # JSON, but not the event this topic holds
    UNDECODABLE = "undecodable"  # bytes of a page that no encoding explains
    TOO_LARGE = "too-large"  # more than a stage takes
    TOO_DEEP = "too-deep"  # markup or JSON nested beyond any real page
    TOO_SLOW = "too-slow"  # more time than a record may take
    NO_TEXT = "no-text"  # nothing is left that could be an article
    OUTPUT_TOO_LARGE = "output-too-large"  # what came out does not fit its topic
    REFUSED = "refused"  # the broker refuses what came out, every time
    FAILED = "failed"  # a defect of ours: an exception nobody foresaw


class PackError(Exception):
    """A language pack cannot be used; the message names its file. The program is at fault, and no record."""


class RejectedError(Exception):
    """A record that is at fault itself; trying again would not help."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
