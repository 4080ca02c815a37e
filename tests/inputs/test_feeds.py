"""Feeds: what of an item is the article, what is said about it, and what hostile XML comes to."""

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest

from streams.events import RawArticle
from streams.inputs import Input, Skipped, read_file
from streams.inputs import xml_file as reading
from streams.local import LocalPipeline, raw_record
from streams.topics import CLEAN

NAMESPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" {NAMESPACES}>
 <channel>
  <title>Warta Tanjung</title><link>https://tanjung.example/</link><language>id-ID</language>
  <image><title>Logo</title><link>https://tanjung.example/logo</link></image>
  <item>
   <title>Jembatan   gantung &amp; dermaga dibuka</title>
   <link>/kota/1</link>
   <guid isPermaLink="false">4711</guid>
   <dc:creator>Ratna Wulan</dc:creator>
   <pubDate>Thu, 12 Feb 2026 08:00:00 +0800</pubDate>
   <description>Ringkasan.</description>
   <content:encoded><![CDATA[<p>Jembatan gantung itu dibuka.</p>]]></content:encoded>
  </item>
  <item>
   <guid>https://tanjung.example/kota/2</guid>
   <author>redaksi@tanjung.example (Yosef Lema)</author>
   <description>Tanpa markah sama sekali.</description>
  </item>
  <item><title>Hanya tautan</title><link>https://tanjung.example/kota/3</link></item>
  <item><title>Tanpa alamat</title><description>Isi.</description></item>
 </channel>
</rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
 <title>The Fenwick Courier</title><link rel="self" href="https://fenwick.example/feed"/>
 <link href="https://fenwick.example/"/>
 <entry>
  <title>Town clock stops</title><id>tag:fenwick.example,2026:1</id>
  <link rel="enclosure" href="https://fenwick.example/1.mp3"/><link href="news/1"/>
  <published>2026-03-01T07:30:00Z</published><updated>2026-03-02T07:30:00Z</updated>
  <author><name>Ann Field</name><email>ann@fenwick.example</email></author>
  <summary>Short.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The clock <b>stopped</b>.</p></div></content>
 </entry>
 <entry xml:lang="fr">
  <title>Marché</title><id>https://fenwick.example/2</id>
  <content type="html">&lt;p>Le marché ouvre.&lt;/p></content>
 </entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel><title>Warta Lama</title><link>https://lama.example/</link></channel>
 <item><title>Judul</title><link>https://lama.example/1</link><description>Isi lama.</description>
  <dc:date>2004-05-06T07:08:09+07:00</dc:date></item>
