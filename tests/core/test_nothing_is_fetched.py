"""Nothing is fetched because of an article, whatever its page names: no link, no picture, no entity, no script."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from streams import pipeline
from streams.records import Outcome, Record

SECRET = "only in a file of this machine"  # noqa: S105 - what a page must not get at
PAGE = """<?xml version="1.0"?>
<!DOCTYPE html SYSTEM "{site}/x.dtd" [<!ENTITY e SYSTEM "{file}"><!ENTITY n SYSTEM "{site}/">]>
<html><head><title>Pasar dibuka</title><base href="{site}/">
<link rel="canonical" href="{site}/a"><link rel="stylesheet" href="{site}/c.css">
<meta http-equiv="refresh" content="0; url={site}/"><meta property="og:image" content="{file}">
<script src="{site}/s.js"></script></head><body><article><h1>Pasar dibuka</h1>
<p>Pasar ikan di tepi kota dibuka kembali pada Senin pagi setelah tiga bulan diperbaiki oleh pemerintah. &e; &n;</p>
<p>Para pedagang datang sejak subuh dan menata lapak mereka di bawah atap yang baru selesai dipasang.</p>
<iframe src="{site}/f"></iframe><img src="{site}/i.png"><object data="{file}"></object>
<p>Pembeli pertama tiba pukul enam dan menawar harga ikan tongkol yang ditangkap malam sebelumnya.</p>
</article></body></html>"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that nobody calls: Python cannot, and a library in C is seen there."""

    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("something was fetched")

    with socket.create_server(("127.0.0.1", 0)) as server:
        for name in ("connect", "connect_ex", "sendto"):
            monkeypatch.setattr(socket.socket, name, refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("content_type", [b"text/html; charset=utf-8", b"application/xhtml+xml"])
def test_a_page_that_names_addresses_and_files_brings_its_own_text_alone(
    content_type: bytes, site: str, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    page = PAGE.format(file=file.as_uri(), site=site).encode()
    headers = (("content-type", content_type), ("ce_subject", b"https://berita.example/pasar"))
    result = pipeline.clean_raw(Record("news.article.raw", 0, 0, 0, b"u", page, headers))
    assert result.outcome == Outcome.CLEANED
    sent = b"".join(output.value or b"" for output in result.outputs)
    assert b"ikan tongkol" in sent
    assert SECRET.encode() not in sent
