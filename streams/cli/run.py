"""`news-streams run`."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import orjson

from streams import dedup, pipeline
from streams.cli.group import DATA_PROBLEM
from streams.cli.options import FILES, FORMAT, JSON_FORMAT, counted, in_colour, progress, readable_files, warn
from streams.cli.problems import Problems, skips
from streams.cli.show import Show
from streams.garbage import collect_rarely
from streams.inputs import STDIN, Input, expand, read_file, read_stream
from streams.lines import output_line
from streams.local import FILES as OUTPUT_FILES
from streams.local import LocalPipeline, raw_record, write
from streams.ninjs import ninjs_line
from streams.records import Output, Record
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, Topic


@click.command()
@click.argument("sources", metavar="INPUTS...", nargs=-1, required=True, type=FILES)
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for the results; made if need be."
)
@click.option("--keep-duplicates", is_flag=True, help="Let copies through as articles, too.")
@FORMAT
@JSON_FORMAT
def run(sources: tuple[Path, ...], output: Path | None, keep_duplicates: bool, form: str) -> None:
    """Process files without Kafka: the same stages, the same events, in the order of the input.

    An input is a .jsonl file with one event a line, a web page, a text, a web archive, a feed or a sitemap with its
    pages (as `news-streams produce` takes them), a folder of these, or - for standard input.

    A page or text has the uri file:NAME; where two inputs have one name, all have file: and their path as given.

    With --output it writes articles.jsonl, duplicates.jsonl, quotes.jsonl and deadletters.jsonl, as the topics hold
    them; without it, it prints what it finds. --format says how it is printed, or with --output the summary; ninjs
    prints the articles alone, or with --output writes them so into articles.jsonl.

    The same file gives the same output, byte for byte: an article's time is its datePublished, of a page in an archive
    when it was fetched, or else the file's own time.

    \b
    Examples:
      news-streams run article.txt
      news-streams run articles.jsonl page.html --output results
      news-streams run articles.jsonl --output results --json | jq .quotes
      news-streams run articles.jsonl --format ninjs
    """
    settings = Settings.from_environment()
    window = dedup.Window(sketch_days=settings.sketch_days, hash_days=settings.hash_days)
    collect_rarely()
    local = LocalPipeline(window, keep_duplicates=keep_duplicates, budget_s=settings.record_budget_s)
    skipped = skips()
    with readable_files():
        lines = (
            _to_folder(local, sources, output, form, skipped) if output else _to_terminal(local, sources, form, skipped)
        )
    if not lines and not skipped.count:
        warn("no articles in the input")
    sys.exit(DATA_PROBLEM if lines[DEAD_LETTER] or skipped.count else 0)


def _to_folder(
    local: LocalPipeline, sources: tuple[Path, ...], folder: Path, form: str, skipped: Problems
) -> Counter[Topic]:
    size = None if Path(STDIN) in sources else sum(path.stat().st_size for path, _ in expand(sources))
    with progress(size, "processing") as bar:
        to_line = _ninjs_of_articles if form == "ninjs" else output_line
        found = records(sources, skipped, lambda given: bar.update(given.size))
        lines = write(local, found, folder, to_line)
    _summarise(local, lines, folder, as_json=form == "json")
    return lines


def _to_terminal(local: LocalPipeline, sources: tuple[Path, ...], form: str, skipped: Problems) -> Counter[Topic]:
    lines: Counter[Topic] = Counter()
    printed = {"text": _Texts().text, "json": _json, "ninjs": _ninjs}[form]
    for record in records(sources, skipped):
        for output in local.process(record):
            lines[output.topic] += 1
            if (text := printed(record, output)) is not None:
                click.echo(text, color=in_colour())
    return lines


class _Texts:
    """Outputs for people, with what was removed from the raw record in its place."""

    def __init__(self) -> None:
        self._show = Show(in_colour())

    def text(self, raw: Record, output: Output) -> str:
        return self._show.record(output.topic, output.key, output.value, output.headers, raw_body_of(raw))


def _json(_: Record, output: Output) -> bytes:
    return orjson.dumps({"topic": output.topic.name, "value": orjson.Fragment(output_line(output))})


def _ninjs(_: Record, output: Output) -> bytes | None:
    return _ninjs_of_articles(output) if output.topic is CLEAN else None


def _ninjs_of_articles(output: Output) -> bytes:
    return ninjs_line(output.value or b"") if output.topic is CLEAN else output_line(output)


def raw_body_of(record: Record) -> str | None:
    """The text that the removals of a raw record's article index; none for a page."""
    try:
        raw = pipeline.read_raw(record)
    except Exception:  # noqa: BLE001 - the pipeline reports it, as a dead letter
        return None
    return raw.body if raw.content_type == "text/plain" else None


def records(
    sources: tuple[Path, ...], skipped: Problems, done: Callable[[Input], object] = lambda _: None
) -> Iterator[Record]:
    """The raw records of files, folders and `-`; `done` is called with each when the next one is asked for."""
    for offset, (given, changed_ms) in enumerate(_inputs(sources, skipped)):
        yield raw_record(given, offset, changed_ms)
        done(given)


def _inputs(sources: tuple[Path, ...], skipped: Problems) -> Iterator[tuple[Input, int]]:
    """Each input with its file's time, in milliseconds since 1970."""
    for path, uri in expand(sources):
        if path == Path(STDIN):
            now_ms = int(time.time() * 1000)
            yield from ((given, now_ms) for given in read_stream(sys.stdin.buffer))
            continue
        changed_ms = int(path.stat().st_mtime * 1000)
        yield from ((given, changed_ms) for given in read_file(path, uri, skipped))


def _summarise(local: LocalPipeline, lines: Counter[Topic], folder: Path, *, as_json: bool) -> None:
    summary = {name.removesuffix(".jsonl"): lines[topic] for topic, name in OUTPUT_FILES.items()}
    if as_json:
        outcomes = {f"{stage}.{outcome}": count for (stage, outcome), count in sorted(local.outcomes.items())}
        click.echo(orjson.dumps({**summary, "outcomes": outcomes, "output": str(folder)}))
        return
    click.echo(", ".join(counted(count, what) for what, count in summary.items()) + f" in {folder}", err=True)
