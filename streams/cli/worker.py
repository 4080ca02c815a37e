"""`news-streams worker`."""

import sys

import click

from streams.settings import Settings
from streams.worker.main import run_worker, run_workers
from streams.worker.supervisor import OWNED, stop_with_owner


@click.command()
@click.option("--web-port", type=int, help="Port of /metrics, /live and /ready; 0 takes a free one.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Workers on this machine.")
@click.option("--stages", help="Which stages to run, comma separated: clean,dedup,quotes.")
@click.option(OWNED, is_flag=True, hidden=True)
def worker(web_port: int | None, processes: int, stages: str | None, owned: bool) -> None:
    """Process articles until Ctrl-C.

    Start as many as you like, on as many machines as you like: they share the partitions. A worker that is stopped
    with Ctrl-C or SIGTERM finishes and commits what it has in flight; one that is killed loses nothing and repeats
    nothing.

    \b
    Examples:
      STREAMS_BROKER=kafka:9092 news-streams worker
      news-streams worker --web-port 6067              a second one on this machine
      news-streams worker --stages clean,quotes        only the stages that need CPU
      news-streams worker --processes 4                one a core, ports 6066 to 6069; a dead one is restarted
    """
    settings = Settings.from_environment(web_port=web_port, stages=stages)
    if owned:
        stop_with_owner()
    sys.exit(run_worker(settings) if processes == 1 else run_workers(settings, processes))
