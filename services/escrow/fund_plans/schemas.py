"""Fund plans as published."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import AmountOrZero, In, Money, Month, Name, Note, Out, Percent, PositiveMoney, Ref, fault
from chassis.money import FEN_MAX, ZERO, to_fen
from services.escrow.contracts.rules import Category

FundPlanState = Literal["draft", "submitted", "approved", "rejected", "superseded"]
AnyLine = TypeVar("AnyLine", bound="LineIn")
Reason = Annotated[Note, StringConstraints(min_length=1)]


class LineIn(In):
    """One use of money. Works name their contract; wages, tax and the like may."""

    category: Category
    contract_id: UUID | None = None
    amount: PositiveMoney
    purpose: Name


class RevisedLineIn(LineIn):
    """A line of a revision; where it takes the place of one of the plan's, what payments have taken goes with it."""

    replaces: UUID | None = Field(None, description="The line whose place it takes.")


class Stage(In):
    """How far the works are to be at a milestone, and how far the developer says they are (E4)."""

    milestone: Ref
    planned_percent: Percent
    claimed_percent: Percent


def _within_what_money_can_hold(lines: list[AnyLine]) -> list[AnyLine]:
    if to_fen(sum((line.amount for line in lines), Decimal(ZERO))) > FEN_MAX:
        raise fault("MONEY_TOO_LARGE", "The amounts together are too large", "金额合计过大")
    return lines


def _distinct(schedule: list[Stage]) -> list[Stage]:
    if len({stage.milestone for stage in schedule}) < len(schedule):
        raise fault("MILESTONE_REPEATED", "A milestone stands twice", "里程碑重复")
    return schedule


class FundPlanIn(In):
    """What the project's money is to be used for in one month (E4), and the schedule of the works."""

    month: Month
    lines: Annotated[list[LineIn], AfterValidator(_within_what_money_can_hold)] = Field(min_length=1, max_length=200)
    schedule: Annotated[list[Stage], AfterValidator(_distinct)] = Field(default_factory=list, max_length=100)


class ReviseIn(In):
    """The plan as it is to be: all lines, with those of which payments have taken something."""

    lines: Annotated[list[RevisedLineIn], AfterValidator(_within_what_money_can_hold)] = Field(
        min_length=1, max_length=200
    )
    schedule: Annotated[list[Stage], AfterValidator(_distinct)] = Field(default_factory=list, max_length=100)


class RejectIn(In):
    """Why a plan is sent back."""

    reason: Reason


class LineOut(Out):
    """A line, with what payments hold or have paid on it."""

    id: UUID
    category: Category
    contract_id: UUID | None
    amount: Money
    committed: AmountOrZero
    remaining: AmountOrZero
    purpose: str
    replaces_id: UUID | None
    replaced_by: UUID | None = Field(description="The line of the revision that took its place.")


class StageOut(Out):
    """A stage as planned and claimed, beside what the two departments confirm of the works today (E4)."""

    milestone: str
    planned_percent: Percent
    claimed_percent: Percent
    confirmed_percent: Percent | None = Field(description="Null while the reports are disputed or missing.")
    claimed_ahead: bool = Field(description="The developer says that the works are further than is confirmed.")
    behind_plan: bool = Field(description="The works are not confirmed to be as far as planned.")


class ApprovalOut(Out):
    """One department's approval."""

    department: Literal["corporate", "personal"]
    by: str
    at: datetime


class FundPlanOut(Out):
    """A month's plan as it stands."""

    id: UUID
    project_id: UUID
    month: str
    revision: int = Field(description="From 1, of the project's plans for this month.")
    revises_id: UUID | None
    state: FundPlanState
    lines: list[LineOut]
    schedule: list[StageOut]
    total: Money
    made_by: str
    made_at: datetime
    submitted_by: str | None
    submitted_at: datetime | None
    approvals: list[ApprovalOut]
    rejected_by: str | None
    rejected_at: datetime | None
    rejected_reason: str | None
    allowed_actions: list[str]
    version: int
