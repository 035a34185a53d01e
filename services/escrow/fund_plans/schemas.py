"""Fund plans as published."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import AmountOrZero, In, Money, Month, Name, Note, Out, Percent, PositiveMoney, Ref, fault
from chassis.money import FEN_MAX, ZERO, to_fen
from services.escrow.contracts.rules import Category

FundPlanState = Literal["draft", "submitted", "approved", "rejected"]
Reason = Annotated[Note, StringConstraints(min_length=1)]


class LineIn(In):
    """One use of money. Works name their contract; wages, tax and the like may."""

    category: Category
    contract_id: UUID | None = None
    amount: PositiveMoney
    purpose: Name


class Stage(In):
    """How far the works are to be at a milestone, and how far the developer says they are (E4)."""

    milestone: Ref
    planned_percent: Percent
    claimed_percent: Percent


def _within_what_money_can_hold(lines: list[LineIn]) -> list[LineIn]:
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
    state: FundPlanState
    lines: list[LineOut]
    schedule: list[Stage]
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
