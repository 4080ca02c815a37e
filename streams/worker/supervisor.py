"""Several workers on one machine: started together, restarted when one dies, stopped together.

Each is a process of its own with a web port of its own, counted up from the first one's, so that Prometheus sees every
one and none shares another's fate. None outlives the supervisor, however that ends: they would hold the ports of those
who come after them.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

from streams.settings import Settings

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
SETTLED_S = 60.0  # a worker that lived for so long died of something new
LOOK_S = 0.2
STOP_MARGIN_S = 20.0  # beyond the drain: leaving the groups, closing connections
OWNED = "--owned"  # tells a worker to stop at the end of its standard input, which the supervisor holds open
USAGE = 2  # a setting is wrong: another try would end the same way


def stop_with_owner() -> None:
    """Stop this process, as SIGTERM does, when whoever holds its standard input open has ended."""

    def wait() -> None:
        while os.read(0, 1):  # not through sys.stdin, which Python could not close under this thread at its end
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="owner", daemon=True).start()


class Child:
    """A worker's process, and when it may be started again."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._pause_s = FIRST_PAUSE_S
        self.start()

    def start(self) -> None:
        """Start the process; Ctrl-C at the terminal reaches the supervisor alone, which passes it on."""
        self.process = subprocess.Popen(
            self._command, env=self._environment, start_new_session=True, stdin=subprocess.PIPE
        )
        self._began = time.monotonic()
        self._start_at: float | None = None

    def look_after(self) -> None:
        """Start it again if it is dead: at once, and later each time it dies young."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if self._start_at is None:
            settled = now - self._began > SETTLED_S
            self._pause_s = FIRST_PAUSE_S if settled else min(self._pause_s * 2, LONGEST_PAUSE_S)
            self._start_at = now + self._pause_s
            log.error("worker %d ended (%s); again in %g s", self.process.pid, self.process.returncode, self._pause_s)
        elif now >= self._start_at:
            self.start()


class Supervisor:
    """Runs `count` workers until it is told to stop."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._settings = settings
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._children = [Child(self._command(number), dict(os.environ)) for number in range(count)]

    def run(self) -> int:
        """Look after the workers until SIGINT or SIGTERM.

        Returns:
            The exit code: 0 when all stopped cleanly, the first other one otherwise.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        log.info("workers: %s", ", ".join(str(child.process.pid) for child in self._children))
        while not self._stop.wait(LOOK_S):
            if not self._settled and any(child.process.poll() == USAGE for child in self._children):
                break
            for child in self._children:
                child.look_after()
        return self._end()

    @property
    def _settled(self) -> bool:
        """Whether the settings have carried a worker for some time: what ends one then is no wrong setting."""
        return time.monotonic() - self._began > SETTLED_S

    def _command(self, number: int) -> list[str]:
        port = self._settings.web_port + number if self._settings.web_port else 0
        stages = ["--stages", self._settings.stages]
        return [sys.executable, "-m", "streams", "worker", OWNED, "--web-port", str(port), *stages]

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _end(self) -> int:
        """Let every worker finish what is in flight; kill what does not end in time."""
        for child in self._children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + self._settings.drain_s + STOP_MARGIN_S
        codes = [self._wait(child, deadline) for child in self._children]
        return next((code for code in codes if code), 0)

    @staticmethod
    def _wait(child: Child, deadline: float) -> int:
        try:
            return child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("worker %d did not stop in time and is killed; what it left open is aborted", child.process.pid)
            child.process.kill()
            return child.process.wait()
