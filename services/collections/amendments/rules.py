"""Extensions, restructurings and write-offs: what two persons must sign (domain C6, C8, O3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from chassis.errors import Conflict, FieldError, Refused, Text
from chassis.money import ZERO
from chassis.states import Moves

AmendmentKind = Literal["extension", "restructuring", "write_off"]
AmendmentState = Literal["proposed", "signed", "rejected", "cancelled"]

MOVES = Moves({"proposed": {"sign": "signed", "reject": "rejected", "cancel": "cancelled"}})

# What is written off is the bank's loss: it is signed above the sub-branch.
WRITE_OFF_SIGNERS = frozenset({"city_branch", "head_office"})


class AmendmentPending(Conflict):
    code = "AMENDMENT_PENDING"
    title = Text("An amendment of this loan already waits to be signed", "该贷款已有待签署的变更")


class PlanOutOfDate(Refused):
    """What is unpaid is no longer what the new schedule was made for: repayments came in or went back."""

    code = "PLAN_OUT_OF_DATE"
    title = Text("The new schedule does not fit what is unpaid", "新还款计划与未偿还金额不符")


class NothingToAmend(Refused):
    code = "NOTHING_TO_AMEND"
    title = Text("The loan is paid off or written off", "该贷款已结清或已核销")


@dataclass(frozen=True)
class NewInstalment:
    """One instalment of a schedule that is to take the place of all that is unpaid."""

    due_date: date
    principal: Decimal
    interest: Decimal


def plan_fault(plan: Sequence[NewInstalment]) -> FieldError | None:
    """The first thing that is wrong with a new schedule in itself, or None."""
    for place, each in enumerate(plan):
        at = f"/instalments/{place}"
        if each.principal + each.interest == 0:
            return FieldError(at, "INSTALMENT_EMPTY", Text("It has nothing to pay", "该期无应还金额"))
        if place and each.due_date < plan[place - 1].due_date:
            message = Text("It is due before the one ahead of it", "应还日早于上一期")
            return FieldError(f"{at}/due_date", "DUE_DATE_BACKWARDS", message)
    return None


def require_amendable(is_paid_off: bool, written_off_on: date | None) -> None:
    """Raises NothingToAmend."""
    if is_paid_off or written_off_on is not None:
        raise NothingToAmend


def require_fitting(
    kind: AmendmentKind, plan: Sequence[NewInstalment], outstanding: Decimal, overdue_interest: Decimal, first: date
) -> None:
    """A new schedule repays all the principal that is unpaid, from the next close on; an extension forgives nothing.

    `outstanding`: unpaid principal, due or not. `first`: the first close that will count by it. Raises PlanOutOfDate.
    """
    principal = sum((each.principal for each in plan), ZERO)
    interest = sum((each.interest for each in plan), ZERO)
    if principal != outstanding or any(each.due_date < first for each in plan):
        raise PlanOutOfDate
    if kind == "extension" and interest < overdue_interest:
        raise PlanOutOfDate(Text("An extension forgives no interest", "展期不得减免利息"))
