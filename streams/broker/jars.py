"""Kafka's jars: which ones (`jars.lock`), where they are kept, and how they get there.

A jar enters the cache under its name only once it is whole: it is fetched into a folder of its own, checked against the
lock's SHA-256 and then renamed. Every start checks all of them again (30 ms), so that a damaged jar is fetched anew and
never run. When all are there, nothing looks at the network.
"""

import functools
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from streams.broker.errors import ELSEWHERE, BrokerError, load_extra
from streams.broker.progress import Progress

KAFKA_VERSION = "4.4.0"
LOCK = Path(__file__).with_name("jars.lock")
REQUEST_SECONDS = 30


class Jar(NamedTuple):
    """One line of the lock. `size` counts bytes; `coordinate` is `group:artifact:version`."""

    sha256: str
    size: int
    coordinate: str

    @property
    def name(self) -> str:
        """The file's name in a Maven repository, and in the cache."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"

    def is_at(self, path: Path) -> bool:
        """Whether `path` holds this jar, whole and unchanged."""
        return path.is_file() and path.stat().st_size == self.size and sha256_of(path) == self.sha256


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@functools.cache
def locked_jars() -> tuple[Jar, ...]:
    """The jars that make up the broker, in the order of the class path."""
    lines = (line.split() for line in LOCK.read_text(encoding="ascii").splitlines())
    return tuple(Jar(sha256, int(size), coordinate) for sha256, size, coordinate in lines)


def default_cache() -> Path:
    """The folder that keeps this version's jars between runs: `XDG_CACHE_HOME`, else `~/.cache`."""
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".cache") / "news-streams" / f"kafka-{KAFKA_VERSION}"


def class_path(cache: Path | None = None, repository: str | None = None) -> str:
    """Java's class path for the broker, with the jars that are missing fetched first.

    Args:
        cache: folder that keeps the jars; `default_cache()` where None.
        repository: address of a Maven repository; Maven Central where None.

    Raises:
        BrokerError: a jar is missing and cannot be fetched, or is not the one in the lock.
    """
    folder = cache or default_cache()
    missing = [jar for jar in locked_jars() if not jar.is_at(folder / jar.name)]
    if missing:
        _fetch(missing, folder, repository)
    return os.pathsep.join(str(folder / jar.name) for jar in locked_jars())


def _fetch(jars: Sequence[Jar], folder: Path, repository: str | None) -> None:
    with _staging(folder) as staging, Progress(f"Apache Kafka {KAFKA_VERSION}", [jar.size for jar in jars]) as progress:
        maven = _maven(Path(staging), repository)
        for jar in jars:
            _download(maven, jar, folder).replace(folder / jar.name)
            progress.advance(jar.size)


def _staging(folder: Path) -> TemporaryDirectory[str]:
    """A folder beside the jars, so that a rename moves a jar in one step."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=folder, prefix="fetch-")
    except OSError as error:
        raise BrokerError(
            f"cannot write Kafka's jars to {folder}: {error}; set XDG_CACHE_HOME, or {ELSEWHERE}"
        ) from error


def _maven(staging: Path, repository: str | None) -> Any:
    maven = load_extra("jgo.maven")
    remote = {"repository": repository} if repository else None
    return maven.MavenContext(
        resolver=maven.PythonResolver(), repo_cache=staging, remote_repos=remote, timeout=REQUEST_SECONDS
    )


def _download(maven: Any, jar: Jar, folder: Path) -> Path:
    try:
        path = Path(maven.create_dependency(jar.coordinate).artifact.resolve())
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors; jgo reports "not found" as RuntimeError
        raise BrokerError(_advice(f"cannot fetch {jar.name}: {error}", maven, folder)) from error
    if not jar.is_at(path):
        raise BrokerError(_advice(f"{jar.name} is not the file that was expected (SHA-256 differs)", maven, folder))
    return path


def _advice(what: str, maven: Any, folder: Path) -> str:
    (repository,) = maven.remote_repos.values()
    return (
        f"{what}\n  from {repository} into {folder}\n"
        "The embedded Kafka needs the network once; the jars fetched so far are kept. Try again where that address "
        f"can be reached, copy the folder from a machine that has it, or {ELSEWHERE}."
    )
