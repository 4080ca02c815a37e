import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.dedup import utterance_id

SAME = [
    (("“We will pay.”", "Ines Varga"), ('"We will pay"', "Ines Varga")),
    (("We will\npay", "Ines Varga"), ("we will pay...", "INES VARGA")),
    (("Kami siap", None), ("«Kami siap»", "")),
    (("Kami siap", "Retno  Wulan"), ("Kami siap", "Retno Wulan")),
]
DIFFERENT = [
    (("We will pay", "Ines Varga"), ("We will pay", "Retno Wulan")),
    (("We will pay", "Ines Varga"), ("We will pay", None)),
    (("We will pay", "Ines Varga"), ("We will not pay", "Ines Varga")),
    (("We will pay 10", None), ("We will pay 100", None)),
    (("a b", "c"), ("a", "b c")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_words_of_the_same_speaker(one: tuple[str, str | None], other: tuple[str, str | None]) -> None:
    assert utterance_id(*one) == utterance_id(*other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_or_another_speaker(one: tuple[str, str | None], other: tuple[str, str | None]) -> None:
    assert utterance_id(*one) != utterance_id(*other)


@given(st.text(), st.none() | st.text())
@settings(deadline=None)
def test_an_id_is_32_hex_digits_whatever_the_marks(quote: str, speaker: str | None) -> None:
    found = utterance_id(quote, speaker)
    assert len(bytes.fromhex(found)) == 16
    assert found == utterance_id(f"“{quote}”", speaker)
