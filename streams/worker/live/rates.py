"""How many records of each topic came in each stretch of the last minutes."""

from collections import Counter

BIN_S = 10
BINS = 60
MINUTE_BINS = 60 // BIN_S


class Rates:
    """Counts records by topic and ten seconds, for ten minutes."""

    def __init__(self) -> None:
        self._counts: dict[int, Counter[str]] = {}

    def count(self, topic: str, seen: int, records: int = 1) -> None:
        """Records of a topic, heard of at `seen` (milliseconds since 1970)."""
        number = seen // (BIN_S * 1000)
        if number not in self._counts:
            self._counts[number] = Counter()
            for old in sorted(self._counts)[: -BINS - 1]:
                del self._counts[old]
        if number in self._counts:
            self._counts[number][topic] += records

    def history(self, topic: str, now: int) -> list[int]:
        """Records in each of the last `BINS` stretches, the one of `now` (milliseconds) last."""
        last = now // (BIN_S * 1000)
        return [self._counts.get(number, Counter())[topic] for number in range(last - BINS + 1, last + 1)]

    def last_minute(self, topic: str, now: int) -> int:
        """Records in the last full minute, as far as stretches go: the one that has only begun is left out."""
        return sum(self.history(topic, now)[-MINUTE_BINS - 1 : -1])
