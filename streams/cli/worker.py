"""`news-streams worker`."""

import sys

import click

from streams.settings import Settings
from streams.worker.main import run_worker


@click.command()
@click.option("--web-port", type=int, help="Port of /metrics, /live and /ready; 0 takes a free one.")
@click.option("--stages", help="Which stages to run, comma separated: clean,dedup,quotes.")
def worker(web_port: int | None, stages: str | None) -> None:
    r"""Process articles until Ctrl-C.

    Start as many as you like, on as many machines as you like: they share the partitions. A worker that is stopped
    with Ctrl-C or SIGTERM finishes and commits what it has in flight; one that is killed loses nothing and repeats
    nothing.

    \b
    Examples:
      STREAMS_BROKER=kafka:9092 news-streams worker
      news-streams worker --web-port 6067              a second one on this machine
      news-streams worker --stages clean,quotes        only the stages that need CPU
    """
    sys.exit(run_worker(Settings.from_environment(web_port=web_port, stages=stages)))