</rdf:RDF>"""


def read(path: Path, text: str | bytes, name: str = "feed.rss") -> tuple[list[Input], list[Skipped]]:
    file = path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    skipped: list[Skipped] = []
    return list(read_file(file, "file:unused", skipped.append)), skipped


def articles(inputs: list[Input]) -> list[RawArticle]:
    return [msgspec.json.decode(given.value or b"", type=RawArticle) for given in inputs]


def test_an_item_is_an_event_with_what_the_feed_says(tmp_path: Path) -> None:
    inputs, _ = read(tmp_path, RSS)
    assert articles(inputs)[0] == RawArticle(
        uri="https://tanjung.example/kota/1",
        body="<p>Jembatan gantung itu dibuka.</p>",
        content_type="text/html",
        headline="Jembatan gantung & dermaga dibuka",
        language="id-ID",
        by="Ratna Wulan",
        publisher="Warta Tanjung",
        date_published="2026-02-12T08:00:00+08:00",
    )
    assert inputs[0].key == b"https://tanjung.example/kota/1"
    assert inputs[0].published == "2026-02-12T08:00:00+08:00"
    assert inputs[0].where == "feed.rss:6"


def test_a_permanent_id_stands_for_a_link_and_a_name_behind_an_address_for_the_author(tmp_path: Path) -> None:
    second = articles(read(tmp_path, RSS)[0])[1]
    assert (second.uri, second.by) == ("https://tanjung.example/kota/2", "Yosef Lema")
    assert (second.body, second.content_type) == ("Tanpa markah sama sekali.", "text/plain")


def test_items_without_text_or_address_are_skipped_and_named(tmp_path: Path) -> None:
    inputs, skipped = read(tmp_path, RSS)
    assert len(inputs) == 2
    assert [(part.where, part.problem) for part in skipped] == [
        ("feed.rss:20", "https://tanjung.example/kota/3 has no text"),
        ("feed.rss:21", "the item has neither link nor id"),
    ]


def test_atom(tmp_path: Path) -> None:
    inputs, skipped = read(tmp_path, ATOM, "feed.atom")
    first, second = articles(inputs)
    assert "<p>The clock <b>stopped</b>.</p>" in first.body
    assert first == RawArticle(
        uri="https://fenwick.example/news/1",
        body=first.body,
        content_type="text/html",
        headline="Town clock stops",
        language="en",
        by="Ann Field",
        publisher="The Fenwick Courier",
        date_published="2026-03-01T07:30:00+00:00",
    )
    assert (second.uri, second.body, second.language) == (
        "https://fenwick.example/2",
        "<p>Le marché ouvre.</p>",
        "fr",
    )
    assert skipped == []


def test_rss_1_has_its_items_beside_the_channel(tmp_path: Path) -> None:
    (only,) = articles(read(tmp_path, RDF, "feed.xml")[0])
    assert (only.uri, only.body, only.publisher) == ("https://lama.example/1", "Isi lama.", "Warta Lama")
    assert only.date_published == "2004-05-06T07:08:09+07:00"


def test_an_item_becomes_a_clean_article(tmp_path: Path) -> None:
    body = "".join(
        f"<p>Kapal nomor {number} berangkat dari dermaga kayu sebelum matahari terbit.</p>" for number in range(5)
    )
    inputs, _ = read(tmp_path, RSS.replace("<p>Jembatan gantung itu dibuka.</p>", body))
    outputs = LocalPipeline().process(raw_record(inputs[0], 0, 0))
    article: Any = next(output.event for output in outputs if output.topic is CLEAN)
    assert article.headline == "Jembatan gantung & dermaga dibuka"
    assert article.body.count("\n") == 4


@pytest.mark.parametrize("name", ["feed.rss.gz", "feed.xml.gz", "feed.xml"])
def test_a_packed_feed_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert len(read(tmp_path, gzip.compress(RSS.encode()), name)[0]) == 2


def test_the_mistakes_of_real_feeds_are_forgiven(tmp_path: Path) -> None:
    text = RSS.replace("Jembatan gantung itu dibuka.", "]]>&nbsp;<![CDATA[Pasar & kapal").replace(
        "Ratna", "Ratna & \x02"
    )
    inputs, skipped = read(tmp_path, text)
    assert len(inputs) == 2
    assert len(skipped) == 2


def feed_of(title: str, declaration: str = "") -> str:
    item = f"<item><link>urn:a</link><title>{title}</title><description>Isi</description></item>"
    return f"{declaration}<rss><channel>{item}</channel></rss>"


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("rahasia")
    declaration = f'<!DOCTYPE r [<!ENTITY said "haha"><!ENTITY file SYSTEM "{tmp_path}/secret">]>'
    (only,) = articles(read(tmp_path, feed_of("a &said; &file; b", declaration))[0])
    assert only.headline == "a &said; &file; b"


def test_an_address_that_is_none_is_kept_as_it_is(tmp_path: Path) -> None:
    (only,) = articles(read(tmp_path, feed_of("Judul").replace("urn:a", "https://[a"))[0])
    assert only.uri == "https://[a"


def test_names_that_are_none_and_entities_between_elements_are_passed_over(tmp_path: Path) -> None:
    odd = "<a:></a:><link:x:>y</link:x:>&said;<!-- no --><?no no?>"
    text = feed_of("Judul", "<!DOCTYPE r [<!ENTITY said 'haha'>]>").replace("<title>", f"{odd}<title>")
    (only,) = articles(read(tmp_path, text)[0])
    assert (only.uri, only.headline) == ("urn:a", "Judul")


def test_entities_that_multiply_end_the_reading(tmp_path: Path) -> None:
    tenfold = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    inputs, (part,) = read(tmp_path, feed_of("&e9;", f'<!DOCTYPE r [<!ENTITY e0 "haha">{tenfold}]>'))
    assert inputs == []
    assert "amplification" in part.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<rss><channel>" + "<a>" * 100_000, "line 1: Excessive depth"),
        (feed_of("x" * 20_000_000), "line 1: Resource limit"),
        (RSS[: RSS.index("</channel>")], "Premature end"),
        (gzip.compress(RSS.encode())[:-30], "end-of-stream"),
        (gzip.compress(RSS.encode())[:200] + b"\xff" * 50, ""),
        ("<rss><channel><item>" + "<a/>" * 60_000 + "</item></channel></rss>", "more than 50,000 elements in one"),
        ("", "no element"),
        ("just text", "no element"),
        ("<nitf><head/></nitf>", "it begins with nitf"),
    ],
    ids=["deep", "long", "cut", "gzip-cut", "gzip-broken", "many", "empty", "text", "other"],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str | bytes, expected: str) -> None:
    _, skipped = read(tmp_path, text)
    assert skipped
    assert expected in skipped[-1].problem


def test_no_more_is_unpacked_than_any_feed_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1 << 20)
    bomb = gzip.compress(b"<rss><channel>" + b"<a/>" * 1_000_000)
    _, (part,) = read(tmp_path, bomb)
    assert "unpacked, it has more than 1,048,576 bytes" in part.problem
