"""The broker's Java process, as its owner sees it."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

from streams.broker.errors import BrokerError

SUPERVISOR = Path(__file__).with_name("supervisor.py")
TAIL_BYTES = 32 << 10
TAIL_LINES = 15


class Process:
    """A command that ends with its owner (see `supervisor`), run in `folder`, its output added to the file `log`.

    The file behind the descriptor `lock` stays open until the command has ended, whoever else closes it.
    """

    def __init__(self, command: Sequence[str], folder: Path, log: Path, lock: int) -> None:
        self._log = log
        with log.open("ab") as output:
            self._log_start = output.tell()
            self._supervisor = subprocess.Popen(
                [sys.executable, "-I", "-S", str(SUPERVISOR), *command],
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                pass_fds=[lock],
                start_new_session=True,  # Ctrl-C is for the owner, which then stops the command in order
            )
        self.pid = self._read_pid(cast("IO[bytes]", self._supervisor.stdout))

    @property
    def running(self) -> bool:
        """Whether the command has not ended yet."""
        return self._supervisor.poll() is None

    def wait(self) -> None:
        """Wait until the command ends by itself."""
        self._supervisor.wait()

    def stop(self) -> None:
        """Ask the command to end and wait until it has; after `supervisor.GRACE_SECONDS` it is killed."""
        self._end(b"")

    def kill(self) -> None:
        """End the command with SIGKILL."""
        self._end(b"kill\n")

    def failure(self, what: str) -> BrokerError:
        """The error that shows what the command said last."""
        return BrokerError(f"the embedded Kafka {what}; its last words, from {self._log}:\n{self._tail() or '(none)'}")

    def _read_pid(self, output: IO[bytes]) -> int:
        line = output.readline()
        if not line:
            self._supervisor.wait()
            raise self.failure("cannot be run")
        return int(line)

    def _tail(self) -> str:
        """The last lines that the command has printed since it was started here."""
        with self._log.open("rb") as log:
            size = log.seek(0, 2)
            log.seek(max(self._log_start, size - TAIL_BYTES))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-TAIL_LINES:])

    def _end(self, word: bytes) -> None:
        """Say the last word to the supervisor, which may have ended already, and wait for it."""
        try:
            self._supervisor.communicate(word)
        except ValueError:  # an earlier call closed the pipe
            self._supervisor.wait()
