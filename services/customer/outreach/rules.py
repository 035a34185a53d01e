"""Trainings of managers and publicity campaigns, with the results of those reached beside the others (domain T11)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Text
from chassis.money import CENT, ZERO
from chassis.states import Moves

Kind = Literal["training", "campaign"]
OutreachState = Literal["planned", "held", "cancelled"]
ReachedScope = Literal["account_manager", "outlet"]

MOVES = Moves({"planned": {"hold": "held", "cancel": "cancelled"}})
REACHES: Mapping[Kind, ReachedScope] = {"training": "account_manager", "campaign": "outlet"}
"""A training reaches managers, a campaign the outlets whose neighbourhood it is held in."""


class NotHeldYet(Conflict):
    code = "NOT_HELD_YET"
    title = Text("There are no results before it was held", "活动尚未举办，暂无成效数据")


@dataclass(frozen=True)
class Lent:
    """What one manager or outlet lent in a time."""

    loans: int
    new_lending: Decimal


@dataclass(frozen=True)
class Group:
    """Those reached, or those not: how many, and what they lent on the average in the time before and after."""

    members: int
    loans_before: int
    loans_after: int
    new_lending_before: Decimal
    new_lending_after: Decimal
    average_before: Decimal
    average_after: Decimal


def windows(held_on: date, days: int) -> tuple[tuple[date, date], tuple[date, date]]:
    """The days before, and as many after from the day itself on; each as the first day and the first after it."""
    return (held_on - timedelta(days=days), held_on), (held_on, held_on + timedelta(days=days))


def group(members: Collection[str], before: Mapping[str, Lent], after: Mapping[str, Lent]) -> Group:
    """What these lent, those without a loan included in the average."""

    def summed(lent: Mapping[str, Lent]) -> tuple[int, Decimal]:
        own = [lent[each] for each in members if each in lent]
        return sum(one.loans for one in own), sum((one.new_lending for one in own), ZERO)

    (loans_before, lent_before), (loans_after, lent_after) = summed(before), summed(after)
    return Group(
        len(members),
        loans_before,
        loans_after,
        lent_before,
        lent_after,
        _average(lent_before, len(members)),
        _average(lent_after, len(members)),
    )


def _average(amount: Decimal, members: int) -> Decimal:
    return (amount / members).quantize(CENT, ROUND_HALF_UP) if members else ZERO


def require_planned(planned_on: date, today: date) -> None:
    """Planned for a day that has not passed. Raises BadInput."""
    if planned_on < today:
        message = Text("The day has passed", "日期不得早于今天")
        raise BadInput([FieldError("/planned_on", "DATE_IN_THE_PAST", message)])


def require_held(held_on: date, today: date) -> None:
    """Held on a day that has come. Raises BadInput."""
    if held_on > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/held_on", "DATE_IN_THE_FUTURE", message)])


def require_there(reached: Sequence[str], known: Collection[str]) -> None:
    """Whoever was reached is a manager, or an outlet, of this part of the bank, and named once. Raises BadInput."""
    message = Text("Not there, or named twice", "不存在或重复")
    faults = [
        FieldError(f"/reached/{place}", "UNKNOWN_REACHED", message)
        for place, each in enumerate(reached)
        if each not in known or each in reached[:place]
    ]
    if faults:
        raise BadInput(faults)
