"""Whether a consumer's brokers still answer: to aiokafka silence is silence, however long."""

import logging
from typing import Any

log = logging.getLogger(__name__)

ASK_AFTER = 4
LOST_AFTER = 10


class Reach:
    """Hears of every answer about the cluster that `who`'s consumer gets, and has it ask when none came for a while.

    It counts calls of `look`, not seconds: a loop that was busy, or a process that was suspended, heard nothing because
    it did not listen.
    """

    def __init__(self, who: str, consumer: Any) -> None:
        self._who = who
        self._client = consumer._client  # noqa: SLF001 - no other way
        self._silent = 0
        self._client.cluster.add_listener(self._answered)

    @property
    def lost(self) -> bool:
        """Whether no broker has answered for `LOST_AFTER` looks."""
        return self._silent >= LOST_AFTER

    def look(self) -> None:
        """To be called once a second."""
        self._silent += 1
        if self._silent >= ASK_AFTER:
            self._client.force_metadata_update()  # one small request at a time, however often it is asked for
        if self._silent == LOST_AFTER:
            log.warning("%s: no broker has answered for %d s", self._who, LOST_AFTER)

    def _answered(self, _cluster: Any) -> None:
        if self.lost:
            log.info("%s: a broker answers again", self._who)
        self._silent = 0
