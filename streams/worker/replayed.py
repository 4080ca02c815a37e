"""How far the dead letters have been sent again, of each stage and reason apart: a topic of its own.

A consumer group could hold these positions, but a broker forgets those of an idle group after some days (7 by default),
while dead letters stay for longer: a replay after that would send old ones twice.
"""

from typing import NamedTuple

import orjson

from streams.records import ERROR_HEADER, Record
from streams.settings import Settings
from streams.topics import REPLAYED
from streams.worker.tail import tail


class Kind(NamedTuple):
    """Where and why a record failed."""

    stage: str
    reason: str

    @classmethod
    def of(cls, record: Record) -> "Kind":
        """What a dead letter's headers say; `unknown` where they say nothing."""
        return cls(
            record.header(ERROR_HEADER + "stage") or "unknown", record.header(ERROR_HEADER + "reason") or "unknown"
        )


class Positions:
    """The offset of the next dead letter to send, by kind and partition."""

    def __init__(self, settings: Settings) -> None:
        self.topic = settings.topic_prefix + REPLAYED.name
        self._settings = settings
        self._next: dict[bytes, int] = {}

    async def read(self) -> None:
        """Read what was committed; call it after the fence.

        Raises:
            BrokerUnreachableError: no broker answers.
            TopicMissingError: the topic of the positions does not exist.
        """
        async with tail(self._settings, self.topic, from_beginning=True) as committed:
            async for record in committed.until(await committed.ends()):
                self._next[record.key or b""] = int(record.value or 0)

    def is_behind(self, record: Record) -> bool:
        """Whether the dead letter has been sent."""
        return record.offset < self._next.get(_key(record), 0)

    def forget_beyond(self, partition: int, end: int) -> None:
        """Start over where a position lies beyond the topic's end: the topic was made anew since."""
        for key, position in list(self._next.items()):
            if orjson.loads(key)[2] == partition and position > end:
                del self._next[key]

    def move(self, batch: list[Record]) -> list[tuple[bytes, bytes]]:
        """Go behind the batch; gives keys and values for the topic, to be committed together with the batch."""
        for record in batch:
            self._next[_key(record)] = record.offset + 1
        return [(key, str(self._next[key]).encode()) for key in {_key(record) for record in batch}]


def _key(record: Record) -> bytes:
    return orjson.dumps([*Kind.of(record), record.partition])
