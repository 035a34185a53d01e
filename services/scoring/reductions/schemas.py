"""Exposure reductions as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import AmountOrZero, Day, In, Money, Note, Out, Ref
from services.scoring.reductions.rules import ReductionState


class ReductionIn(In):
    """A customer to be measured against their cap, without an application."""

    customer_ref: Ref
    bureau_report_id: UUID


class PlanIn(In):
    """How the exposure comes down, to what, and by when."""

    target_exposure: AmountOrZero = Field(description="No more than the cap.")
    due_on: Day
    measures: Annotated[Note, StringConstraints(min_length=1)]


class ReviewIn(In):
    """A look at how far it has come down: measured anew, on a later report."""

    bureau_report_id: UUID
    note: Note = ""


class ReviewOut(Out):
    """What one look found."""

    on: Day
    by: str
    exposure: Money
    exposure_cap: Money
    note: str


class ReductionOut(Out):
    """A customer above their cap, and how they come down."""

    id: UUID
    customer_ref: str
    state: ReductionState
    exposure: Money = Field(description="Without security, over all lenders, as last measured.")
    exposure_cap: Money
    target_exposure: Money | None
    due_on: Day | None
    is_overdue: bool = Field(description="The plan's day is over, and the exposure is above the cap still.")
    measures: str | None
    planned_by: str | None
    planned_at: datetime | None
    reviews: list[ReviewOut]
    policy_version: str
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]
