"""Texts as they come in and articles as they should go out: one file a case, `tests/cases/<language>/clean/*.txt`.

Above the line of equals signs stands the raw text, below it the fields that the article has (one it has not is
absent), an empty line, and the body.
"""

from pathlib import Path

import pytest

from streams.clean import clean
from streams.events import RawArticle

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/clean/*.txt"))
FIELDS = {"headline": "headline", "located": "located", "by": "by", "editor": "editor", "date": "date_published"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parts[-3]}/{case.stem}")
def test_case(case: Path) -> None:
    raw, expected = case.read_text("utf-8").split("\n=====\n")
    head, _, body = f"\n{expected}".partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.split("\n") if line)
    cleaned = clean(RawArticle(uri="urn:case", body=raw))
    found = {name: getattr(cleaned, field) for name, field in FIELDS.items()}
    assert cleaned.body.split("\n") == body.strip("\n").split("\n")
    assert {name: value for name, value in found.items() if value} == fields
    assert cleaned.language == case.parts[-3]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parts[-3]}/{case.stem}")
def test_a_clean_article_is_left_as_it_is(case: Path) -> None:
    """Its headline goes along, as it does in an event: without it the line below one reads like one."""
    raw = case.read_text("utf-8").split("\n=====\n")[0]
    once = clean(RawArticle(uri="urn:case", body=raw))
    again = clean(RawArticle(uri="urn:case", body=once.body, headline=once.headline, language=once.language))
    assert again.body == once.body


def test_there_are_cases_of_every_language() -> None:
    assert {case.parts[-3] for case in CASES} >= {"id", "en", "de", "fr", "es", "it", "sv", "tr", "pt", "nl", "ms"}
