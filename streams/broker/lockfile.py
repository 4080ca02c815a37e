"""Prints `jars.lock` for another `KAFKA_VERSION`: `python -m streams.broker.lockfile`, then put that in its place."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streams.broker.errors import load_extra
from streams.broker.jars import KAFKA_VERSION, Jar, sha256_of

# The logging back end is named too: without one, Kafka says nothing at all.
ROOTS = (f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}", "org.slf4j:slf4j-simple:1.7.36")


def resolve() -> list[Jar]:
    """The jars that Kafka needs when it runs, as the repository describes them (over the network, about 20 seconds)."""
    maven = load_extra("jgo.maven")
    with TemporaryDirectory() as folder:
        context = maven.MavenContext(resolver=maven.PythonResolver(), repo_cache=Path(folder))
        roots, needed = context.resolver.resolve([context.create_dependency(root) for root in ROOTS])
        return [_jar(dependency.artifact) for dependency in [*roots, *needed]]


def render(jars: list[Jar]) -> str:
    """The lock's text: one line a jar, the roots first."""
    return "".join(f"{jar.sha256} {jar.size} {jar.coordinate}\n" for jar in jars)


def _jar(artifact: Any) -> Jar:
    path = Path(artifact.resolve())
    coordinate = f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}"
    return Jar(sha256_of(path), path.stat().st_size, coordinate)


if __name__ == "__main__":
    sys.stdout.write(render(resolve()))
