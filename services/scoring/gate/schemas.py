"""Credit checks as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import Code, Day, In, Money, Name, Note, Out, PositiveMoney, Ref
from services.scoring.gate.rules import Outcome
from services.scoring.policies.rules import Line

Findings = Annotated[Note, StringConstraints(min_length=1)]


class Investigation(In):
    """The report of the visit: by whom, when, and what was seen of the person, production and operations (S8)."""

    by: Name
    visited_on: Day
    findings: Findings


class CreditCheckIn(In):
    """An application before the gate. Without an investigation it stays undecided."""

    customer_ref: Ref
    product: Code
    amount: PositiveMoney
    bureau_report_id: UUID
    investigation: Investigation | None = None


class ContinueIn(In):
    """What was missing of an undecided check; without it, only the own record is asked for again."""

    investigation: Investigation | None = None


class ReasonOut(Out):
    """A reason: its stable code, the line it belongs to, and the words in the caller's language."""

    code: str
    line: Line
    detail: str


class CreditCheckOut(Out):
    """A check and the latest decision on it, which nothing and nobody overrides."""

    id: UUID
    customer_ref: str
    product: str
    amount: Money
    bureau_report_id: UUID
    investigation: Investigation | None
    outcome: Outcome
    reasons: list[ReasonOut]
    retryable: bool = Field(description="Whether `continue` may decide it with nothing added.")
    policy_version: str
    existing_exposure: Money | None = Field(description="Unsecured, as far as is known; null without the own record.")
    exposure_cap: Money | None = Field(description="Null: no cap was applied to this decision.")
    made_by: str
    made_at: datetime
    decided_by: str
    decided_at: datetime
    decided_on: Day
    version: int
    allowed_actions: list[str]


class ReplayOut(Out):
    """What the kept facts give today, and whether that is what was decided then."""

    same: bool
    outcome: Outcome
    reasons: list[ReasonOut]
    policy_version: str
    decided_on: Day
