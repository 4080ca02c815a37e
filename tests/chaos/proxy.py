"""A TCP proxy that can be cut, and a broker that tells its clients the proxy's address in place of its own."""

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Self

from streams.broker import EmbeddedKafka
from streams.broker.kafka import Started
from streams.broker.launch import launch
from streams.broker.ports import HOST, Ports

CHUNK_BYTES = 64 << 10


class Proxy:
    """Forwards connections from a port of its own, on a thread of its own.

    While it `hold`s, nothing passes and nothing is told; what was under way arrives on `release`. `sever` ends every
    connection and refuses new ones until `mend`.
    """

    def __init__(self) -> None:
        self.port = Ports.choose().client
        self._target = 0
        self._loop = asyncio.new_event_loop()
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def forward_to(self, port: int) -> None:
        """Begin, or go on with another target."""
        self._target = port
        self.mend()

    def hold(self) -> None:
        self._loop.call_soon_threadsafe(self._passing.clear)

    def release(self) -> None:
        self._loop.call_soon_threadsafe(self._passing.set)

    def sever(self) -> None:
        asyncio.run_coroutine_threadsafe(self._sever(), self._loop).result(10)

    def mend(self) -> None:
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, HOST, self.port)

    async def _sever(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            their_reader, their_writer = await asyncio.open_connection(HOST, self._target)
            self._open |= {writer, their_writer}
            await asyncio.gather(self._pump(reader, their_writer), self._pump(their_reader, writer))
            self._open -= {writer, their_writer}
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                await self._passing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


class ProxiedKafka(EmbeddedKafka):
    """A broker whose clients are sent through `proxy`; `direct` is the way around it."""

    def __init__(self) -> None:
        super().__init__()
        self.proxy = Proxy()
        self.direct = ""

    def start(self, port: int | None = None, data: Path | None = None) -> Self:
        ports = Ports.choose(port)
        self.direct = f"{HOST}:{ports.internal}"
        folder = (data or self._temporary_folder()).absolute()
        advertised = f"CLIENT://{HOST}:{self.proxy.port},INTERNAL://{self.direct}"
        process = launch(self._java(), folder, ports, {"advertised.listeners": advertised})
        self._started = Started(ports.client, folder, process)
        self.proxy.forward_to(ports.client)
        return self

    @property
    def bootstrap(self) -> str:
        """Around the proxy: who judges must see."""
        return self.direct

    @property
    def through_proxy(self) -> str:
        """The address for those who are to be cut off."""
        return f"{HOST}:{self.proxy.port}"
