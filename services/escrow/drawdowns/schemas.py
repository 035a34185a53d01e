"""Drawdowns as published."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import AmountOrZero, In, Money, Note, Out, PositiveMoney

DrawdownState = Literal["requested", "reviewed", "confirmed", "drawn", "rejected", "cancelled"]


class DrawdownIn(In):
    """A drawdown asked for: for the works of an approved plan's line (E4)."""

    fund_plan_line_id: UUID
    amount: PositiveMoney
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)


class RemarkIn(In):
    """What the one who approves has to say."""

    comment: Note = ""


class WhyIn(In):
    """Why it comes to nothing."""

    reason: Note = ""


class DrawdownCheckOut(Out):
    """One condition: whether it is met, whether it blocks, and what was compared."""

    code: str
    passed: bool
    blocking: bool
    detail: str


class DrawdownStepOut(Out):
    """One step taken by a person."""

    step: Literal["review", "confirm", "pay"]
    by: str
    at: datetime
    comment: str | None


class DrawdownOut(Out):
    """A drawdown as it stands. Core banking reports the money itself as a receipt (`development_loan`)."""

    id: UUID
    project_id: UUID
    fund_plan_line_id: UUID
    amount: Money
    document_ids: list[UUID]
    state: DrawdownState
    checks: list[DrawdownCheckOut]
    approvals: list[DrawdownStepOut]
    end_reason: str | None
    policy_version: str
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
    version: int


class LoanOut(Out):
    """The development loan: assessed, what drawdowns hold or have drawn of it, drawn, and what is left."""

    assessed: AmountOrZero
    committed: AmountOrZero
    drawn: AmountOrZero
    remaining: AmountOrZero
