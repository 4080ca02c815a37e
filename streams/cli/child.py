"""A worker as a child process that does not outlive this one."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from streams.broker import supervisor

START_S = 60
POLL_S = 0.1
LAST_LINES = 12


class ChildError(Exception):
    """The worker did not start, or has ended; the message shows its last words and where its log is."""


class Worker:
    """`news-streams worker` on a free web port, started with these environment variables, logging to a file."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        command = [sys.executable, "-m", "streams", "worker", "--web-port", "0"]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", supervisor.__file__, *command],
                env={**os.environ, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for this process, which then stops the worker in order
            )

    def wait_web(self) -> str:
        """Wait for the worker's web port; gives `http://host:port`.

        Raises:
            ChildError: it ended, or did not open the port in time.
        """
        deadline = time.monotonic() + START_S
        while True:
            self.check()
            found = re.search(r"metrics: (http://\S+)/metrics", self._text())
            if found:
                return found[1]
            if time.monotonic() > deadline:
                self.failed(f"did not start within {START_S} s")
            time.sleep(POLL_S)

    def check(self) -> None:
        """See that the worker lives.

        Raises:
            ChildError: it has ended.
        """
        if self._process.poll() is not None:
            self.failed(f"has ended with exit code {self._process.returncode}")

    def failed(self, what: str) -> NoReturn:
        """Raise the error that says what happened, with the log's last lines."""
        last = "\n".join(self._text().splitlines()[-LAST_LINES:])
        raise ChildError(f"the worker {what}; its log is {self.log} and ends with:\n{last}")

    def stop(self) -> None:
        """Let it finish and commit what is in flight, and wait until it has ended."""
        if self._process.poll() is None:
            self._process.communicate(b"")

    def _text(self) -> str:
        return self.log.read_text("utf-8", errors="replace")
