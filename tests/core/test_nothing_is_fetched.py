"""Nothing is fetched because of an article, whatever its page names: no link, no picture, no entity, no script."""

import socket
import urllib.request
from pathlib import Path
from typing import NoReturn

import pytest

from streams import pipeline
from streams.records import Outcome, Record

SECRET = "only in a file of this machine"  # noqa: S105 - what a page must not get at
PAGE = """<?xml version="1.0"?>
<!DOCTYPE html SYSTEM "http://evil.example/x.dtd" [<!ENTITY e SYSTEM "{file}"><!ENTITY n SYSTEM "http://evil.example/">]>
<html><head><title>Pasar dibuka</title><base href="http://evil.example/">
<link rel="canonical" href="http://evil.example/a"><link rel="stylesheet" href="http://evil.example/c.css">
<meta http-equiv="refresh" content="0; url=http://evil.example/"><meta property="og:image" content="{file}">
<script src="http://evil.example/s.js"></script></head><body><article><h1>Pasar dibuka</h1>
<p>Pasar ikan di tepi kota dibuka kembali pada Senin pagi setelah tiga bulan diperbaiki oleh pemerintah. &e; &n;</p>
<p>Para pedagang datang sejak subuh dan menata lapak mereka di bawah atap yang baru selesai dipasang.</p>
<iframe src="http://evil.example/f"></iframe><img src="http://evil.example/i.png"><object data="{file}"></object>
<p>Pembeli pertama tiba pukul enam dan menawar harga ikan tongkol yang ditangkap malam sebelumnya.</p>
</article></body></html>"""


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("something was fetched")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)


@pytest.mark.parametrize("content_type", [b"text/html; charset=utf-8", b"application/xhtml+xml"])
@pytest.mark.usefixtures("no_network")
def test_a_page_that_names_addresses_and_files_brings_its_own_text_alone(content_type: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    page = PAGE.format(file=file.as_uri()).encode()
    headers = (("content-type", content_type), ("ce_subject", b"https://berita.example/pasar"))
    result = pipeline.clean_raw(Record("news.article.raw", 0, 0, 0, b"u", page, headers))
    assert result.outcome == Outcome.CLEANED
    sent = b"".join(output.value or b"" for output in result.outputs)
    assert b"ikan tongkol" in sent
    assert SECRET.encode() not in sent
