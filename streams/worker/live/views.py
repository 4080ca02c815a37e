"""The live view's paths. All answer GET and HEAD only.

    /                    the list, narrowed by ?language= &outlet= &speaker= &outcome=, by 50 a ?page=
    /articles/{id}       one delivery of an article; a query is that of the list one came from
    /api/state           {"sequence", "reading", "problem", "skipped"}: `sequence` changes when anything does
    /api/articles        {"total", "page", "articles": [...]} under the same query; of each article: id, uri, seen (ISO
                         8601), outcome, words (the outcome more closely), headline, outlet, language, quotes, speakers
    /api/articles/{id}   the same of one, and the events: raw, article, duplicate, letter, quotes, retracted, relatives
    /api/rates           {"seconds": 10, "counts": {topic: [60 numbers, the newest last]}}

Asking begins the reading. Ids are stable for as long as the view holds an article. A page's policy lets it load nothing
but the two assets that are its own, and run no script but one of them.
"""

import time
from collections.abc import Mapping
from importlib.resources import files

import msgspec
from aiohttp import web

from streams.settings import Settings
from streams.worker.live import api
from streams.worker.live.article_page import article_page, missing_page
from streams.worker.live.filters import Filters
from streams.worker.live.html import Html
from streams.worker.live.list_page import list_page
from streams.worker.live.reader import Reader

POLICY = "Content-Security-Policy"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ASSETS: Mapping[str, str] = {
    "live.css": "text/css",
    "live.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
LAST_PAGE = 10_000


class LiveView:
    """The handlers, and the reader that fills what they show."""

    def __init__(self, settings: Settings) -> None:
        self._reader = Reader(settings)
        self._feed = self._reader.feed
        folder = files(__package__) / "assets"
        self._assets = {name: (folder / name).read_bytes() for name in ASSETS}

    def routes(self) -> list[web.RouteDef]:
        """What the web port serves for it."""
        return [
            web.get("/", self._list),
            web.get("/articles/{id}", self._article),
            web.get("/assets/{name}", self._asset),
            web.get("/api/state", self._state),
            web.get("/api/articles", self._api_list),
            web.get("/api/articles/{id}", self._api_article),
            web.get("/api/rates", self._api_rates),
        ]

    async def close(self) -> None:
        """Stop reading."""
        await self._reader.close()

    async def _list(self, request: web.Request) -> web.Response:
        await self._reader.visit()
        filters = Filters.from_query(request.query)
        return _page(list_page(self._reader, filters, _number(request), _now()))

    async def _article(self, request: web.Request) -> web.Response:
        await self._reader.visit()
        entry = self._feed.find(request.match_info["id"])
        came_by = Filters.from_query(request.query)
        return _page(article_page(self._feed, entry, came_by)) if entry else _page(missing_page(), 404)

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in ASSETS:
            raise web.HTTPNotFound
        return web.Response(body=self._assets[name], content_type=ASSETS[name], charset="utf-8")

    async def _state(self, _request: web.Request) -> web.Response:
        await self._reader.visit()
        return _json(api.state(self._reader))

    async def _api_list(self, request: web.Request) -> web.Response:
        await self._reader.visit()
        return _json(api.articles(self._feed, Filters.from_query(request.query), _number(request)))

    async def _api_article(self, request: web.Request) -> web.Response:
        await self._reader.visit()
        entry = self._feed.find(request.match_info["id"])
        return _json(api.article(self._feed, entry)) if entry else _json({"error": "not here"}, 404)

    async def _api_rates(self, _request: web.Request) -> web.Response:
        await self._reader.visit()
        return _json(api.rates(self._feed.rates, _now()))


def _page(html: Html, status: int = 200) -> web.Response:
    # Whatever a record held, the page is UTF-8.
    body = html.encode("utf-8", "replace")
    return web.Response(
        body=body, status=status, content_type="text/html", charset="utf-8", headers={POLICY: PAGE_POLICY}
    )


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


def _number(request: web.Request) -> int:
    """The page that is asked for, from 1."""
    given = request.query.get("page", "")
    return min(max(int(given), 1), LAST_PAGE) if given.isascii() and given.isdecimal() and len(given) < 6 else 1


def _now() -> int:
    return int(time.time() * 1000)
