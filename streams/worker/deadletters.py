"""Dead letters: read them, and send them again to the topic they came from.

A record sent again and how far the replay has come are committed in one transaction, for each stage and reason apart.
So no dead letter is sent twice or passed over, whichever of them a replay selects, and wherever it is interrupted.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

from aiokafka.errors import IllegalOperation, InvalidProducerEpoch, ProducerFenced

from streams import topics
from streams.pipeline import stages
from streams.records import ERROR_HEADER, REPLAY_HEADER, Record, without_errors
from streams.settings import Settings
from streams.worker.connection import producer
from streams.worker.produce import Throttle
from streams.worker.replayed import Kind, Positions
from streams.worker.tail import Tail, tail

BATCH_RECORDS = 100
BATCH_BYTES = 8 << 20


class Select(NamedTuple):
    """Which dead letters: all, or only those of a reason, of a stage."""

    reason: str | None = None
    stage: str | None = None

    def __call__(self, record: Record) -> bool:
        """Whether it is one of them."""
        kind = Kind.of(record)
        return self.reason in (None, kind.reason) and self.stage in (None, kind.stage)


class Letter(NamedTuple):
    """A dead letter, and whether a replay has sent it."""

    record: Record
    is_replayed: bool


class Replayed(NamedTuple):
    """What a replay did: how many it sent, and which it could not, as `partition:offset` and why."""

    sent: int
    refused: list[str]


class ReplayError(Exception):
    """Another replay runs at the same time, or has taken over from this one."""


def dead_letter_topic(settings: Settings) -> str:
    """The full name of the dead letters' topic."""
    return settings.topic_prefix + topics.DEAD_LETTER.name


async def dead_letters(settings: Settings, select: Select) -> AsyncIterator[Letter]:
    """The dead letters there are now, oldest first.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicMissingError: the topic does not exist.
    """
    positions = Positions(settings)
    await positions.read()
    async with tail(settings, dead_letter_topic(settings), from_beginning=True) as letters:
        async for record in letters.until(await letters.ends()):
            if select(record):
                yield Letter(record, positions.is_behind(record))


async def replay(
    settings: Settings,
    select: Select,
    *,
    rate: float | None = None,
    dry_run: bool = False,
    progress: Callable[[Record], None] = lambda _: None,
) -> Replayed:
    """Send the selected dead letters that no replay has sent yet, as they were received, to where they came from.

    A header says that a record was sent again, and from which dead letter: others than its stage may read that topic.

    Args:
        settings: where the broker is, and which stream it is.
        select: which dead letters.
        rate: records a second, at most.
        dry_run: send nothing, and remember nothing.
        progress: called with each dead letter that is (or would be) sent.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicMissingError: the topic does not exist.
        ReplayError: another replay took over; what this one committed stays.
    """
    transactional_id = None if dry_run else f"{settings.group}.replay"
    async with (
        producer(settings, transactional_id) as sender,  # fences other replays before it is read what they committed
        tail(settings, dead_letter_topic(settings), from_beginning=True) as letters,
    ):
        run = _Replay(settings, sender, rate, progress, dry_run=dry_run)
        try:
            return await run.through(letters, select)
        except (ProducerFenced, InvalidProducerEpoch) as error:
            raise ReplayError("another replay has taken over; what was sent so far will not be sent again") from error


class _Replay:
    """One pass over the dead letters."""

    def __init__(
        self,
        settings: Settings,
        sender: Any,
        rate: float | None,
        progress: Callable[[Record], None],
        *,
        dry_run: bool,
    ) -> None:
        self._sender = sender
        self._throttle = Throttle(rate)
        self._most = max(1, min(BATCH_RECORDS, int(rate or BATCH_RECORDS)))
        self._progress = progress
        self._dry_run = dry_run
        self._origins = {settings.topic_prefix + stage.source.name for stage in stages().values()}
        self._positions = Positions(settings)
        self._refused: list[str] = []
        self._sent = 0

    async def through(self, letters: Tail, select: Select) -> Replayed:
        """Send what is selected, not yet sent, and there when the pass begins."""
        await self._positions.read()
        ends = await letters.ends()
        for partition, end in ends.items():
            self._positions.forget_beyond(partition.partition, end)
        batch: list[Record] = []
        async for record in letters.until(ends):
            if select(record) and not self._positions.is_behind(record) and self._may_go(record):
                batch.append(record)
            if len(batch) >= self._most or sum(len(r.value or b"") for r in batch) >= BATCH_BYTES:
                await self._send(batch)
                batch.clear()
        await self._send(batch)
        return Replayed(self._sent, self._refused)

    def _may_go(self, record: Record) -> bool:
        """Only what is whole, and only into what this stream's stages read, whatever a header says."""
        origin = _origin(record)
        if record.header(ERROR_HEADER + "size") is not None:
            why = "was too large to be kept; send it again from where it came"
        elif origin not in self._origins:
            why = f"comes from {origin or 'nowhere'}, which is no topic of this stream"
        else:
            return True
        self._refused.append(f"{record.partition}:{record.offset} {why}")
        return False

    async def _send(self, batch: list[Record]) -> None:
        if batch and not self._dry_run:
            await self._throttle.wait(len(batch))
            async with self._sender.transaction():
                await self._send_all(batch)
        for record in batch:
            self._progress(record)
        self._sent += len(batch)

    async def _send_all(self, batch: list[Record]) -> None:
        """Send the batch and how far the replay is with it.

        A transaction commits although a record in it failed: so every one is looked at.
        """
        sent: list[asyncio.Future[Any]] = []
        ended: IllegalOperation | None = None
        try:
            for record in batch:
                headers = _marked(record)
                sent.append(
                    await self._sender.send(
                        _origin(record), record.value, key=record.key, headers=headers, timestamp_ms=_timestamp(record)
                    )
                )
            for key, value in self._positions.move(batch):
                sent.append(await self._sender.send(self._positions.topic, value, key=key))
        except (
            IllegalOperation
        ) as error:  # a record has failed meanwhile and ended the transaction; its answer says why
            ended = error
        finally:
            answers = await asyncio.gather(*sent, return_exceptions=True)
        for answer in (*answers, ended):
            if isinstance(answer, BaseException):
                raise answer


def _marked(record: Record) -> list[tuple[str, bytes]]:
    """The headers as received, and the mark of a record that is sent again."""
    received = [header for header in without_errors(record.headers) if header[0] != REPLAY_HEADER]
    return [*received, (REPLAY_HEADER, f"{record.partition}:{record.offset}".encode())]


def _origin(record: Record) -> str:
    return record.header(ERROR_HEADER + "topic") or ""


def _timestamp(record: Record) -> int | None:
    """When the record was made: a copy of it says the same."""
    text = record.header(ERROR_HEADER + "timestamp") or ""
    return int(text) if text.isascii() and text.isdigit() else None
