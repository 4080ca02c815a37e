"""The tables of README.md that are made from the code; `python -m tests.contract.tables` writes them again."""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client import Metric

from streams.cli.settings import described as described_settings
from streams.contract.asyncapi import TITLES
from streams.settings import Settings
from streams.topics import TOPICS, Topic
from streams.worker.metrics import Metrics

README = Path(__file__).parents[2] / "README.md"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def topics() -> str:
    """The public topics."""
    rows = ((f"`{t.name}`", what(t), t.key, str(t.partitions), kept(t)) for t in TOPICS if not t.internal)
    return table(("topic", "what it holds", "key", "partitions", "kept"), rows)


def what(topic: Topic) -> str:
    """The topic's title, with its schema where it has one."""
    title = TITLES[topic.name]
    return f"[{title}](schemas/{topic.name}.v1.json)" if topic.event else title


def kept(topic: Topic) -> str:
    """How long a record stays."""
    return "newest of each key" if topic.retention_days is None else f"{topic.retention_days} days"


def metrics() -> str:
    """Our own metrics; the process's come on top."""
    families = sorted(Metrics().registry.collect(), key=lambda family: family.name)
    rows = ((f"`{exposed(f)}`", f.documentation) for f in families if f.name.startswith("streams_"))
    return table(("metric", "what it says"), rows)


def exposed(family: Metric) -> str:
    """The name as Prometheus knows it."""
    return family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")


def settings() -> str:
    """The settings and their defaults."""
    described = (
        (f"`{row['variable']}`", f"`{row['default']}`", str(row["description"]))
        for row in described_settings(Settings())
    )
    return table(("variable", "default", "what it is"), described)


TABLES = {"topics": topics, "metrics": metrics, "settings": settings}


def with_tables(text: str) -> str:
    """The README with every table made anew."""
    for name, make in TABLES.items():
        begin, end = f"<!-- {name}: made by `make schemas` -->\n", f"\n<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = before + begin + "\n" + make() + "\n" + end + after
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
