"""When an article happened, and how far the stream has come: no clock is ever read."""

import msgspec

from streams.moments import moment

DAY = 86_400
HOUR = 3_600
STEP = HOUR  # how far one article may push the watermark
DRAG = 1_024  # and the part of the way that one received before it pulls it back
FURTHEST_BACK = DAY
LATEST = 0xFFFFFFFF - 400 * DAY  # seconds fit 32 bits with every window added
AHEAD = 366 * DAY  # an article of the far future is forgotten as one of a year ahead


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """How long articles are remembered, in days of event time.

    Sketches find near-copies; hashes find uris, their versions and exact copies, and take a third of the memory.
    """

    sketch_days: float = 7
    hash_days: float = 30

    def __post_init__(self) -> None:
        if not 0 < self.sketch_days <= self.hash_days <= 366:
            raise ValueError("the days must be 0 < sketch_days <= hash_days <= 366")

    @property
    def sketch_seconds(self) -> int:
        """How long near-copies are found."""
        return int(self.sketch_days * DAY)

    @property
    def hash_seconds(self) -> int:
        """How long a uri and an exact text are known."""
        return int(self.hash_days * DAY)


class Moment(msgspec.Struct, frozen=True, gc=False):
    """When an article happened and when it was received, in seconds since 1970: the same where only that is known."""

    event: int
    received: int

    def is_near(self, other: "Moment", window: int) -> bool:
        """Whether two articles are near enough in time to be compared: by their dates, or else by their arrival.

        A copy often lost its date. Told by dates alone, it would be a stranger to its original whenever both come late.
        """
        if abs(self.event - other.event) <= window:
            return True
        both_dated = self.event != self.received and other.event != other.received
        return not both_dated and abs(self.received - other.received) <= window


def moment_of(date_published: str | None, version_created: str) -> Moment:
    """When an article happened: its publication, unless that lies after the article was received or cannot be read.

    A date without a time counts from midnight, and one without a zone is taken as UTC.

    Raises:
        ValueError: `version_created` is no ISO 8601 date.
    """
    received = _seconds(version_created)
    if date_published is None:
        return Moment(received, received)
    try:
        published = _seconds(date_published)
    except ValueError:
        return Moment(received, received)
    return Moment(min(published, received), received)


def advance(watermark: int, moment: Moment) -> int:
    """The watermark after an article.

    It follows the newest event times in steps: a single date in the far future moves it by an hour. What was received
    long before it shows that it is wrong and pulls it back, so that one that started in the far future returns. Old
    dates of articles that come now are backfill or bogus, and do not move it. It only says when to forget; whether two
    articles are near enough in time to be compared is told from their own dates.
    """
    if not watermark:
        return moment.received
    if moment.event > watermark:
        return min(moment.event, watermark + STEP)
    behind = max(0, watermark - moment.received)
    return watermark - min(behind // DRAG, FURTHEST_BACK)


def late_window(window: int) -> int:
    """How far behind the watermark a late article is treated as, at most, of a window of so many seconds.

    So it stays for a day at least, or for a quarter of a shorter window.
    """
    return window - min(DAY, window // 4)


def keep_from(event: int, watermark: int, late: int) -> int:
    """The hour that an article's window counts from; `late` is what `late_window` gave."""
    return max(min(event, watermark + AHEAD), watermark - late) // HOUR


def _seconds(iso: str) -> int:
    return min(max(int(moment(iso).timestamp()), 1), LATEST)
