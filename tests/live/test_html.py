"""Whatever stands in a record is text on a page, and nothing else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.worker.live.html import CONTROLS, Html, element, joined, web_link

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "<!--",
    "</pre></div></main>",
    "&lt;script&gt;",
    "javascript:alert(1)",
)


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


TEXTS = st.one_of(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(PAYLOADS))


@given(TEXTS, TEXTS)
def test_text_and_attributes_come_back_as_they_were(text: str, title: str) -> None:
    read = Reader(element("p", text, element("b", text), title=title))
    assert read.text == (text * 2).translate(CONTROLS)
    assert read.tags == [("p", {"title": title.translate(CONTROLS)}), ("b", {})]


def test_what_is_html_already_is_not_escaped_again() -> None:
    assert joined(element("b", "a & b"), ["<", None, [Html("<br>")]]) == "<b>a &amp; b</b>&lt;<br>"


def test_attributes_without_a_value_are_left_out() -> None:
    made = element("input", name="n", value="", checked=True, disabled=False, id=None, aria_label="l")
    assert made == '<input name="n" value="" checked aria-label="l">'


@pytest.mark.parametrize(
    ("uri", "is_link"),
    [
        ("https://a.example/b", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("JaVaScRiPt://a.example/%0aalert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("file:///etc/passwd", False),
        ("//a.example", False),
        ("https:", False),
        ("", False),
    ],
)
def test_only_uris_of_the_web_are_links(uri: str, is_link: bool) -> None:
    read = Reader(web_link(uri))
    assert [attrs.get("href") for tag, attrs in read.tags if tag == "a"] == ([uri] if is_link else [])
    assert read.text == uri
