"""The Faust application: agents, web and lifecycle from Faust; the Kafka data path from `StageService`."""

import asyncio
import logging
from collections.abc import AsyncIterable, Iterable, Sequence
from itertools import chain
from typing import Any, cast

import faust
from faust.app.base import BootStrategy
from mode import ServiceT

from streams import dedup, pipeline
from streams.pipeline import StageName
from streams.settings import Settings, SettingsError
from streams.worker.batch import Batch
from streams.worker.metrics import Metrics
from streams.worker.stage import StageService
from streams.worker.web import WebService

log = logging.getLogger(__name__)


class _OwnKafka(BootStrategy):
    """Starts agents, web and our stages; Faust's own consumer, producer, leader assignor and tables stay off.

    Measured against Kafka, they lose events when workers join or leave and repeat thousands.
    """

    enable_kafka = False

    def server(self) -> Iterable[ServiceT]:
        """Services in starting order; they stop in the reverse one, so stages drain while their agents still run."""
        app = cast("NewsApp", self.app)
        return chain(self.sensors(), [app.web_service], self.agents(), app.stage_services)


class NewsApp(faust.App):
    """A worker's application: the stages its settings choose, or those given."""

    BootStrategy = _OwnKafka

    def __init__(self, settings: Settings, stages: Sequence[pipeline.Stage] | None = None) -> None:
        super().__init__(
            settings.group,
            broker=f"kafka://{settings.broker}",
            web_enabled=False,  # Faust's own pages stay off; WebService serves ours
            store="memory://",
            topic_disable_leader=True,
        )
        self.settings = settings
        self.metrics = Metrics()
        self.stage_services = [self.service_of(stage) for stage in stages or chosen_stages(settings)]
        self.web_service = WebService(settings, self.metrics, self.stage_services)
        for service in self.stage_services:
            self._add_agent(service)

    def service_of(self, stage: pipeline.Stage) -> StageService:
        """The service that runs a stage."""
        return StageService(self, stage, self.settings, self.metrics)

    async def on_first_start(self) -> None:
        """Make no data folder, as Faust does for its tables: a worker keeps nothing on disk."""

    async def on_stop(self) -> None:
        """Let all stages finish at the same time: one after the other, they would take the sum of their drain times."""
        await asyncio.gather(*(service.on_stop() for service in self.stage_services))
        await super().on_stop()

    def _add_agent(self, service: StageService) -> None:
        @self.agent(service.channel, name=f"streams.{service.stage.name}")
        async def work(batches: AsyncIterable[Batch]) -> None:
            async for batch in batches:
                await batch.run()

    async def _on_agent_error(self, agent: Any, error: BaseException) -> None:
        # @app.agent(on_error=...) raises TypeError in Faust 0.15: this is the hook that works.
        log.error("agent %s crashed: %r", agent.name, error)
        for service in self.stage_services:
            if service.channel is agent.channel:
                service.agent_failed(error)


def chosen_stages(settings: Settings) -> list[pipeline.Stage]:
    """The stages named in the settings, in the pipeline's order.

    Raises:
        SettingsError: a name is no stage, or the dedup windows do not fit each other.
    """
    names = {name.strip() for name in settings.stages.split(",") if name.strip()}
    unknown = names - set(StageName)
    if unknown or not names:
        known = ",".join(StageName)
        raise SettingsError(
            f"STREAMS_STAGES={settings.stages}: {', '.join(sorted(unknown)) or 'nothing'} is no stage of {known}"
        )
    try:
        window = dedup.Window(sketch_days=settings.sketch_days, hash_days=settings.hash_days)
    except ValueError as error:
        raise SettingsError(f"STREAMS_SKETCH_DAYS and STREAMS_HASH_DAYS: {error}") from error
    return [stage for name, stage in pipeline.stages(window).items() if name in names]
