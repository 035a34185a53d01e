"""Trainings, campaigns and their results as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import Day, In, Money, Name, Out, fault
from chassis.personal import looks_personal
from services.customer.outreach.rules import Kind, OutreachState, ReachedScope

Product = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"), Field(examples=["car"])]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$"), Field(examples=["ls-manager-1"])]


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault("PERSONAL_DATA_IN_TEXT", "The text must not hold anybody's number", "不得包含证件号码或电话号码")
    return value


Words = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_without_numbers)]


class OutreachIn(In):
    """What is planned, for which product, and when."""

    title: Name
    product: Product
    planned_on: Day


class HoldingIn(In):
    """When it was held, and whom it reached."""

    held_on: Day
    reached: list[Key] = Field(
        min_length=1, max_length=2000, description="Of a training the managers' subs, of a campaign the outlets' codes."
    )


class CancellingIn(In):
    """Why it is not held."""

    reason: Words


class OutreachOut(Out):
    """A training of managers or a publicity campaign (T11)."""

    id: UUID
    kind: Kind
    title: str
    product: str
    planned_on: Day
    state: OutreachState
    held_on: Day | None
    reached: list[str]
    cancelled_reason: str | None
    sub_branch: str
    outlet: str
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class GroupOut(Out):
    """What those reached, or those not, lent of the product before and after."""

    members: int
    loans_before: int
    loans_after: int
    new_lending_before: Money
    new_lending_after: Money
    average_before: Money = Field(description="New lending for each member, those without a loan included.")
    average_after: Money


class OutreachResultOut(Out):
    """The results of those reached beside those of the others in the same part of the bank (T11)."""

    id: UUID
    product: str
    reached_are: ReachedScope
    held_on: Day
    days: int
    complete: bool = Field(description="Whether the time after is over.")
    reached: GroupOut
    not_reached: GroupOut
