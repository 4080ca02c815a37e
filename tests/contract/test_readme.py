"""The README's tables say what the code does, and its demo output is what the demo prints."""

from tests.contract.tables import README, with_tables


def test_tables_are_current() -> None:
    text = README.read_text()
    assert with_tables(text) == text, "run `make schemas`"
