"""Stage 1, raw article to clean article.

What the article says and nothing else, with a record of every character that went.
"""

from typing import NamedTuple

from streams.clean.dates import normal_date, url_date
from streams.clean.edits import record
from streams.clean.page.decode import decode_page
from streams.clean.page.extract import Page, extract
from streams.clean.page.metadata import Metadata
from streams.clean.text import clean_text
from streams.errors import Reason, RejectedError
from streams.events import RawArticle, Removal, Repair

__all__ = ["Cleaned", "clean", "decode_page"]


class Cleaned(NamedTuple):
    """A clean article; a field that neither text nor page nor producer gives is None.

    `removals` and `repairs` make `body` of the raw body (`streams.provenance.apply`); of a page they make it of the
    text that was extracted, and each removal holds what it removed. `date_published` is ISO 8601, to the day where no
    zone is known.
    """

    headline: str | None
    body: str
    language: str
    located: str | None
    by: str | None
    editor: str | None
    publisher: str | None
    date_published: str | None
    removals: tuple[Removal, ...]
    repairs: tuple[Repair, ...]


def clean(raw: RawArticle) -> Cleaned:
    """Find the article in a raw record. What the page or the text says comes before the producer's hints.

    Raises:
        RejectedError: the record is too large, its page nested too deeply, or no article is left.
    """
    is_page = raw.content_type == "text/html"
    page = extract(raw.body) if is_page else Page(raw.body, Metadata())
    said = page.metadata
    article = clean_text(page.text, headline=raw.headline or said.headline, language=raw.language or said.language)
    if not any(map(str.isalnum, article.body)):
        raise RejectedError(Reason.NO_TEXT, "nothing is left that could be an article")
    removals, repairs = record(page.text, article.edits, keep_text=is_page)
    address_date = url_date(raw.uri) or (url_date(said.address) if said.address else None)
    hint = normal_date(raw.date_published) if raw.date_published else None
    return Cleaned(
        headline=article.headline,
        body=article.body,
        language=article.language,
        located=article.located,
        by=said.by or article.credits.by or raw.by,
        editor=article.credits.editor,
        publisher=raw.publisher or said.publisher or article.outlet,
        date_published=said.date_published or article.header_date or hint or address_date or article.text_date,
        removals=removals,
        repairs=repairs,
    )
