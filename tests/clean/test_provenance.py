"""No character disappears without a record: raw text, removals and repairs make the clean body again."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streams import provenance
from streams.clean import clean
from streams.clean.edits import Edit, apply, compose, merge_whitespace, without_overlaps
from streams.errors import RejectedError
from streams.events import RawArticle

PIECES = st.sampled_from(
    [
        "JAKARTA - ",
        "Jakarta, KABARKITA.com -- ",
        "Wali kota itu mengatakan pembangunan jembatan akan selesai tahun depan. ",
        "The council said the bridge would be finished next year. ",
        "Baca juga: Jembatan lama ditutup",
        "Related articles",
        "ADVERTISEMENT",
        "(abc/def)",
        "(*)",
        "[bim]",
        "Editor: Rina Wulandari",
        "By Jane Placeholder",
        "Senin, 5 Mei 2025 10:00 WIB",
        "1 2 Selanjutnya",
        "meluncurkanroad",
        "danBluetooth",
        "JÃ³hann â€œhaloâ€\x9d",
        "soft\xadhyphen",
        "zero\u200bwidth",
        "e\u0301",
        "?Kutipan,? kata",
        "selesai.Namun",
        "..",
        " . .",
        "\n",
        "\n\n\n",
        "\r\n",
        "\t",
        "  ",
        "\xa0",
        "\x00",
        "\u2028",
        "\x85",
        "İ",
        "ß",
        "ﬁ",
        "&amp;",
        "- ",
        "“",
        '"',
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=40).map("".join),
    st.lists(PIECES, max_size=60).map("\n".join),
)
HINTS = st.one_of(st.none(), st.text(max_size=40), st.just("Jembatan lama ditutup"))


@settings(max_examples=300, deadline=None)
@given(body=TEXTS, headline=HINTS, language=st.sampled_from([None, "id", "en", "de", "xx", ""]))
@example(body="\ud800 lone surrogate", headline=None, language=None)
@example(body="a\n" * 3000, headline=None, language=None)
@example(body="?A\t\x80\x0b", headline=None, language=None)
def test_text_is_made_again_from_its_edits(body: str, headline: str | None, language: str | None) -> None:
    try:
        cleaned = clean(RawArticle(uri="u", body=body, headline=headline, language=language))
    except RejectedError:
        return
    assert provenance.apply(body, cleaned.removals, cleaned.repairs) == cleaned.body
    assert cleaned.body == cleaned.body.strip()
    assert "\n\n" not in cleaned.body
    for repair in cleaned.repairs:
        assert repair.rule
        assert body[repair.start : repair.start + len(repair.before)] == repair.before
    assert all(removal.rule and removal.start < removal.end for removal in cleaned.removals)


@settings(max_examples=100, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=30),
    tags=st.lists(st.sampled_from(["p", "div", "b", "li", "h1", "aside"]), min_size=1),
)
def test_page_text_is_made_again_from_its_edits(pieces: list[str], tags: list[str]) -> None:
    elements = [f"<{tags[i % len(tags)]}>{piece}</{tags[i % len(tags)]}>" for i, piece in enumerate(pieces)]
    try:
        cleaned = clean(RawArticle(uri="u", body="<html><body>" + "".join(elements), content_type="text/html"))
    except RejectedError:
        return
    extracted = _extracted(cleaned.body, [*cleaned.removals, *cleaned.repairs])
    assert provenance.apply(extracted, cleaned.removals, cleaned.repairs) == cleaned.body


def _extracted(body: str, edits: list) -> str:  # type: ignore[type-arg] # removals and repairs alike
    """The extracted text, from the clean body and what each edit holds."""
    text, shift = "", 0
    for edit in sorted(edits, key=lambda edit: (edit.start, hasattr(edit, "before"))):
        text += body[len(text) - shift : edit.start - shift]
        if hasattr(edit, "before"):
            text += edit.before
            shift += len(edit.before) - len(edit.after)
        else:
            assert edit.text is not None
            text += edit.text
            shift += len(edit.text)
    return text + body[len(text) - shift :]


@st.composite
def edited(draw: st.DrawFn, length: int) -> list[Edit]:
    """Edits of a text of that length, in order and without overlaps."""
    borders = sorted(draw(st.sets(st.integers(0, length), max_size=10)))
    pairs = zip(borders[::2], borders[1::2], strict=False)
    return [
        Edit(a, b, draw(st.sampled_from(["", "x", "yz", "uvwxyz"])), draw(st.sampled_from(["r", "s"])))
        for a, b in pairs
    ]


@given(data=st.data(), raw=st.text("abc \n", min_size=1, max_size=40))
def test_two_passes_of_edits_become_one(data: st.DataObject, raw: str) -> None:
    first = data.draw(edited(len(raw)))
    middle = apply(raw, first)
    second = data.draw(edited(len(middle)))
    assert apply(raw, compose(raw, first, second)) == apply(middle, second)


@given(data=st.data(), raw=st.text("ab \n", min_size=1, max_size=40))
def test_merging_removals_changes_nothing_else(data: st.DataObject, raw: str) -> None:
    edits = data.draw(edited(len(raw)))
    merged = merge_whitespace(raw, edits)
    assert apply(raw, merged) == apply(raw, edits)
    assert len(merged) <= len(edits)


@pytest.mark.parametrize(
    ("removals", "repairs", "chosen"),
    [
        ([(0, 9)], [(9, 9), (4, 4)], [(0, 9), (9, 9)]),
        ([(0, 9), (3, 5)], [], [(0, 9)]),
        ([(0, 9), (8, 10)], [], [(8, 10)]),
        ([(3, 8)], [(0, 4), (7, 9)], [(3, 8)]),
        ([(1, 3)], [(0, 4)], [(0, 4)]),
    ],
)
def test_of_two_edits_that_overlap_one_is_chosen(
    removals: list[tuple[int, int]], repairs: list[tuple[int, int]], chosen: list[tuple[int, int]]
) -> None:
    found = without_overlaps(
        [Edit(*place, "", "removal") for place in removals], [Edit(*place, " ", "repair") for place in repairs]
    )
    assert [(edit.start, edit.end) for edit in found] == chosen


@pytest.mark.parametrize("body", ["", " \n\t ", "\x00\x00", "***", "(*)", "\u200b"])
def test_nothing_left_is_a_rejection(body: str) -> None:
    with pytest.raises(RejectedError, match="could be an article"):
        clean(RawArticle(uri="u", body=body))
