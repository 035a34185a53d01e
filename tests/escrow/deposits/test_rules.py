"""The guarantee deposit, at every boundary (domain E8)."""

from datetime import date
from decimal import Decimal

import pytest

from chassis.errors import BadInput
from services.escrow.deposits import rules
from services.escrow.deposits.rules import ClaimTooLarge, DepositClosed, Requirement, TooFewMissed
from services.escrow.receipts.rules import ValueDateAhead, check_value_date

RATE = Decimal("0.0500")
DAY = date(2026, 11, 24)


def test_required_is_the_rate_of_what_is_drawn_and_not_registered() -> None:
    """E8: rounded half up to the fen."""
    owed = Decimal("700000.00")

    assert rules.guaranteed(DAY, owed, None) == rules.Guaranteed(owed, True)
    assert rules.guaranteed(None, Decimal(0), None) == rules.Guaranteed(Decimal(0), False)
    assert rules.guaranteed(DAY, owed, DAY) == rules.Guaranteed(Decimal(0), False)
    assert rules.required(owed, RATE) == Decimal("35000.00")
    assert rules.required(Decimal("0.10"), RATE) == Decimal("0.01")


@pytest.mark.parametrize(
    ("at_month_end", "now", "paid", "late"),
    [(100, 100, 100, 0), (100, 150, 100, 0), (100, 150, 90, 10), (100, 60, 70, 0), (100, 60, 50, 10), (0, 50, 0, 0)],
    ids=["paid", "more since", "missing", "less since", "less and missing", "not due yet"],
)
def test_late_is_what_was_due_and_is_still_owed_and_is_not_there(
    at_month_end: int, now: int, paid: int, late: int
) -> None:
    """E8."""
    requirement = Requirement(Decimal(at_month_end), Decimal(now), Decimal(paid))

    assert requirement.late == late
    assert rules.is_current(requirement)[0] is (late == 0)
    assert rules.is_current(None)[0]


@pytest.mark.parametrize(
    ("balance", "still_required", "amount", "released"),
    [(100, 50, 1000, 50), (100, 50, 400, 20), (40, 50, 1000, 0), (50, 50, 1000, 0), (0, 0, 1000, 0)],
    ids=["its share", "no more than its share", "the rest is short", "the rest just covered", "nothing there"],
)
def test_a_registered_unit_gives_back_its_share_as_far_as_the_rest_stays_covered(
    balance: int, still_required: int, amount: int, released: int
) -> None:
    """E8."""
    assert rules.released(Decimal(balance), Decimal(still_required), Decimal(amount), RATE) == released


def test_month_ends() -> None:
    """E8."""
    assert rules.month_end_before(date(2026, 3, 1)) == date(2026, 2, 28)
    assert rules.month_end_of(date(2026, 12, 31)) == date(2026, 12, 31)
    assert rules.month_end_of(date(2028, 2, 1)) == date(2028, 2, 29)


def test_it_is_drawn_on_after_three_missed_instalments_with_proof_and_within_what_is_owed() -> None:
    """E8."""
    rules.require_missed(3, 3)
    rules.require_owed(Decimal(10), Decimal(10))
    rules.require_proof(1)
    with pytest.raises(TooFewMissed):
        rules.require_missed(2, 3)
    with pytest.raises(ClaimTooLarge):
        rules.require_owed(Decimal("10.01"), Decimal(10))
    with pytest.raises(BadInput):
        rules.require_proof(0)


def test_nothing_is_paid_tomorrow_or_into_a_closed_deposit() -> None:
    """E8, E12."""
    check_value_date(DAY, DAY)
    with pytest.raises(ValueDateAhead):
        check_value_date(date(2026, 11, 25), DAY)
    with pytest.raises(DepositClosed):
        rules.require_open("closed")
