"""Page to text: the fast extractor where a second cheap one finds hardly more, the careful one otherwise.

On the article-extraction benchmark the fast one has the better precision and loses the text of one page in eight;
resiliparse, which keeps nearly everything, notices those pages.
"""

from typing import NamedTuple

from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser

from streams.clean.page import guard
from streams.clean.page.body import FastBody, fast_body
from streams.clean.page.metadata import Metadata, read_metadata

SMALLEST_SHARE = 0.55  # of what resiliparse finds
SHORTEST_BODY = 250
NAMED_BODY = 600
LARGE_SHARE = 0.6  # of all paragraphs of the page
MOST_CAREFUL_TAGS = 40_000  # trafilatura takes 50 ms for a thousand of the worst


class Page(NamedTuple):
    """The extracted text, one paragraph a line, and the page's metadata."""

    text: str
    metadata: Metadata


def extract(page: str) -> Page:
    """Find the article's text in a page.

    Raises:
        RejectedError: the page is too large or nested too deeply.
    """
    guard.check(page)
    tree = LexborHTMLParser(page)
    metadata = read_metadata(tree)
    body = fast_body(tree)
    if _is_whole(body, page):
        return Page(body.text, metadata)
    if metadata.body and len(metadata.body) > max(len(body.text), SHORTEST_BODY):
        return Page(metadata.body, metadata)
    careful = ""
    if page.count("<") <= MOST_CAREFUL_TAGS:
        from streams.clean.page.careful import careful_body  # noqa: PLC0415 - 25 MB that many workers never need

        careful = careful_body(page, SHORTEST_BODY)
    return Page(careful or body.text, metadata)


def _is_whole(body: FastBody, page: str) -> bool:
    """Whether the fast extractor found about all there is.

    That is most paragraphs, of a page that names its article, or most of what resiliparse finds.
    """
    size = len(body.text)
    if body.is_named and size >= NAMED_BODY and size >= LARGE_SHARE * body.paragraph_characters:
        return True
    return size >= SHORTEST_BODY and size >= SMALLEST_SHARE * len(_everything(page))


def _everything(page: str) -> str:
    return str(
        extract_plain_text(
            page, main_content=True, alt_texts=False, links=False, form_fields=False, noscript=False, list_bullets=False
        )
    )
