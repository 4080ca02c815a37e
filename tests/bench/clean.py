"""What cleaning costs on one core: pasted texts of about 3 kB, and whole pages beside trafilatura's fast mode.

    python -m tests.bench.clean

The pages are made up here; those of the article-extraction benchmark are timed as well where they are present. Rates
are CPU time, the best of several rounds; the ratios compare two programs in one run and mean more than the rates.
"""

import gzip
import lzma
import tarfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from streams.clean import clean, decode_page
from streams.clean.page.body import fast_body
from streams.events import RawArticle
from streams.garbage import collect_rarely

TEXTS = 300
TEXT_CHARACTERS = 3_000
PAGES = 60
ROUNDS = 5
MENU_ENTRIES = 250  # with two menus, teasers and scripts a page has the 150 kB that pages have
SETTINGS = 4_000
SHARED_PAGES = Path(__file__).parents[2].parent / "shared/eval/html/scrapinghub-article-extraction.tar.xz"

_SENTENCES = (
    "Pemerintah kota akan memperbaiki {0} yang rusak akibat banjir pada pekan lalu.",
    "Kepala dinas setempat mengatakan anggaran untuk {0} sudah disiapkan sejak awal tahun.",
    "Menurut dia, pekerjaan itu melibatkan {1} warga dan diperkirakan selesai dalam {2} bulan.",
    '"Kami berharap warga ikut menjaga {0} setelah selesai diperbaiki," ujarnya kepada wartawan.',
    "Sejumlah warga menyambut baik rencana tersebut, meskipun ada juga yang meragukannya.",
    "Berdasarkan data pemerintah, terdapat {1} keluarga yang terdampak di {2} kecamatan.",
    "Rapat mengenai {0} itu juga dihadiri oleh perwakilan dari pemerintah provinsi.",
    "Warga lain menilai perbaikan {0} seharusnya dilakukan sebelum musim hujan tiba.",
)
_THINGS = ("jembatan gantung", "saluran irigasi", "gedung sekolah", "pasar tradisional", "jalan desa", "tanggul sungai")


def paragraphs(number: int, characters: int) -> list[str]:
    """An article's paragraphs, other ones for each number."""
    random = Random(number)
    found: list[str] = []
    while sum(map(len, found)) < characters:
        chosen = random.sample(_SENTENCES, 3)
        numbers = random.randrange(12, 900), random.randrange(2, 12)
        found.append(" ".join(sentence.format(random.choice(_THINGS), *numbers) for sentence in chosen))
    return found


def text(number: int) -> str:
    """A pasted text: headline, interface words, dateline, paragraphs with a link between them, initials."""
    thing = _THINGS[number % len(_THINGS)]
    first, *rest = paragraphs(number, TEXT_CHARACTERS)
    half = len(rest) // 2
    link = f"Baca juga: Warga Gotong Royong Perbaiki {thing.title()}"
    head = [
        f"Kota Siapkan {number + 20} Hari untuk Perbaikan {thing.title()}",
        "Kamis, 12 Februari 2026 | 10:30 WIB",
        "A",
        "A",
        "A",
    ]
    return "\n".join([*head, f"BANDUNG - {first}", *rest[:half], link, *rest[half:], "(abc/def)", "Tag", thing])


def page(number: int) -> str:
    """A page around such an article: menus, a side bar of teasers, a foot."""
    menu = "".join(
        f'<li class="menu-item menu-item-{entry}"><a href="/rubrik/{entry}" data-section="menu">Rubrik {entry}</a></li>'
        for entry in range(MENU_ENTRIES)
    )
    teasers = "".join(
        f'<div class="teaser"><a href="/{entry}"><h3>{sentence[:60]}</h3></a><p>{sentence}</p></div>'
        for entry, sentence in enumerate(paragraphs(number + 1, 3 * TEXT_CHARACTERS))
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number, TEXT_CHARACTERS))
    title = f"Perbaikan {number}"
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    article = f'<article><h1>{title}</h1><div class="article-body">{body}</div></article>'
    return (
        f'<!DOCTYPE html><html lang="id"><head>{head}<script>{"var setting = 1;" * SETTINGS}</script></head><body>'
        f"<nav><ul>{menu}</ul></nav><main>{article}</main><aside>{teasers}</aside><footer><ul>{menu}</ul></footer>"
        "</body></html>"
    )


def rate(run: Callable[[], object], count: int) -> float:
    """How many of `count` things a second of CPU time does; the best of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return count / best


def shared_pages() -> list[bytes]:
    """Pages of the article-extraction benchmark, if they are there."""
    if not SHARED_PAGES.exists():
        return []
    with tarfile.open(fileobj=lzma.open(SHARED_PAGES)) as archive:
        members = (member for member in archive if member.name.endswith(".html.gz"))
        files = (archive.extractfile(member) for member in islice(members, PAGES))
        return [gzip.decompress(file.read()) for file in files if file]


def _clean_pages(pages: list[bytes]) -> None:
    for data in pages:
        clean(RawArticle(uri="urn:bench", body=decode_page(data, None), content_type="text/html"))


def _extract_pages(pages: list[bytes]) -> None:
    for data in pages:
        fast_body(LexborHTMLParser(decode_page(data, None)))


def _trafilatura(pages: list[bytes]) -> None:
    for data in pages:
        trafilatura.extract(decode_page(data, None), fast=True, include_comments=False, include_tables=False)


def measure() -> Iterator[tuple[str, float]]:
    """Texts and pages a second on one core, and how many times trafilatura's rate that is."""
    texts = [RawArticle(uri="urn:bench", body=text(number)) for number in range(TEXTS)]
    clean(texts[0])  # loads the language pack
    collect_rarely()  # as a worker does
    characters = sum(len(article.body) for article in texts)
    yield "texts of 3 kB", rate(lambda: [clean(article) for article in texts], characters // TEXT_CHARACTERS)
    made_up = [page(number).encode() for number in range(PAGES)]
    for name, pages in (("made-up pages", made_up), ("shared pages", shared_pages())):
        if not pages:
            continue
        peer = rate(lambda pages=pages: _trafilatura(pages), len(pages))  # type: ignore[misc]
        whole = rate(lambda pages=pages: _clean_pages(pages), len(pages))  # type: ignore[misc]
        yield name, whole
        yield f"{name}, times trafilatura fast", whole / peer


if __name__ == "__main__":
    for measured, value in measure():
        print(f"{measured:45} {value:9.2f}")
