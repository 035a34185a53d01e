"""Exposure reductions: who owes more than their cap comes down by a date (domain S2)."""

from datetime import date
from decimal import Decimal
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Refused, Text
from chassis.states import Moves

ReductionState = Literal["listed", "planned", "completed"]

# `complete` follows from a review that finds the exposure within the cap.
MOVES = Moves({
    "listed": {"plan": "planned", "review": "listed", "complete": "completed"},
    "planned": {"plan": "planned", "review": "planned", "complete": "completed"},
})  # fmt: skip


class NotAboveCap(Refused):
    code = "NOT_ABOVE_CAP"
    title = Text("This customer owes no more than their cap", "该客户未超过授信额度上限")


class AlreadyListed(Conflict):
    code = "REDUCTION_EXISTS"
    title = Text("This customer's exposure is being brought down already", "该客户已在压降名单中")


def require_above(exposure: Decimal, cap: Decimal) -> None:
    """Raises NotAboveCap."""
    if exposure <= cap:
        raise NotAboveCap


def require_a_way_down(target: Decimal, due_on: date, exposure: Decimal, cap: Decimal, today: date) -> None:
    """A plan leads down to the cap, on a day to come. Raises BadInput."""
    faults = []
    if not target < exposure or target > cap:
        message = Text("The plan must lead down to the cap or below", "压降目标须不高于授信额度上限")
        faults.append(FieldError("/target_exposure", "TARGET_ABOVE_CAP", message))
    if due_on <= today:
        faults.append(FieldError("/due_on", "DAY_NOT_AHEAD", Text("It must end after today", "到期日须晚于今天")))
    if faults:
        raise BadInput(faults)
