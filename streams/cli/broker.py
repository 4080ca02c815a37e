"""`news-streams broker`."""

from pathlib import Path

import click

from streams.broker import run_in_foreground


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Where clients connect; without it a free port.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the topics, used again next time; without it a temporary one.",
)
def broker(port: int | None, data: Path | None) -> None:
    """Run a real Apache Kafka on 127.0.0.1 until Ctrl-C; nothing needs to be installed beside the extra `local`.

    The first start fetches Kafka's jars (about 45 MB) into the user's cache folder. One node, meant for trying things
    out and for tests.

    \b
    Examples:
      news-streams broker --port 9092 --data ./kafka-data
      STREAMS_BROKER=127.0.0.1:9092 news-streams topics create
    """
    run_in_foreground(port, data)
