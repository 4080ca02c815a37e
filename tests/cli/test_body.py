import click
from hypothesis import given
from hypothesis import strategies as st

from streams.cli.body import Mark, Piece, paragraphs, pieces, repaired_words, wrap
from streams.events import Article, Removal, Repair
from streams.provenance import apply


def article(body: str, removals: tuple[Removal, ...], repairs: tuple[Repair, ...]) -> Article:
    return Article(
        uri="urn:a",
        body=body,
        language="id",
        char_count=len(body),
        word_count=0,
        sha256="0",
        removals=removals,
        repairs=repairs,
        version_created="2026-01-01T00:00:00Z",
    )


@st.composite
def edited(draw: st.DrawFn, *, with_text: bool) -> tuple[str, Article]:
    """A raw text and the article that any removals and repairs make of it."""
    parts = draw(st.lists(st.tuples(st.sampled_from("kri"), st.text("ab \n", min_size=1, max_size=5)), min_size=1))
    raw = "".join(text for _, text in parts)
    removals, repairs, at = [], [], 0
    for fate, text in parts:
        if fate == "r":
            shown = text if with_text else None
            removals.append(Removal(rule="debris", start=at, end=at + len(text), text=shown))
        elif fate == "i":
            repairs.append(Repair(rule="glue", before=text, after=draw(st.text("XY ", max_size=4)), start=at))
        at += len(text)
    return raw, article(apply(raw, removals, repairs), tuple(removals), tuple(repairs))


@given(edited(with_text=False))
def test_the_pieces_of_a_text_make_the_raw_and_the_clean_body(example: tuple[str, Article]) -> None:
    raw, made = example
    found = pieces(made, raw)
    assert "".join(piece.text for piece in found if piece.mark is not Mark.INSERTED) == raw
    assert "".join(piece.text for piece in found if piece.mark is not Mark.REMOVED) == made.body


@given(edited(with_text=True))
def test_the_pieces_of_a_page_need_no_raw_body(example: tuple[str, Article]) -> None:
    raw, made = example
    assert "".join(piece.text for piece in pieces(made, None) if piece.mark is not Mark.INSERTED) == raw


def test_without_the_raw_text_the_clean_body_is_shown() -> None:
    made = article("Isi.", (Removal(rule="debris", start=0, end=3),), ())
    assert pieces(made, None) == [Piece(Mark.KEPT, "Isi.")]


def shown(raw: str, made: Article, *, colour: bool = False) -> list[str]:
    return [" | ".join(wrap(paragraph, 40, colour=colour)) for paragraph in paragraphs(pieces(made, raw))]


def test_what_was_removed_stands_where_it_stood() -> None:
    raw = "loading...\nA\nKUPANG - Hujan turun.\n\nBaca juga: Angin\nWarga meluncurkanroad map."
    removals = (
        Removal(rule="debris", start=0, end=13),
        Removal(rule="dateline", start=13, end=22),
        Removal(rule="white-space", start=35, end=36),
        Removal(rule="related", start=36, end=53),
    )
    start = raw.index("meluncurkanroad")
    repairs = (Repair(rule="glued-word", before="meluncurkanroad", after="meluncurkan road", start=start),)
    made = article(apply(raw, removals, repairs), removals, repairs)
    assert shown(raw, made) == [
        "[-loading... / A-]",
        "[-KUPANG --] Hujan turun.",
        "[-Baca juga: Angin-]",
        "Warga [-meluncurkanroad-]{+meluncurkan | road+} map.",
    ]
    assert "\x1b[" in shown(raw, made, colour=True)[0]
    assert click.unstyle(shown(raw, made, colour=True)[1]) == "KUPANG - Hujan turun."


def test_an_inserted_space_can_be_seen() -> None:
    raw = "Warga meluncurkanroad map."
    repairs = (Repair(rule="glued-word", before="", after=" ", start=raw.index("road")),)
    made = article(apply(raw, (), repairs), (), repairs)
    assert shown(raw, made) == ["Warga meluncurkan{+␣+}road map."]
    assert [words for _, *words in repaired_words(made)] == [["meluncurkanroad", "meluncurkan road"]]


@given(edited(with_text=False))
def test_repaired_words_hold_what_was_repaired(example: tuple[str, Article]) -> None:
    _, made = example
    found = list(repaired_words(made))
    assert [repair for repair, _, _ in found] == list(made.repairs)
    for repair, before, after in found:
        assert after in made.body
        assert repair.before in before
        assert repair.after in after


def test_an_article_cannot_steer_the_terminal() -> None:
    raw = "\x1b[2J Isi \x9b."
    made = article(
        apply(raw, (Removal(rule="debris", start=0, end=5),), ()), (Removal(rule="debris", start=0, end=5),), ()
    )
    assert shown(raw, made) == ["[-�[2J-] Isi �."]


def test_a_long_removal_is_shortened() -> None:
    raw = "Isi.\n" + "Ulangan panjang. " * 40
    made = article("Isi.\n", (Removal(rule="repeat", start=5, end=len(raw)),), ())
    assert shown(raw, made)[1].replace(" | ", " ").endswith("… (679 characters)-]")


@given(st.lists(st.tuples(st.sampled_from(Mark), st.text("ab \n", min_size=1)), min_size=1), st.integers(1, 30))
def test_wrapping_keeps_every_word_and_the_width(parts: list[tuple[Mark, str]], width: int) -> None:
    paragraph = [Piece(mark, text) for mark, text in parts]
    lines = wrap(paragraph, width, colour=True)
    assert " ".join(map(click.unstyle, lines)).split() == "".join(text for _, text in parts).split()
    assert all(len(click.unstyle(line)) <= width or " " not in line.strip() for line in lines)
