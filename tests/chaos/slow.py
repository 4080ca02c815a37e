"""A worker that is slow on purpose: some records take long, and what waits for a stage loses patience soon.

Run as `python -m tests.chaos.slow`, set up by STREAMS_* as any worker. A record takes seconds in the stage that decides
on copies, where the worst can happen: it has a memory that an abandoned batch must not touch.
"""

import functools
import sys
import time

from aiokafka import AIOKafkaConsumer

from streams import dedup, pipeline
from streams.pipeline import Stage, StageName
from streams.records import Record, Result, State
from streams.settings import Settings
from streams.worker import stage as worker_stage
from streams.worker.main import run_worker

SLOW_EACH = 20
SLOW_S = 0.4  # so that a full batch takes longer than BATCH_S, which shortens it, and POLL_MS, which costs membership
BATCH_S = 4.0
POLL_MS = 3000


def slowed(stage: Stage) -> Stage:
    """The stage, which blocks its whole worker for a moment on every so many records."""

    def run(record: Record, state: State | None) -> Result:
        if record.offset % SLOW_EACH == 0:
            time.sleep(SLOW_S)
        return stage.run(record, state)

    return stage._replace(run=run)


def main() -> int:
    settings = Settings.from_environment(web_port=0)
    window = dedup.Window(sketch_days=settings.sketch_days, hash_days=settings.hash_days)
    stages = pipeline.stages(window)
    worker_stage.BATCH_S = BATCH_S
    impatient = functools.partial(AIOKafkaConsumer, max_poll_interval_ms=POLL_MS)
    worker_stage.AIOKafkaConsumer = impatient  # type: ignore[attr-defined] # it imports the name, for itself
    return run_worker(settings, [slowed(stage) if name == StageName.DEDUP else stage for name, stage in stages.items()])


if __name__ == "__main__":
    sys.exit(main())
