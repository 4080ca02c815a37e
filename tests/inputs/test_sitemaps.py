"""Sitemaps: the pages beside them, under their addresses, and nothing from elsewhere."""

from pathlib import Path

import pytest

from streams.inputs import Input, Skipped, expand, read_file
from streams.inputs.records import LARGEST
from streams.inputs.sitemaps import saved_page

HOST = "https://kota.example"


def save(folder: Path, name: str, text: str = "<p>Isi.</p>") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def sitemap(folder: Path, *addresses: str) -> tuple[list[Input], list[Skipped]]:
    entries = "".join(f"<url><loc>\n {address} </loc><lastmod>2026-02-01</lastmod></url>" for address in addresses)
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    (folder / "sitemap.xml").write_text(text)
    skipped: list[Skipped] = []
    return list(read_file(folder / "sitemap.xml", "file:unused", skipped.append)), skipped


def test_pages_saved_beside_a_sitemap_are_sent_under_their_addresses(tmp_path: Path) -> None:
    save(tmp_path, "kota.example/berita/1", "<p>Satu.</p>")
    inputs, skipped = sitemap(tmp_path, f"{HOST}/berita/1", f"{HOST}/berita/2")
    (given,) = inputs
    assert given.value == b"<p>Satu.</p>"
    assert given.headers == (("content-type", b"text/html"), ("ce_subject", f"{HOST}/berita/1".encode()))
    assert [part.problem for part in skipped] == [f"{HOST}/berita/2: no such page is saved beside the sitemap"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/berita/1", "kota.example/berita/1.html"),
        ("/berita/1", "kota.example/berita/1/index.html"),
        ("/berita/1/", "kota.example/berita/1/index.html"),
        ("/berita/1", "berita/1.htm"),
        ("/", "kota.example/index.html"),
        ("/baca?id=7", "kota.example/baca?id=7"),
        ("/baca?id=7", "kota.example/baca?id=7.html"),
        ("/b%C3%A9rita/1", "kota.example/bérita/1.html"),
    ],
)
def test_pages_are_found_where_mirroring_tools_save_them(tmp_path: Path, address: str, name: str) -> None:
    save(tmp_path, name)
    assert saved_page(tmp_path, HOST + address) == (tmp_path / name).resolve()


@pytest.mark.parametrize(
    "address",
    [
        "https://../outside.html",
        f"{HOST}/../../outside.html",
        f"{HOST}/%2e%2e/%2e%2e/outside.html",
        "outside.html",
        "../outside.html",
        f"{HOST}/link.html",
        f"{HOST}/a\0b",
        f"{HOST}/{'a' * 5000}",
        "https://[broken",
        "",
    ],
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "mirror"
    save(tmp_path, "outside.html")
    save(folder, "kota.example/inside.html")
    (folder / "kota.example" / "link.html").symlink_to(tmp_path / "outside.html")
    assert saved_page(folder, address) is None


def test_a_page_too_large_for_a_record_is_skipped(tmp_path: Path) -> None:
    save(tmp_path, "berita/1", "x" * (LARGEST + 1))
    inputs, (part,) = sitemap(tmp_path, f"{HOST}/berita/1")
    assert inputs == []
    assert "more than" in part.problem


def test_an_index_of_sitemaps_is_no_sitemap(tmp_path: Path) -> None:
    (tmp_path / "index.xml").write_text("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>")
    skipped: list[Skipped] = []
    assert list(read_file(tmp_path / "index.xml", "", skipped.append)) == []
    assert "begins with sitemapindex" in skipped[0].problem


def test_in_a_folder_archives_and_feeds_are_read_and_xml_only_where_it_is_named(tmp_path: Path) -> None:
    for name in ("a.warc.gz", "b.rss", "c.atom", "sitemap.xml", "photo.jpg.gz", "d.jsonl.gz"):
        (tmp_path / name).write_text("")
    assert [path.name for path, _ in expand([tmp_path])] == ["a.warc.gz", "b.rss", "c.atom"]
    assert [path.name for path, _ in expand([tmp_path / "sitemap.xml"])] == ["sitemap.xml"]
