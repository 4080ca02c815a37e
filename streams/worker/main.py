"""A worker as a process: logging, signals, exit code."""

import asyncio
import errno
import logging
import logging.config
import resource
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from importlib.metadata import version
from typing import Any

import faust
import uvloop

from streams.garbage import collect_rarely
from streams.languages.check import check_packs
from streams.pipeline import Stage
from streams.security import uses_tls
from streams.settings import Settings, SettingsError
from streams.worker.app import NewsApp, chosen_stages
from streams.worker.login import client_options
from streams.worker.logs import formatter
from streams.worker.repeats import Repeats
from streams.worker.supervisor import Supervisor

log = logging.getLogger(__name__)

MOST_FILES = 65_536
LIBRARIES = ("aiokafka", "faust", "mode", "asyncio")  # each says much that only its own developers can use
RETRYING = ("aiokafka.producer.sender", "aiokafka.consumer.group_coordinator")  # what goes on failing, we say ourselves
PARSERS = ("courlan", "htmldate", "trafilatura")  # what they say of a page, its dead letter says
WIRE = {"aiokafka.conn": {"level": "WARNING"}}  # at DEBUG it writes every request down, with passwords and articles
UNKNOWN_HOST = "is of no host that is known"
PORT_ERRORS = {errno.EADDRINUSE: "is taken", errno.EACCES: "is not allowed", errno.EADDRNOTAVAIL: "is not of this host"}


class _QuietWorker(faust.Worker):
    """Faust's worker without its banners; it leaves stdout and the logging set-up alone."""

    def __init__(self, app: NewsApp, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(app, loop=loop, quiet=True, override_logging=False, redirect_stdouts=False)
        self.spinner = None
        self._settings = app.settings

    async def on_first_start(self) -> None:
        """Say what runs as soon as signals are heeded: who has read that may stop the worker."""
        await super().on_first_start()
        log.info("news-streams %s: %s at %s, group %s", version("news-streams"), *_what(self._settings))

    def install_signal_handlers(self) -> None:
        """Heed those that end a worker; mode's others halt it in a debugger, or fill the log with all its stacks."""
        super().install_signal_handlers()
        for number in (signal.SIGUSR1, signal.SIGUSR2):
            self.loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)


def run_worker(settings: Settings, stages: Sequence[Stage] | None = None) -> int:
    """Work until SIGINT or SIGTERM, then finish and commit what is in flight.

    Args:
        settings: how to run.
        stages: what to run in place of the stages that the settings name.

    Returns:
        The exit code: 0 after a signal, 1 when the worker crashed.

    Raises:
        SettingsError: a stage is unknown, a certificate or password cannot be used, or the web port cannot be had.
        PackError: a language pack cannot be used.
    """
    return run_app(settings, lambda: NewsApp(settings, stages))


def run_app(
    settings: Settings, make: Callable[[], NewsApp], until: Callable[[], Coroutine[Any, Any, None]] | None = None
) -> int:
    """Run the application that `make` gives until a signal, or until `until` returns; then as in `run_worker`."""
    set_up_logging(settings)
    check_packs()  # not at the first article of each language
    client_options(settings)  # a key that cannot be used is told now, not at each attempt to connect
    _open_files()
    loop = new_loop(settings)
    asyncio.set_event_loop(loop)  # Faust asks for the current loop while the application is made
    worker = _QuietWorker(make(), loop)
    collect_rarely()
    watching = loop.create_task(_end_after(until())) if until is not None else None
    try:
        _run(worker)
    except OSError as error:
        reason = UNKNOWN_HOST if isinstance(error, socket.gaierror) else PORT_ERRORS.get(error.errno or 0)
        if reason is None:
            log.exception("the worker crashed")
            return 1
        where = f"{settings.web_host}:{settings.web_port}"
        raise SettingsError(
            f"the web port {where} {reason}; choose another with --web-port or STREAMS_WEB_PORT"
        ) from error
    except Exception:
        log.exception("the worker crashed")
        return 1
    finally:
        if watching is not None:
            watching.cancel()
    log.info("stopped")
    return 0


def new_loop(settings: Settings) -> asyncio.AbstractEventLoop:
    """uvloop, unless connections are encrypted: of those that a broker still writes to, it closes many after 30 s only.

    That would delay every partition that is restored, and the end of a worker.
    """
    return asyncio.new_event_loop() if uses_tls(settings) else uvloop.new_event_loop()


def _open_files() -> None:
    """Allow as many as we may: the producer of each partition has connections of its own, and so have visitors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, MOST_FILES) if hard != resource.RLIM_INFINITY else MOST_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _end_after(waiting: Coroutine[Any, Any, None]) -> None:
    """End the worker as a signal does, since only that waits until everything in flight is committed."""
    await waiting
    signal.raise_signal(signal.SIGTERM)


def run_workers(settings: Settings, processes: int) -> int:
    """Run several workers on this machine until SIGINT or SIGTERM.

    Returns:
        The exit code: 0 when all stopped cleanly.

    Raises:
        SettingsError: a stage is unknown, or the dedup windows do not fit each other.
        PackError: a language pack cannot be used.
    """
    check_packs()
    chosen_stages(settings)  # what no worker could run, nobody should start again and again
    set_up_logging(settings)
    return Supervisor(settings, processes).run()


def set_up_logging(settings: Settings) -> None:
    """Log to stderr, as the settings say: which level, and as text or JSON.

    Libraries only from warnings on, and not the same again and again, unless at DEBUG.
    """
    level = settings.log_level
    debug = level == "DEBUG"
    filters = ["lifecycle"] if debug else ["lifecycle", "repeats"]
    levels = dict.fromkeys(LIBRARIES, "WARNING") | dict.fromkeys((*RETRYING, *PARSERS), "CRITICAL")
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": formatter, "log_format": settings.log_format}},
            "filters": {"lifecycle": {"()": NoLifecycle}, "repeats": {"()": Repeats, "own": "streams"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": filters}},
            "root": {"level": level, "handlers": ["stderr"]},
            "loggers": {name: {"level": level if debug else least} for name, least in levels.items()} | WIRE,
        }
    )


class NoLifecycle(logging.Filter):
    """Drops what mode says of services that start or stop, and its word for one that was told to stop: crashed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the line."""
        if record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError):
            return False
        return record.levelno > logging.INFO or not str(record.msg).startswith("[^")


def _what(settings: Settings) -> tuple[str, str, str]:
    return settings.stages, settings.broker, settings.group


def _run(worker: _QuietWorker) -> None:
    try:
        worker.loop.run_until_complete(worker.start())
    finally:
        worker.stop_and_shutdown()
