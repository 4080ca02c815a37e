"""Watch a stream from its beginning until everything that was sent in is through all stages."""

import time
from collections.abc import Callable

from aiokafka import TopicPartition

from streams.pipeline import StageName
from streams.records import ERROR_HEADER, Record
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, Topic
from streams.worker.admin import committed
from streams.worker.tail import Tail

OUTPUTS = (CLEAN, DUPLICATE, QUOTE, DEAD_LETTER)


class StuckError(Exception):
    """Nothing has come out for so long that something must be wrong; the message says what is missing."""


class Settled:
    """Collects what comes out of a stream nobody else writes to."""

    def __init__(self, settings: Settings, outputs: Tail) -> None:
        self._settings = settings
        self._outputs = outputs
        self._seen: dict[Topic, list[Record]] = {topic: [] for topic in OUTPUTS}
        self._topics = {settings.topic_prefix + topic.name: topic for topic in OUTPUTS}

    def seen(self, topic: Topic) -> list[Record]:
        """What has come out on a topic so far."""
        return self._seen[topic]

    @property
    def answered(self) -> int:
        """Raw records of which it is known whether they are articles: each is an article, a copy, or a dead letter."""
        dead = [r for r in self._seen[DEAD_LETTER] if r.header(ERROR_HEADER + "stage") != StageName.QUOTES]
        return len(self._seen[CLEAN]) + len(self._seen[DUPLICATE]) + len(dead)

    async def until_through(self, sent: int, patience_s: float, progress: Callable[[int], None]) -> None:
        """Wait until `sent` raw records are answered and their quotes are committed, and all of it has been seen.

        Args:
            sent: how many raw records were sent since the beginning.
            patience_s: how long nothing may happen, in seconds.
            progress: called again and again with the number answered; what it raises ends the wait.

        Raises:
            StuckError: nothing happened for too long.
        """
        last = (-1, time.monotonic())
        while not (self.answered >= sent and await self._quotes_are_committed()):
            await self._look()
            progress(self.answered)
            count = sum(map(len, self._seen.values()))
            if count != last[0]:
                last = (count, time.monotonic())
            elif time.monotonic() - last[1] > patience_s:
                raise StuckError(f"{self.answered} of {sent} articles came out, then nothing for {patience_s:g} s")
        # A commit and its outputs are one transaction: what belongs to it can be read now.
        ends = await self._outputs.ends()
        async for record in self._outputs.until(ends):
            self._take(record)

    async def _look(self) -> None:
        for record in await self._outputs.poll():
            self._take(record)

    def _take(self, record: Record) -> None:
        self._seen[self._topics[record.topic]].append(record)

    async def _quotes_are_committed(self) -> bool:
        """The end of the topic is no measure: after the last article stands the marker of its transaction."""
        done = await committed(self._settings, f"{self._settings.group}.{StageName.QUOTES}")
        newest: dict[TopicPartition, int] = {}
        for article in self._seen[CLEAN]:
            partition = TopicPartition(article.topic, article.partition)
            newest[partition] = max(newest.get(partition, -1), article.offset)
        return all(done.get((p.topic, p.partition), 0) > offset for p, offset in newest.items())
