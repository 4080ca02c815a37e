"""Where a partition's work goes on: at the committed offset, unless the topic no longer has it."""

import logging
from typing import Any

from aiokafka import TopicPartition

from streams.worker.metrics import Metrics

log = logging.getLogger(__name__)


class Beginning:
    """The offset at which the work on one partition begins, and what was lost before it."""

    def __init__(self, consumer: Any, source: TopicPartition, metrics: Metrics) -> None:
        self._consumer = consumer
        self._source = source
        self._metrics = metrics
        self._told = 0
        metrics.missed_records.labels(source.topic)  # a rate cannot see the first one of a series

    async def offset(self) -> int:
        """The next offset to read: the committed one, or the oldest there is.

        Raises:
            RuntimeError: the topic ends before the committed offset. Whether its records are other ones now, or only
                fewer, nobody can tell from here: going on anywhere could lose or repeat some.
        """
        committed: int | None = await self._consumer.committed(self._source)
        oldest: int = (await self._consumer.beginning_offsets([self._source]))[self._source]
        if committed is None:
            return oldest
        if committed < oldest:
            self._tell(committed, oldest)
            return oldest
        end = (await self._consumer.end_offsets([self._source]))[self._source]
        if end < committed:
            raise RuntimeError(
                f"ends at {end}, before the committed offset {committed}: the topic was made anew, or has lost records;"
                " see deploy/OPERATIONS.md"
            )
        return committed

    def _tell(self, committed: int, oldest: int) -> None:
        """Records that are gone can only be counted."""
        missed = oldest - max(committed, self._told)
        if missed <= 0:
            return
        self._told = oldest
        self._metrics.missed_records.labels(self._source.topic).inc(missed)
        log.error(
            "%s[%d]: %d records from offset %d on were deleted before they were read",
            self._source.topic,
            self._source.partition,
            missed,
            oldest - missed,
        )
