"""When a repayment may have been paid (contract, section 4)."""

from datetime import date, timedelta

import pytest

from chassis.errors import InvalidState
from services.collections.repayments.rules import MOVES, PaidAhead, PaidBeforeDisbursement, require_payable

DAY = date(2026, 3, 1)


def test_a_repayment_may_be_backdated_to_the_day_of_disbursement() -> None:
    require_payable(DAY, DAY, is_ahead=False)
    with pytest.raises(PaidBeforeDisbursement):
        require_payable(DAY - timedelta(days=1), DAY, is_ahead=False)


def test_a_repayment_of_tomorrow_is_refused() -> None:
    with pytest.raises(PaidAhead):
        require_payable(DAY, DAY, is_ahead=True)


def test_a_repayment_is_reversed_once() -> None:
    assert MOVES.after("recorded", "reverse") == "reversed"
    with pytest.raises(InvalidState):
        MOVES.after("reversed", "reverse")
