"""The README's tables say what the code does, and nothing in it is left to be filled in."""

from tests.contract.tables import README, with_tables


def test_tables_are_current() -> None:
    text = README.read_text()
    assert with_tables(text) == text, "run `make schemas`"


def test_nothing_is_left_to_fill_in() -> None:
    assert "@@" not in README.read_text()
