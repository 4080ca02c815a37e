"""A clean body is the raw one minus removals, with repairs: and every span of it can be traced back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.events import Removal, Repair, Span
from streams.provenance import RawOffsets, apply


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Removal], list[Repair]]:
    """Kept stretches, removals and repairs in turn."""
    raw = ""
    removals, repairs = [], []
    for _ in range(draw(st.integers(0, 6))):
        raw += draw(st.text(max_size=5))
        piece = draw(st.text(min_size=1, max_size=4))
        if draw(st.booleans()):
            removals.append(Removal(rule="r", start=len(raw), end=len(raw) + len(piece)))
        else:
            repairs.append(Repair(rule="r", start=len(raw), before=piece, after=draw(st.text(max_size=4))))
        raw += piece
    return raw + draw(st.text(max_size=5)), removals, repairs


@given(edited())
def test_every_kept_character_is_traced_to_itself(case: tuple[str, list[Removal], list[Repair]]) -> None:
    raw, removals, repairs = case
    clean = apply(raw, removals, repairs)
    repaired = {span for repair in repairs for span in range(repair.start, repair.start + len(repair.before))}
    trace = RawOffsets(removals, repairs)
    for at in range(len(clean)):
        (span,) = trace.spans([Span(start=at, end=at + 1)])
        if not repaired & set(range(span.start, span.end)):
            assert raw[span.start : span.end] == clean[at]


@given(edited())
def test_the_whole_body_traces_to_all_that_was_kept(case: tuple[str, list[Removal], list[Repair]]) -> None:
    raw, removals, repairs = case
    clean = apply(raw, removals, repairs)
    if clean:
        (span,) = RawOffsets(removals, repairs).spans([Span(start=0, end=len(clean))])
        outside = set(range(len(raw))) - set(range(span.start, span.end))
        touched = {i for r in removals for i in range(r.start, r.end)}
        touched |= {i for r in repairs for i in range(r.start, r.start + len(r.before))}
        assert outside <= touched


def test_a_repair_traces_to_all_it_replaced() -> None:
    repairs = [Repair(rule="glued", start=5, before="danradio", after="dan radio")]
    (span,) = RawOffsets([], repairs).spans([Span(start=9, end=14)])
    assert (span.start, span.end) == (5, 13)


def test_overlapping_edits_are_refused() -> None:
    removals = [Removal(rule="a", start=0, end=3), Removal(rule="b", start=2, end=4)]
    with pytest.raises(ValueError, match="overlap"):
        apply("abcdef", removals, [])


def test_an_edit_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        RawOffsets([Removal(rule="a", start=3, end=1)], [])
