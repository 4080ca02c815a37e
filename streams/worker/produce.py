"""Send raw records, and know of each whether it arrived."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from aiokafka.errors import MessageSizeTooLargeError, RecordTooLargeError

from streams.inputs import Input
from streams.settings import Settings
from streams.worker.connection import LOST, partitions_of, producer

IN_FLIGHT = 500  # records sent and not yet acknowledged
IN_FLIGHT_BYTES = 32 << 20


class Sent(NamedTuple):
    """How sending went: the number that arrived, why others did not, and the time it took."""

    arrived: int
    problems: list[str]
    seconds: float


class Throttle:
    """Lets at most `rate` calls a second through; any number where it is None."""

    def __init__(self, rate: float | None) -> None:
        self._pause = 1 / rate if rate else 0.0
        self._next = time.monotonic()

    async def wait(self, calls: int = 1) -> None:
        """Wait until it is the turn of so many calls at once."""
        if self._pause:
            await asyncio.sleep(self._next - time.monotonic())
            self._next = max(self._next, time.monotonic()) + self._pause * calls


async def produce(
    settings: Settings,
    topic: str,
    inputs: Iterable[Input],
    *,
    rate: float | None = None,
    progress: Callable[[Input], None] = lambda _: None,
) -> Sent:
    """Send every input to the topic (its full name) and wait until all are acknowledged by all replicas.

    Args:
        settings: where the broker is.
        topic: the topic's full name.
        inputs: read as they are sent, so that they need not fit into memory.
        rate: records a second, at most.
        progress: called with each input when it is on its way.

    Raises:
        BrokerUnreachableError: no broker answers.
        TopicMissingError: there is no such topic.
    """
    throttle = Throttle(rate)
    window, began = _Window(), time.monotonic()
    async with producer(settings) as client:
        await partitions_of(client, topic)
        for given in inputs:
            await throttle.wait()
            try:
                future = await client.send(topic, given.value, key=given.key, headers=list(given.headers))
            except (MessageSizeTooLargeError, RecordTooLargeError) as error:
                window.problems.append(f"{given.where}: {error}")
            else:
                window.add(given, future)
            progress(given)
            if window.full:
                await window.settle()
        await window.settle()
    return Sent(window.arrived, window.problems, time.monotonic() - began)


class _Window:
    """Records on their way: bounded in number and bytes."""

    def __init__(self) -> None:
        self.arrived = 0
        self.problems: list[str] = []
        self._waiting: list[tuple[Input, asyncio.Future[object]]] = []
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether to wait before more is sent."""
        return len(self._waiting) >= IN_FLIGHT or self._bytes >= IN_FLIGHT_BYTES

    def add(self, given: Input, future: "asyncio.Future[object]") -> None:
        """Count a record as on its way."""
        self._waiting.append((given, future))
        self._bytes += len(given.value or b"")

    async def settle(self) -> None:
        """Wait for all that is on its way."""
        answers = await asyncio.gather(*(future for _, future in self._waiting), return_exceptions=True)
        for (given, _), answer in zip(self._waiting, answers, strict=True):
            if isinstance(answer, LOST):
                raise answer
            if isinstance(answer, BaseException):
                self.problems.append(f"{given.where}: {answer}")
            else:
                self.arrived += 1
        self._waiting.clear()
        self._bytes = 0
