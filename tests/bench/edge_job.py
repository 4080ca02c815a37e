"""The peers' job on our edge: a row beside the other engines in ../shared/bench/peers (see its README).

Run by that harness with its environment (BOOT, RAW, CLEAN, QUOTES, SEEN, GROUP); `job` is the harness's module.
"""

import os
import sys
from importlib import import_module
from typing import Any

from streams.pipeline import Stage, StageName
from streams.records import Change, Outcome, Output, Record, Result, State
from streams.settings import Settings
from streams.topics import Topic
from streams.worker.main import run_worker


class Seen:
    """The hashes that were seen, with an undo list."""

    def __init__(self) -> None:
        self._known: dict[bytes, None] = {}
        self._undo: list[bytes] = []

    def __contains__(self, key: bytes) -> bool:
        return key in self._known

    @property
    def entries(self) -> int:
        return len(self._known)

    @property
    def size_bytes(self) -> int:
        return 150 * len(self._known)

    def apply(self, key: bytes, value: bytes | None) -> None:
        del value
        self._known[key] = None
        self._undo.append(key)

    def commit(self) -> None:
        self._undo.clear()

    def rollback(self) -> None:
        for key in self._undo:
            self._known.pop(key, None)
        self._undo.clear()


def stage(job: Any) -> Stage:
    """The harness's job as a stage."""

    def topic(name: str, changelog: bool = False) -> Topic:
        return Topic(os.environ[name], None, "id", 8, None if changelog else 1)

    raw, clean, quotes, seen = topic("RAW"), topic("CLEAN"), topic("QUOTES"), topic("SEEN", changelog=True)

    def run(record: Record, state: State | None) -> Result:
        digest, article, found = job.process(record.value)
        key = digest.encode()
        if key in state:  # type: ignore[operator] # the state is Seen
            return Result(Outcome.EXACT, "other", ())
        outputs = [Output(clean, record.key, article, ())]
        outputs += [Output(quotes, record.key, quote, ()) for quote in found]
        changes: list[Change] = [(key, b"1")]
        return Result(Outcome.NEW, "other", outputs, changes)

    return Stage(StageName.CLEAN, raw, run, seen, Seen)


def main() -> int:
    """Run until stopped."""
    sys.path.append(os.environ["PEERS_COMMON"])
    given = {"STREAMS_BROKER": os.environ["BOOT"], "STREAMS_GROUP": os.environ["GROUP"], "STREAMS_WEB_PORT": "0"}
    settings = Settings.from_environment({"STREAMS_SESSION_S": "6"} | os.environ | given)
    return run_worker(settings, [stage(import_module("job"))])


if __name__ == "__main__":
    sys.exit(main())
