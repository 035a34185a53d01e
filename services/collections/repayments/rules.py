"""Repayments: money that came in on a loan, and may turn out not to have (domain C3; contract, section 4)."""

from datetime import date
from typing import Literal

from chassis.errors import Refused, Text
from chassis.states import Moves

RepaymentState = Literal["recorded", "reversed"]

MOVES = Moves({"recorded": {"reverse": "reversed"}})


class UnknownLoan(Refused):
    code = "UNKNOWN_LOAN"
    title = Text("There is no loan with this reference", "不存在该参考号的贷款")


class PaidAhead(Refused):
    code = "PAID_IN_FUTURE"
    title = Text("The day of this payment has not come yet", "还款日期尚未到来")


class PaidBeforeDisbursement(Refused):
    code = "PAID_BEFORE_DISBURSEMENT"
    title = Text("It was paid before the loan was disbursed", "还款日期早于贷款发放日")


def require_payable(paid_on: date, disbursed_on: date, *, is_ahead: bool) -> None:
    """A repayment may be backdated, to the day of disbursement. `is_ahead`: its day lies beyond the business date.

    Raises PaidAhead, PaidBeforeDisbursement.
    """
    if is_ahead:
        raise PaidAhead
    if paid_on < disbursed_on:
        raise PaidBeforeDisbursement
