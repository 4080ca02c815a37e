"""Cutting a text into pieces loses nothing and adds nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import provenance
from streams.events import CleanArticle, Quote, Removal, Repair, Span
from streams.worker.live import marks
from streams.worker.live.marks import Kept, Piece, Removed, Repaired, edited, quoted


def article(body: str, removals: list[Removal], repairs: list[Repair]) -> CleanArticle:
    return CleanArticle(
        uri="u",
        body=body or "-",
        language="en",
        char_count=len(body),
        word_count=1,
        sha256="s",
        removals=tuple(removals),
        repairs=tuple(repairs),
        version_created="t",
        cluster_id="c",
        relation="new",
    )


@st.composite
def cleaned(draw: st.DrawFn) -> tuple[str, CleanArticle]:
    """A raw body and the article that was made of it."""
    raw = draw(st.text(max_size=5)) + "x"
    removals, repairs = [], []
    for _ in range(draw(st.integers(0, 6))):
        piece = draw(st.text(min_size=1, max_size=4))
        if draw(st.booleans()):
            removals.append(Removal(rule="r", start=len(raw), end=len(raw) + len(piece)))
        else:
            repairs.append(Repair(rule="r", start=len(raw), before=piece, after=draw(st.text(max_size=4))))
        raw += piece + draw(st.text(max_size=5))
    return raw, article(provenance.apply(raw, removals, repairs), removals, repairs)


def raw_of(pieces: list[Piece]) -> str:
    return "".join(piece.before if isinstance(piece, Repaired) else piece.text or "" for piece in pieces)


def clean_of(pieces: list[Piece]) -> str:
    return "".join(
        "" if isinstance(piece, Removed) else piece.after if isinstance(piece, Repaired) else piece.text
        for piece in pieces
    )


@given(cleaned())
def test_the_pieces_are_the_raw_text_and_without_what_was_cut_the_clean_one(case: tuple[str, CleanArticle]) -> None:
    raw, made = case
    pieces = edited(made, raw)
    assert raw_of(pieces) == raw
    assert clean_of(pieces) == made.body


@given(cleaned(), st.sampled_from([None, "another text", ""]))
def test_without_the_raw_text_the_clean_one_stays_and_gaps_have_lengths(
    case: tuple[str, CleanArticle], other: str | None
) -> None:
    _, made = case
    pieces = edited(made, other)
    assert clean_of(pieces) == made.body
    assert sum(p.length for p in pieces if isinstance(p, Removed)) == sum(r.end - r.start for r in made.removals)


def test_a_pages_removals_bring_their_text() -> None:
    made = article("news", [Removal(rule="menu", start=0, end=5, text="Home ")], [])
    assert edited(made, None) == [Removed("menu", "Home ", 5), Kept("news")]


def quote(*spans: tuple[int, int]) -> Quote:
    return Quote(
        id="q",
        utterance_id="u",
        article_uri="a",
        cluster_id="c",
        language="en",
        type="direct",
        quote="q",
        spans=tuple(Span(start=start, end=end) for start, end in spans),
        confidence=1,
        rule="r",
        version_created="t",
    )


PLACES = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends)))


@given(st.text(min_size=1, max_size=25), st.lists(st.lists(PLACES, min_size=1, max_size=3), max_size=4))
def test_every_character_is_in_the_quotes_that_hold_it(body: str, places: list[list[tuple[int, int]]]) -> None:
    stretches = list(quoted(body, [quote(*spans) for spans in places]))
    assert "".join(stretch.text for stretch in stretches) == body
    for stretch in stretches:
        for at in range(stretch.start, stretch.start + len(stretch.text)):
            holding = {n for n, spans in enumerate(places) for start, end in spans if start <= at < end}
            assert set(stretch.quotes) == holding


def test_the_innermost_of_nested_quotes_comes_last() -> None:
    outer, inner = quote((0, 9)), quote((3, 5))
    assert [stretch.quotes for stretch in quoted("123456789", [inner, outer])] == [(1,), (1, 0), (1,)]


def test_however_many_edits_only_so_many_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST_PIECES", 10)
    raw = "ab" * 1000
    removals = [Removal(rule="r", start=n, end=n + 1) for n in range(0, 2000, 2)]
    assert len(edited(article("b" * 1000, removals, []), raw)) <= 12
    assert len(list(quoted(raw, [quote((n, n + 1)) for n in range(0, 2000, 2)]))) <= 12
