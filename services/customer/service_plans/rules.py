"""What service a customer's tier brings: products with reasons, a named person, return visits (domain T3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heapify, heapreplace
from typing import Literal, TypeVar

from chassis.errors import BadInput, FieldError, NotFound, Text
from chassis.states import Moves

HIGH_END = "high_end"

ServiceState = Literal["active", "ended"]
VisitState = Literal["due", "completed", "dropped"]
NeedState = Literal["open", "converted", "lost"]

# A service begins and ends with the tier; what was still due then is dropped.
SERVICE_MOVES = Moves({"active": {"end": "ended"}})
VISIT_MOVES = Moves({"due": {"complete": "completed", "drop": "dropped"}})
NEED_MOVES = Moves({"open": {"convert": "converted", "lose": "lost"}})

Who = TypeVar("Who")


class NeverServed(NotFound):
    code = "NO_HIGH_END_FILE"
    title = Text("This customer was never a high-end customer", "该客户从未成为高端客户，无高端客户档案")


@dataclass(frozen=True)
class Item:
    """A product of the bundle: for which tiers, only for customers with a company or a need if it says so, and why."""

    product: str
    tiers: Sequence[str]
    company: bool
    need: str | None
    reason: Text


@dataclass(frozen=True)
class Plan:
    """The service that counts, by which policy version."""

    policy_version: str
    visit_every_days: int
    first_visit_within_days: int
    items: Sequence[Item]


def bundle(plan: Plan, tier: str, held: Iterable[str], needs: Iterable[str], *, company: bool) -> list[Item]:
    """What a customer of this tier is offered, in the policy's order: nothing held already, nothing that cannot fit."""
    has, wants = set(held), set(needs)
    return [
        item
        for item in plan.items
        if tier in item.tiers
        and item.product not in has
        and (company or not item.company)
        and (item.need is None or item.need in wants)
    ]


def shared_out(customers: Sequence[Who], load: Mapping[str, int]) -> list[tuple[Who, str | None]]:
    """Each customer with the manager who has the fewest then; of equals the first by name. None where nobody is."""
    if not load:
        return [(customer, None) for customer in customers]
    queue = [(count, manager) for manager, count in load.items()]
    heapify(queue)
    shared: list[tuple[Who, str | None]] = []
    for customer in customers:
        count, manager = queue[0]
        heapreplace(queue, (count + 1, manager))
        shared.append((customer, manager))
    return shared


def first_due(plan: Plan, opened_on: date) -> date:
    """When the first visit is due."""
    return opened_on + timedelta(days=plan.first_visit_within_days)


def next_due(plan: Plan, visited_on: date) -> date:
    """When the visit after one is due."""
    return visited_on + timedelta(days=plan.visit_every_days)


def require_day(pointer: str, day: date, today: date) -> None:
    """A visit was made on a day that has come. Raises BadInput."""
    if day > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError(pointer, "DATE_IN_THE_FUTURE", message)])
