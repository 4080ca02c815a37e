"""Input that is out to break a cleaner is answered: with an article, or with a rejection that names what is wrong."""

from contextlib import suppress

import pytest

from streams.clean import clean, decode_page
from streams.clean.page.guard import check
from streams.errors import Reason, RejectedError
from streams.events import RawArticle

PARAGRAPH = "<p>The council said the bridge would be finished next year, and that was that for now.</p>"

PAGES = {
    "nested divs": ("<div>" * 15_000 + "x", Reason.TOO_DEEP),
    "unclosed links": ("<a " * 200_000, Reason.TOO_LARGE),
    "bogus comments": ("<!" * 300_000, Reason.TOO_LARGE),
    "unclosed fonts": ("<font>" * 2_000 + PARAGRAPH * 20, Reason.TOO_DEEP),
    "names that begin like a paragraph's": ("<p.x>" * 2_000 + PARAGRAPH, Reason.TOO_DEEP),
    "closing tags first": ("</div>" * 5_000 + "<div>" * 2_000 + PARAGRAPH, Reason.TOO_DEEP),
    "closing tags of other names": ("<div></span>" * 9_000 + PARAGRAPH, Reason.TOO_DEEP),
    "entries of a menu": ("<select>" + "<option>x" * 90_000, Reason.TOO_LARGE),
    "scripts": ("<script>" * 20_000, Reason.NO_TEXT),
    "two million characters and one": ("x" * 2_000_001, Reason.TOO_LARGE),
    "JSON-LD nested deep": ('<script type="application/ld+json">' + "[" * 500_000 + "</script>", Reason.NO_TEXT),
    "a tag of many attributes": (f"<p {' '.join(f'a{number}=1' for number in range(100_000))}>", Reason.TOO_LARGE),
    "attributes that quote the tag's end": (
        f"""<!-- <b c=" --><p/{"/".join(f'a{number}=">"' for number in range(100_000))}>""",
        Reason.TOO_LARGE,
    ),
    "an endless comment": ("<!--" + "-" * 500_000, Reason.NO_TEXT),
}
READABLE_PAGES = {
    "many entities": "<p>" + "Bridge &#x41;&amp; " * 20_000 + ".</p>",
    "NUL characters": PARAGRAPH * 10 + "\0" * 100_000,
    "an endless class": f'<div class="{"related " * 50_000}">' + PARAGRAPH * 10,
    "an endless style": f'<p style="{"display :none" * 50_000}">' + PARAGRAPH * 10,
    "five hundred levels": "<div>" * 500 + PARAGRAPH * 10,
}
TEXTS = {
    "one word": "a" * 400_000,
    "full stops": ". " * 200_000,
    "sentences without a blank": "word.Word" * 20_000,
    "brackets": "(x) [y] " * 60_000,
    "humps": "aB" * 200_000,
    "names": "Jane Placeholder " * 25_000,
    "datelines": "Jakarta - " * 40_000,
    "labels": "Reporter: " * 40_000,
    "dates": "Senin, 5 Mei 2025 " * 20_000,
    "short lines": "\n".join(f"abc def {number}" for number in range(9_999)),
    "wrapped lines": "the river rose again and nobody knew what to do about it or\n" * 7_000,
    "mojibake": "JÃ³hann " * 50_000,
    "combining marks": "e" + "\u0301" * 400_000,
    "combining marks out of order": "e" + "\u0301\u0316" * 200_000,
    "entities of entities": "&" + "amp;" * 100_000,
    "links in capitals": "Text. " + "Baca juga: " * 40_000,
    "links before small words": "Text. Baca juga: Warga Desa Itu Menanti ada " * 10_000,
    "names in capitals": "Baca juga: " + "Nama Orang " * 40_000,
    "brackets of a dateline": "JAKARTA (" * 40_000,
    "soft hyphens": "a\xad" * 200_000,
    "glued words": "untukdenganuntuk " * 20_000,
    "interface words": "ADVERTISEMENT " * 25_000,
    "open brackets": "[Gambas:" * 50_000,
    "marks for quotes": "?a ,? " * 60_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("page", "reason"), PAGES.values(), ids=PAGES.keys())
def test_page_is_rejected(page: str, reason: Reason) -> None:
    with pytest.raises(RejectedError) as rejection:
        clean(RawArticle(uri="u", body=page, content_type="text/html"))
    assert rejection.value.reason is reason


@pytest.mark.timeout(20)
@pytest.mark.parametrize("page", READABLE_PAGES.values(), ids=READABLE_PAGES.keys())
def test_page_is_read(page: str) -> None:
    assert "ridge" in clean(RawArticle(uri="u", body=page, content_type="text/html")).body


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_text_is_answered(text: str) -> None:
    with suppress(RejectedError):
        assert clean(RawArticle(uri="u", body=text)).body


def test_a_charset_that_is_no_name() -> None:
    assert decode_page(b"<p>text", "\0utf-8") == "<p>text"


def test_more_lines_than_an_article_has() -> None:
    with pytest.raises(RejectedError) as rejection:
        clean(RawArticle(uri="u", body="a\n" * 10_001))
    assert rejection.value.reason is Reason.TOO_LARGE


def test_a_page_of_fifty_megabytes_is_not_even_decoded() -> None:
    with pytest.raises(RejectedError) as rejection:
        decode_page(b"<p>" * (50_000_000 // 3), None)
    assert rejection.value.reason is Reason.TOO_LARGE


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "page",
    [
        "<p/a=" * 19_000 + "x" * 1_300_000,
        "<a b='<a c=\"" * 19_000,
        "= " * 500_000 + '"' * 400_000,
        ("<a " * 900 + ">") * 20,
        "<p a='>" * 19_000,
    ],
    ids=["values without an end", "quotes of two kinds", "blanks behind an equals sign", "tags in tags", "open quotes"],
)
def test_the_look_at_attributes_is_linear(page: str) -> None:
    with suppress(RejectedError):
        check(page)


def test_a_script_full_of_words_is_no_tag() -> None:
    words = " ".join(f"word{number % 1_500}" for number in range(50_000))
    check(f'<script>if (a<b) {{ const text = "<p title={words}" }}</script>' + PARAGRAPH)


def test_real_nesting_passes() -> None:
    check("<ul>" + "<li>item" * 2_000 + "</ul>" + "<div>" * 300 + "</div>" * 300)


@pytest.mark.timeout(20)
def test_pages_on_either_side_of_the_most_attributes() -> None:
    tag = "<p " + " ".join(f"a{number}='>'" for number in range(1_900))
    check(f"{tag}>" * 60)
    with pytest.raises(RejectedError, match="2,000 attributes"):
        check(f"{tag} {' '.join(f'b{number}' for number in range(200))}>")
