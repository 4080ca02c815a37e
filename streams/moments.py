"""Times as events and people write them."""

from datetime import UTC, datetime


def moment(iso: str) -> datetime:
    """A time in ISO 8601; in UTC where it names no zone, and the first moment of a day where it is one.

    Raises:
        ValueError: it is none.
    """
    found = datetime.fromisoformat(iso)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
