"""The careful extractor, for pages that the fast one does not get whole: trafilatura."""

from itertools import count

import trafilatura
from trafilatura.meta import reset_caches

PAGES_BETWEEN_RESETS = 500  # trafilatura's caches only grow

_pages = count(1)


def careful_body(page: str, shortest: int) -> str:
    """What trafilatura finds; its slower way only where the faster one finds fewer than `shortest` characters."""
    if next(_pages) % PAGES_BETWEEN_RESETS == 0:
        reset_caches()
    text = _extract(page, fast=True)
    return text if len(text) >= shortest else max(text, _extract(page, fast=False), key=len)


def _extract(page: str, *, fast: bool) -> str:
    return trafilatura.extract(page, fast=fast, include_comments=False, include_tables=False) or ""
