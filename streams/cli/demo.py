"""`news-streams demo`."""

import asyncio
import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import mkdtemp

import click

from streams.broker import EmbeddedKafka
from streams.cli.child import ChildError, Worker
from streams.cli.options import FILES, counted, give_up, readable_files
from streams.cli.problems import skips
from streams.cli.story import Story
from streams.inputs import Input, expand, read_file
from streams.pipeline import StageName
from streams.samples import samples
from streams.settings import PREFIX, Settings
from streams.topics import RAW
from streams.worker.admin import TopicError, create_topics, delete_topics
from streams.worker.errors import BrokerUnreachableError
from streams.worker.produce import produce
from streams.worker.settled import OUTPUTS, Settled, StuckError
from streams.worker.tail import tail

PATIENCE_S = 90
WATCH_S = 0.5


@click.command()
@click.argument("files", nargs=-1, type=FILES)
@click.option("--keep-running", is_flag=True, help="Stay up after that, for articles of your own, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print what came out as JSON, one event a line.")
def demo(files: tuple[Path, ...], keep_running: bool, as_json: bool) -> None:
    """See it work: starts a Kafka and a worker on this machine, sends articles, shows what comes out, stops it all.

    Without FILES it sends sample articles in Indonesian and English: with interface debris and a body pasted twice, a
    copy in another outlet, a new version, a second delivery, and two records that are no articles. FILES are what
    `news-streams produce` takes.

    With STREAMS_BROKER set, it uses that Kafka and topics of its own there, which it deletes afterwards.

    \b
    Examples:
      news-streams demo
      news-streams demo article.txt page.html
      news-streams demo --keep-running
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(mkdtemp(prefix="news-streams-demo-"))
    try:
        _show(files, folder, keep_running=keep_running, as_json=as_json)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        give_up("interrupted; everything that was started is stopped")
    except (ChildError, StuckError, TopicError) as error:
        give_up(f"{error}\nlogs are kept in {folder}")
    finally:
        with suppress(OSError):
            folder.rmdir()  # if nothing was logged
    shutil.rmtree(folder, ignore_errors=True)


def _show(files: tuple[Path, ...], folder: Path, *, keep_running: bool, as_json: bool) -> None:
    with ExitStack() as stack:
        settings = _broker(stack, folder)
        worker, web = _worker(stack, settings, folder)
        waves = _waves(files)
        seen = asyncio.run(_process(settings, worker, waves))
        story = Story([given for wave in waves for given in wave], seen)
        story.tell_json() if as_json else story.tell(f"{web}/metrics")
        if keep_running:
            _keep_running(settings, worker)
        _say("stopping")


def _say(text: str) -> None:
    click.secho(f"· {text}", dim=True, err=True)


def _broker(stack: ExitStack, folder: Path) -> Settings:
    """Settings of a Kafka that runs, with the stream's topics."""
    if f"{PREFIX}BROKER" in os.environ:
        before = Settings.from_environment()
        mark = f"demo-{secrets.token_hex(4)}"
        settings = Settings.from_environment(topic_prefix=f"{before.topic_prefix}{mark}.", group=mark)
        stack.callback(_delete_topics, settings)
    else:
        began = time.monotonic()
        _say("starting Apache Kafka")
        kafka = stack.enter_context(EmbeddedKafka().start(data=folder / "kafka"))
        settings = Settings.from_environment(broker=kafka.bootstrap)
        _say(f"Kafka listens on {kafka.bootstrap} after {time.monotonic() - began:.1f} s")
    created = asyncio.run(create_topics(settings))
    _say(f"{sum(created.values())} topics created at {settings.broker}")
    return settings


def _delete_topics(settings: Settings) -> None:
    with suppress(BrokerUnreachableError, TopicError):
        asyncio.run(delete_topics(settings))


def _worker(stack: ExitStack, settings: Settings, folder: Path) -> tuple[Worker, str]:
    every_stage = {f"{PREFIX}STAGES": ",".join(StageName)}
    worker = Worker(_environment(settings) | every_stage, folder / "worker.log")
    stack.callback(worker.stop)
    web = worker.wait_web()
    _say(f"worker started: {web}/metrics, log {worker.log}")
    return worker, web


def _environment(settings: Settings) -> dict[str, str]:
    return {
        f"{PREFIX}BROKER": settings.broker,
        f"{PREFIX}TOPIC_PREFIX": settings.topic_prefix,
        f"{PREFIX}GROUP": settings.group,
    }


def _waves(files: tuple[Path, ...]) -> list[list[Input]]:
    """What to send, in waves: each begins when the one before is through."""
    if files:
        with readable_files():
            skipped = skips()
            return [[given for path, uri in expand(files) for given in read_file(path, uri, skipped)]]
    every = samples()
    return [[s.given for s in every if s.wave == wave] for wave in sorted({s.wave for s in every})]


async def _process(settings: Settings, worker: Worker, waves: list[list[Input]]) -> Settled:
    topics = [settings.topic_prefix + topic.name for topic in OUTPUTS]
    sent = 0
    async with tail(settings, *topics, from_beginning=True) as outputs:
        settled = Settled(settings, outputs)
        for wave in waves:
            arrived = await produce(settings, settings.topic_prefix + RAW.name, wave)
            sent += arrived.arrived
            _say(f"{counted(arrived.arrived, 'articles')} sent")
            for problem in arrived.problems:
                _say(f"not sent: {problem}")
            await settled.until_through(sent, PATIENCE_S, _watcher(worker, sent))
    return settled


def _watcher(worker: Worker, sent: int) -> Callable[[int], None]:
    """Tells how far it is whenever that has changed; ends the wait when the worker has ended."""
    last = 0

    def watch(answered: int) -> None:
        nonlocal last
        worker.check()
        if answered != last:
            last = answered
            _say(f"{answered} of {sent} are through")

    return watch


def _keep_running(settings: Settings, worker: Worker) -> None:
    variables = " ".join(f"{name}={value}" for name, value in _environment(settings).items() if value)
    click.echo(
        f"""
Everything keeps running; Ctrl-C stops it. In another terminal:
  export {variables}
  news-streams tail news.quote
  news-streams produce my-article.txt
  news-streams worker --web-port 0        a second worker shares the work
""",
        err=True,
    )
    with suppress(KeyboardInterrupt):
        while True:
            worker.check()
            time.sleep(WATCH_S)
