import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.dedup.normalise import letters_and_digits

SAME = [
    ("“Siap,” kata Rina.", '"Siap," kata Rina.'),
    ("meluncurkan road map", "meluncurkanroad map"),
    ("HARGA BERAS NAIK", "harga beras naik"),
    ("un café à Zürich", "un cafe a Zurich"),
    ("cafe\u0301", "café"),
    ("ﬁnal ½ price", "final 1⁄2 price"),
    ("Straße", "STRASSE"),
    ("a\u200bb\u00adc\ufeff", "abc"),
    ("Ｒｐ１０", "Rp10"),
    ("broken \ud800 surrogate", "broken surrogate"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_printings_that_read_the_same_are_the_same(one: str, other: str) -> None:
    assert letters_and_digits(one) == letters_and_digits(other) != b""


@pytest.mark.parametrize(
    ("one", "other"), [("Rp10", "Rp100"), ("Москва", "Moskva"), ("東京", "京都"), ("naik", "turun")]
)
def test_other_letters_and_digits_are_others(one: str, other: str) -> None:
    assert letters_and_digits(one) != letters_and_digits(other)


@given(st.text())
@settings(deadline=None)
def test_only_letters_and_digits_stay(text: str) -> None:
    kept = letters_and_digits(text).decode()
    assert kept == "" or kept.isalnum()


@given(
    st.text(st.characters(exclude_categories=["Cs", "Mn", "Mc", "Me"]), max_size=40),
    st.text(" .,;:!?\"'-()\n\t", max_size=5),
)
@settings(deadline=None)
def test_marks_and_space_between_two_pieces_do_not_count(text: str, marks: str) -> None:
    middle = len(text) // 2
    assert letters_and_digits(text[:middle] + marks + text[middle:]) == letters_and_digits(
        text[:middle] + text[middle:]
    )
