"""Sitemaps on disk: the pages they name, where those were saved beside them, as raw records under their addresses."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from streams.inputs.records import LARGEST, Input, Skipped, article
from streams.inputs.xml_file import XmlFile, local_name, text_of

ROOT = "urlset"
PAGE_NAMES = ("", ".html", ".htm", "/index.html")  # what may stand behind an address's path


def read_sitemap(file: XmlFile, folder: Path, name: str) -> Iterator[Input | Skipped]:
    """The pages of a sitemap, in its order, from the folder in which it lies.

    `https://host/a/b` is looked for at `host/a/b` and `a/b`, with the endings that browsers and mirroring tools give
    pages. A page that is not there is skipped.
    """
    for element in file.elements("url"):
        addresses = (text_of(child) for child in element if local_name(child) == "loc")
        where = f"{name}:{element.sourceline}"
        address = next(addresses, "")
        path = saved_page(folder, address)
        if path is None:
            yield Skipped(where, f"{address or 'an entry without address'}: no such page is saved beside the sitemap")
            continue
        with path.open("rb") as page:
            value = page.read(LARGEST + 1)
        yield (
            article(value, address, where, "text/html", size=0)
            if len(value) <= LARGEST
            else Skipped(where, f"{address} has more than {LARGEST:,} bytes")
        )


def saved_page(folder: Path, address: str) -> Path | None:
    """Where the page of an address is saved in a folder, if it is; never a file outside the folder."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = parts.path.strip("/") + (f"?{parts.query}" if parts.query else "")
    inside = folder.resolve()
    for base in dict.fromkeys((parts.netloc + "/" + path, path)):
        for spelling in dict.fromkeys((base, unquote(base))):
            for ending in PAGE_NAMES:
                if found := _file_inside(inside, spelling.strip("/") + ending):
                    return found
    return None


def _file_inside(folder: Path, name: str) -> Path | None:
    try:
        path = (folder / name.lstrip("/")).resolve()
        return path if path.is_file() and path.is_relative_to(folder) else None
    except (OSError, ValueError):  # a name too long, or with a NUL in it
        return None
