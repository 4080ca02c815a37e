"""Every case file of every language: the quotes in it, no more and no fewer."""

import pytest

from tests.quotes.quote_cases import Case, cases, found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_quotes_of_a_case(case: Case) -> None:
    assert found(case) == case.expected
