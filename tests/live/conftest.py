"""A worker on a stream of its own whose live view shows the demo's articles; a browser to look at it."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from streams.samples import samples
from streams.topics import RAW
from tests.live.browser import CHROMIUM, Browser
from tests.worker.harness import Stream, wait_until


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class View:
    """The live view of a worker."""

    def __init__(self, stream: Stream, web: str) -> None:
        self.stream = stream
        self.web = web

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        request = urllib.request.Request(self.web + path, method=method, headers=dict(headers or {}))  # noqa: S310 - our own worker on this machine
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - likewise
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    def articles(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask(f"/api/articles?{query}").json["articles"]
        return found

    def wait(self, count: int, query: str = "") -> None:
        """Wait until so many articles are through, with nothing left in work."""

        def settled() -> bool:
            there = self.articles(query)
            return len(there) >= count and all(article["outcome"] != "in work" for article in there)

        wait_until(settled, 60, lambda: f"{self.articles(query)}; log:\n{self.stream.workers[-1].text[-3000:]}")


@pytest.fixture(scope="module")
def view(kafka: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    stream = Stream(kafka.bootstrap, tmp_path_factory.mktemp("live"))
    stream.create()
    worker = stream.worker()
    worker.wait_assigned()
    made = View(stream, worker.web)
    every = samples()
    for wave in (1, 2):
        for sample in every:
            if sample.wave == wave:
                stream.send(RAW, sample.given.key, sample.given.value, dict(sample.given.headers))
        assert stream.producer.flush(30) == 0
        made.wait(sum(sample.wave <= wave for sample in every))
    yield made
    stream.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The browser, with a window as wide as usual and nothing remembered of the test before."""
    chromium.emulate()
    for seen in (chromium.requests, chromium.dialogs, chromium.console):
        seen.clear()
    return chromium
