"""Records whose headers have names that are no UTF-8.

Kafka takes them; aiokafka raises while it reads them, and with one such record all others of its batch are lost. With
this, a name comes with each wrong byte written out, and the record like any other.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

LENGTH = slice(8, 12)  # of a batch, behind its first offset; it counts what follows it


class _Names(bytearray):
    """What aiokafka's reader in Python cuts names out of."""

    def __getitem__(self, place: Any) -> Any:
        part = super().__getitem__(place)
        return _Names(part) if isinstance(place, slice) else part

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return super().decode(encoding, errors)


class _Batch:
    """A batch as aiokafka reads it, and in Python from the record on that it cannot read."""

    def __init__(self, batch: Any, data: memoryview) -> None:
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                yield record
                read += 1
        except UnicodeDecodeError:
            yield from islice(self._with_any_names(), read, None)

    def _with_any_names(self) -> Iterator[Any]:
        batch: Any = _DefaultRecordBatchPy(self._data)
        batch._maybe_uncompress()  # noqa: SLF001 - aiokafka has no other way in
        batch._buffer = _Names(batch._buffer)  # noqa: SLF001
        return iter(batch)


class ReadableRecords:
    """What a broker answers a fetch of one partition with: whole batches, perhaps the beginning of another."""

    def __init__(self, data: bytes) -> None:
        self._records = MemoryRecords(data)
        self._data = memoryview(data)

    def has_next(self) -> bool:
        """Whether there is another whole batch."""
        has_next: bool = self._records.has_next()
        return has_next

    def size_in_bytes(self) -> int:
        """How much was answered."""
        size: int = self._records.size_in_bytes()
        return size

    def next_batch(self) -> _Batch:
        """The next batch; ask only if there is one."""
        batch = self._records.next_batch()
        size = LENGTH.stop + int.from_bytes(self._data[LENGTH], "big")
        data, self._data = self._data[:size], self._data[size:]
        return _Batch(batch, data)


def install() -> None:
    """Let every consumer of aiokafka's in this process read so."""
    fetcher.MemoryRecords = ReadableRecords
