"""What is made from the code in the documents says what the code does, and nothing is left to be filled in."""

from tests.contract.commands import REFERENCE, reference
from tests.contract.tables import README, with_tables


def test_tables_are_current() -> None:
    text = README.read_text()
    assert with_tables(text) == text, "run `make schemas`"


def test_commands_are_current() -> None:
    assert reference() == REFERENCE.read_text(), "run `make schemas`"


def test_nothing_is_left_to_fill_in() -> None:
    assert "@@" not in README.read_text()
