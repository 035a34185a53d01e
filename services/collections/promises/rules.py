"""Promises to pay (domain C8): kept once so much is paid by the day, broken when the day is over without it.

What counts is repayments that stand, paid from the day of the promise to the day it names. One that is taken back, or
comes late for a day in between, has the next close judge again. The SQL twin is the function `judge_promises`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from chassis.errors import Conflict, Refused, Text
from chassis.money import ZERO
from chassis.states import Moves

PromiseState = Literal["open", "kept", "broken"]

MOVES = Moves({"open": {"keep": "kept", "break": "broken"}, "broken": {"keep": "kept"}, "kept": {"break": "broken"}})


class PromiseOpen(Conflict):
    code = "PROMISE_OPEN"
    title = Text("A promise on this loan is still open", "该贷款尚有未到期的还款承诺")


class PromiseOutOfReach(Refused):
    code = "PROMISE_OUT_OF_REACH"
    title = Text("The day lies in the past, or further ahead than the policy allows", "承诺日期已过或超出规定期限")


class NothingOverdue(Refused):
    code = "NOTHING_OVERDUE"
    title = Text("Nothing is overdue on this loan", "该贷款没有逾期款项")


def require_within(promised_on: date, due_on: date, days_max: int) -> None:
    """Raises PromiseOutOfReach."""
    if not promised_on <= due_on <= promised_on + timedelta(days=days_max):
        raise PromiseOutOfReach(Text(f"At most {days_max} days ahead", f"最多 {days_max} 天"))


def judged(amount: Decimal, due_on: date, paid: Iterable[Decimal], closed: date) -> PromiseState:
    """What a close makes of a promise, by the repayments that count for it."""
    if sum(paid, ZERO) >= amount:
        return "kept"
    return "broken" if due_on <= closed else "open"
