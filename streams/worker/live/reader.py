"""Reads the topics for the view, for as long as somebody looks, and never at the expense of the stages."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka import TopicPartition

from streams.records import Record
from streams.settings import Settings, SettingsError
from streams.topics import CLEAN, DUPLICATE, QUOTE, RAW
from streams.worker.connection import consumer, partitions_of
from streams.worker.errors import BrokerRefusedError, BrokerUnreachableError, TopicMissingError
from streams.worker.live.feed import SHOWN, Feed
from streams.worker.tail import Tail

log = logging.getLogger(__name__)

IDLE_S = 300.0  # without a visitor for so long, the view reads nothing and holds nothing
FIRST_S = 4.0  # the first visitor waits so long for what came before, at most
RETRY_S = 3.0
CHECK_S = 3.0  # so often the broker is asked whether it is there: to a consumer silence is silence
ANSWER_S = 5.0
POLL_MS = 250
CHUNK = 50  # records read back that are joined at once
YIELD_S = 0.02  # the stages' heartbeats live in the same loop
REST = 4.0  # rests for as many times the time it worked: a fifth of the loop is the most it takes
LEAST_BACK = 20  # offsets of a partition, so that a few partitions with all the news do not show half of it
SPREAD = 2.0  # partitions are not filled evenly, and control records of transactions take offsets
RECORDS_AN_ARTICLE: Mapping[str, float] = {RAW.name: 1, CLEAN.name: 1, DUPLICATE.name: 0.5, QUOTE.name: 6}
FARTHEST = 4  # times what was read back at the start: who is farther behind reads on from the end
EXPECTED = (BrokerRefusedError, BrokerUnreachableError, TopicMissingError, SettingsError)


class Reader:
    """Fills a feed from the first visit on, until nobody has come for a while."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.feed = Feed(settings.live_articles, settings.topic_prefix)
        self.caught_up = asyncio.Event()
        self.problem: str | None = None
        self.skipped = 0
        self._visited = 0.0
        self._task: asyncio.Task[None] | None = None

    async def visit(self) -> None:
        """Somebody looks: begin to read, if need be, and wait a little for what came before."""
        self._visited = time.monotonic()
        if self._task is None or self._task.done():
            self.caught_up.clear()
            self._task = asyncio.create_task(self._run())
            self._task.add_done_callback(_report)
        if not self.problem:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.caught_up.wait(), FIRST_S)

    async def close(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    @property
    def _idle(self) -> bool:
        return time.monotonic() - self._visited > IDLE_S

    async def _run(self) -> None:
        log.info("live view: reading")
        while not self._idle:
            try:
                await self._read()
            except EXPECTED as error:
                self.problem = str(error)
                self.caught_up.set()
                await asyncio.sleep(RETRY_S)
        self.feed.clear()
        self.skipped = 0
        log.info("live view: nobody looks; stopped")

    async def _read(self) -> None:
        topics = [self._settings.topic_prefix + topic.name for topic in SHOWN]
        async with consumer(self._settings) as client:
            partitions = await partitions_of(client, *topics)
            client.assign(partitions)
            self.problem = None
            tail = Tail(client, partitions)
            self.feed.forget_rates()  # after a lost connection the same records are read and counted again
            await self._read_back(client, tail, partitions)
            checked = time.monotonic()
            while not self._idle:
                began = time.monotonic()
                if began - checked > CHECK_S:
                    await asyncio.wait_for(tail.ends(), ANSWER_S)
                    checked = began
                records = await tail.poll(POLL_MS)
                busy = await self._take(records, live=True)
                waited = time.monotonic() - began - busy
                await asyncio.sleep(max(0.0, busy * REST - waited))
                await self._skip(client, partitions)

    async def _read_back(self, client: Any, tail: Tail, partitions: list[TopicPartition]) -> None:
        """The newest articles so far."""
        ends = await tail.ends()
        beginnings = await client.beginning_offsets(partitions)
        for partition in partitions:
            client.seek(partition, max(beginnings[partition], ends[partition] - self._back(partition, partitions)))
        while await tail.is_before(ends):
            # What came meanwhile is taken too: nothing is fetched a second time.
            records = await tail.poll()
            for at in range(0, len(records), CHUNK):
                await self._take(records[at : at + CHUNK], live=False)
        self.caught_up.set()

    def _back(self, partition: TopicPartition, partitions: Iterable[TopicPartition]) -> int:
        """How many offsets of a partition hold its share of the newest articles, about."""
        shares = sum(other.topic == partition.topic for other in partitions)
        topic = partition.topic.removeprefix(self._settings.topic_prefix)
        return LEAST_BACK + int(self.feed.limit * RECORDS_AN_ARTICLE.get(topic, 0.5) * SPREAD / shares)

    async def _take(self, records: Iterable[Record], *, live: bool) -> float:
        """Hand records to the feed; gives the seconds that took, without those it left to others."""
        busy = 0.0
        began = time.monotonic()
        for record in records:
            now = int(time.time() * 1000)
            self.feed.take(record, now if live else min(max(record.timestamp, 0), now))
            spent = time.monotonic() - began
            if spent > YIELD_S:
                busy += spent
                await asyncio.sleep(0)
                began = time.monotonic()
        return busy + time.monotonic() - began

    async def _skip(self, client: Any, partitions: list[TopicPartition]) -> None:
        """Nobody reads thousands of articles a second: rather miss some than fall behind."""
        for partition in partitions:
            high = client.highwater(partition)
            back = self._back(partition, partitions)
            if high is None:
                continue
            behind = high - await client.position(partition)
            if behind > FARTHEST * back:
                client.seek(partition, high - back)
                self.skipped += behind - back


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("live view: stopped", exc_info=task.exception())
