"""The web port: /metrics, /live, /ready and the live view; nothing can be changed through it."""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from mode import Service
from prometheus_client.exposition import choose_encoder

from streams.settings import Settings
from streams.worker.live import POLICY, LiveView
from streams.worker.metrics import Metrics
from streams.worker.stage import StageService

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 200  # each takes one of the files that the broker's connections need, too
PORT = re.compile(r":\d{1,5}$")
HEADERS = {
    "Cache-Control": "no-store",
    POLICY: "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "news-streams",  # and not which library of which version
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class WebService(Service):
    """Serves a worker's health and metrics."""

    def __init__(self, settings: Settings, metrics: Metrics, stages: Sequence[StageService], **mode: Any) -> None:
        super().__init__(**mode)
        self._settings = settings
        self._metrics = metrics
        self._stages = stages
        self._runner: web.AppRunner | None = None
        self._door: asyncio.Server | None = None
        self._live_view = LiveView(settings) if settings.live_articles else None

    async def on_start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        application = web.Application(middlewares=[_only_by_own_names] if _is_loopback(self._settings.web_host) else [])
        application.on_response_prepare.append(_protect)
        application.add_routes(
            [web.get("/metrics", self._show_metrics), web.get("/live", self._live), web.get("/ready", self._ready)]
        )
        if self._live_view is not None:
            application.add_routes(self._live_view.routes())
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        self._door = await asyncio.get_running_loop().create_server(
            _one_in_one_out(self._runner.server), self._settings.web_host, self._settings.web_port
        )
        host, port = self._door.sockets[0].getsockname()[:2]
        log.info("metrics: http://%s:%d/metrics", host, port)
        if self._live_view is not None:
            log.info("live view: http://%s:%d/", host, port)

    async def on_stop(self) -> None:
        """Stop listening."""
        if self._door is not None:
            self._door.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._live_view is not None:
            await self._live_view.close()

    async def _show_metrics(self, request: web.Request) -> web.Response:
        try:
            encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        except (TypeError, ValueError):  # it names a version that is none
            encode, content_type = choose_encoder("")
        return web.Response(body=encode(self._metrics.registry), headers={"Content-Type": content_type})

    async def _live(self, _request: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        stages = {stage.stage.name: stage.ready for stage in self._stages}
        ready = all(stages.values())
        answer = {"ready": ready, "stages": stages}
        return web.json_response(answer, status=200 if ready else 503)


def _one_in_one_out(server: web.Server | None) -> Callable[[], asyncio.Protocol]:
    """Makes connections; when there are too many, the oldest go, which hold a page open or say nothing."""
    assert server is not None  # noqa: S101 - a runner that is set up has one

    def connection() -> asyncio.Protocol:
        present = server.connections
        for oldest in present[: len(present) + 1 - MOST_CONNECTIONS]:
            oldest.force_close()
        return server()

    return connection


@web.middleware
async def _only_by_own_names(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whose name leads to this machine for a moment (DNS rebinding) must not read with a visitor's browser."""
    if _is_loopback(PORT.sub("", request.host).strip("[]")):
        return await handler(request)
    raise web.HTTPMisdirectedRequest(text="this worker answers to localhost and its address only")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _protect(_request: web.Request, response: web.StreamResponse) -> None:
    """Every answer has our headers, those to unknown paths and methods included; a page may bring its own policy."""
    policy = response.headers.get(POLICY, HEADERS[POLICY])
    response.headers.update(HEADERS | {POLICY: policy})
