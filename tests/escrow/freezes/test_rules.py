"""What may be paid while a court's order stands (domain E13)."""

from decimal import Decimal

import pytest

from chassis.errors import BadInput, InvalidState
from services.escrow.freezes.rules import Payment, passes, require_not_future, require_supervised
from tests.support.building import today

SUPERVISED = Decimal("100.00")


@pytest.mark.parametrize(
    ("payment", "may"),
    [
        (Payment(Decimal("100.00"), "works", True), True),
        (Payment(Decimal("100.01"), "works", True), False),
        (Payment(Decimal("100.00"), "works", False), False),
        (Payment(Decimal("999.00"), "refund", True), True),
        (Payment(Decimal("1.00"), "refund", False), False),
        (Payment(Decimal("1.00"), None, True), False),
    ],
    ids=["works", "works beyond", "works unapproved", "refund", "refund unapproved", "anything else"],
)
def test_only_approved_works_within_the_supervised_amount_and_approved_refunds_may_be_paid(
    payment: Payment, may: bool
) -> None:
    """E13."""
    assert passes(payment, SUPERVISED)[0] is may


def test_only_a_supervised_account_is_frozen_and_not_tomorrow() -> None:
    """E13."""
    require_supervised("supervised")
    require_not_future(today(), today())
    with pytest.raises(InvalidState):
        require_supervised("closed")
    with pytest.raises(BadInput):
        require_not_future(today().replace(year=2999), today())
