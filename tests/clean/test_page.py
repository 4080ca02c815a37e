"""Pages: bytes to text, metadata, and the article among everything else."""

import orjson
import pytest
from selectolax.lexbor import LexborHTMLParser

from streams.clean import clean, decode_page
from streams.clean.page.metadata import Metadata, read_metadata
from streams.errors import Reason, RejectedError
from streams.events import RawArticle

PARAGRAPHS = [
    "The last ferry of the winter left the old harbour on Monday with nobody on board but the captain and a dog.",
    "Operators say that nobody had told the passengers, who were still waiting at the wrong quay two hours later.",
    "“We were given tea and a blanket,” said one of them, and added that the tea had been the better of the two.",
    "The company has promised to paint the number of the quay in larger figures before the boats return in spring.",
]
PAGE = """<!doctype html><html lang="en"><head><title>Ferry leaves without passengers - Harbour Post</title>
<meta property="og:title" content="Ferry leaves without passengers - Harbour Post">
<meta property="og:site_name" content="Harbour Post">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "Ferry leaves without passengers", "datePublished": "2025-05-06T09:15:00+01:00",
"author": [{"@type": "Person", "name": "Nora Blythe"}], "publisher": {"name": "Harbour Post"}}]}</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ferry leaves without passengers</h1><div class="share-bar"><a href="#">Facebook</a></div>
<div class="article-body"><p>%s</p><p>%s</p><div class="related"><p>More about ferries, harbours and dogs.</p></div>
<p>%s</p><p>%s</p></div></article><footer><p>Copyright Harbour Post, all rights reserved.</p></footer>"""


def page(*paragraphs: str) -> str:
    return PAGE % paragraphs


def test_article_and_fields_of_a_page() -> None:
    cleaned = clean(RawArticle(uri="https://post.example/x", body=page(*PARAGRAPHS), content_type="text/html"))
    assert cleaned.body.split("\n") == PARAGRAPHS
    assert cleaned.headline == "Ferry leaves without passengers"
    assert cleaned.by == "Nora Blythe"
    assert cleaned.publisher == "Harbour Post"
    assert cleaned.date_published == "2025-05-06T09:15:00+01:00"
    assert cleaned.language == "en"
    assert all(removal.text is not None for removal in cleaned.removals)


def test_words_at_inline_tags_are_not_glued() -> None:
    paragraphs = [PARAGRAPHS[0].replace("old harbour", "<i>old</i> <b>harbour</b>"), *PARAGRAPHS[1:]]
    assert (
        "the old harbour on Monday" in clean(RawArticle(uri="u", body=page(*paragraphs), content_type="text/html")).body
    )


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div id=text>" + "<br><br>".join(PARAGRAPHS) + "</div>", id="line breaks"),
        pytest.param("".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS), id="divisions"),
    ],
)
def test_page_without_paragraph_elements(markup: str) -> None:
    menu = "<div id=menu><a href=/>Home</a> <a href=/news>News</a></div>"
    body = f"<html lang=en><body>{menu}{markup}</body>"
    assert clean(RawArticle(uri="u", body=body, content_type="text/html")).body.split("\n") == PARAGRAPHS


def test_text_that_a_page_has_in_its_data_alone() -> None:
    data = orjson.dumps({"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS)}).decode()
    body = f'<html><head><script type="application/ld+json">{data}</script></head><body><p>Please enable scripts.</p>'
    assert clean(RawArticle(uri="u", body=body, content_type="text/html")).body.split("\n") == PARAGRAPHS


def test_title_with_the_name_of_the_site_behind_it() -> None:
    title = "Ferry leaves without passengers"
    body = (
        f"<html lang=en><head><title>{title} :: Harbour Post Online</title></head><body><article><h2>{title}</h2>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    )
    cleaned = clean(RawArticle(uri="u", body=body, content_type="text/html"))
    assert (cleaned.headline, cleaned.body.split("\n")) == (title, PARAGRAPHS)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", Metadata()),
        ('<meta name="author" content="https://example.com/nora">', Metadata()),
        ('<meta name="author" content=" Nora  Blythe ">', Metadata(by="Nora Blythe")),
        ('<script type="application/ld+json">{broken</script><title>A title</title>', Metadata(headline="A title")),
        (
            '<meta property="og:title" content="Ferry lost | Post"><meta property="og:site_name" content="The Post">',
            Metadata(headline="Ferry lost", publisher="The Post"),
        ),
        ('<meta property="article:published_time" content="2025-05-06">', Metadata(date_published="2025-05-06")),
        ('<meta property="article:published_time" content="yesterday">', Metadata()),
        (
            (
                '<script type="application/ld+json">[{"@type":["Thing","Article"],"headline":["Ferry"],"author":"Ann"}]'
                "</script>"
            ),
            Metadata(headline="Ferry", by="Ann"),
        ),
    ],
)
def test_metadata(head: str, expected: Metadata) -> None:
    assert read_metadata(LexborHTMLParser(f"<html><head>{head}</head><body><p>x")) == expected


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("São Paulo".encode(), None, "São Paulo"),
        ("São Paulo".encode(), "utf-8", "São Paulo"),
        ("São Paulo".encode("latin-1"), "iso-8859-1", "São Paulo"),
        ("São Paulo".encode(), "no-such-charset", "São Paulo"),
        ("São Paulo".encode(), "iso-8859-1", "São Paulo"),
        ("São Paulo".encode(), "punycode", "São Paulo"),
        ("São Paulo".encode(), "ascii", "São Paulo"),
        (b"\xef\xbb\xbfplain", None, "plain"),
        (
            "<meta charset='windows-1252'><p>“São Paulo”</p>".encode("cp1252"),
            None,
            "<meta charset='windows-1252'><p>“São Paulo”</p>",
        ),
        ("Привет, мир".encode("cp1251"), "windows-1251", "Привет, мир"),
    ],
)
def test_decoding(data: bytes, charset: str | None, text: str) -> None:
    assert decode_page(data, charset) == text


def test_bytes_of_no_text_are_undecodable() -> None:
    with pytest.raises(RejectedError) as rejection:
        decode_page(bytes(range(32)) * 100, None)
    assert rejection.value.reason is Reason.UNDECODABLE


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://a.example/2025/05/06/title">',
        '<meta property="og:url" content="https://a.example/2025/05/06/title">',
    ],
)
def test_day_in_the_address_that_a_page_says_it_has(head: str) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    raw = RawArticle(uri="file:page.html", body=f"<head>{head}</head><article>{body}", content_type="text/html")
    assert clean(raw).date_published == "2025-05-06"
