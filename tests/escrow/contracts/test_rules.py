"""To whom and up to how much may be paid (domain E11)."""

from typing import get_args

import pytest

from chassis.errors import InvalidState
from services.escrow.contracts.rules import NOT_WORKS, WORKS, Category, is_account_number, masked_account, require_open


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("6222020000000000001", "6222 **** 0001"),
        ("622202000001", "6222 **** 0001"),
        ("62220200001", "**** 0001"),
        ("123456", "**** 3456"),
    ],
)
def test_a_masked_account_number_shows_its_end_and_never_the_whole(number: str, shown: str) -> None:
    assert masked_account(number) == shown


@pytest.mark.parametrize("number", ["12345", "1" * 33, "6222 0200 0000", "62220200A0000", "６２２２０２００", ""])
def test_an_account_number_has_6_to_32_digits(number: str) -> None:
    assert not is_account_number(number)


def test_every_category_is_works_or_is_not() -> None:
    """Contract, section 3."""
    assert {"construction", "equipment", "design"} == WORKS
    assert {"wages", "tax", "management", "marketing", "loan_repayment", "other"} == NOT_WORKS
    assert set(get_args(Category)) == WORKS | NOT_WORKS


@pytest.mark.parametrize("state", ["proposed", "assessed", "agreed", "supervised"])
def test_contracts_are_entered_while_the_project_lives(state: str) -> None:
    require_open(state)


@pytest.mark.parametrize("state", ["declined", "closed"])
def test_no_contract_is_entered_once_the_project_is_over(state: str) -> None:
    with pytest.raises(InvalidState):
        require_open(state)
