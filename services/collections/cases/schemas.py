"""Cases as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import Day, In, Money, Note, Out
from services.collections.cases.rules import CaseState, Outcome, PauseKind
from services.collections.policies.rules import Stage
from services.collections.tasks.rules import Why

Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]


class WhyOut(Out):
    """One reason, by its code and in words."""

    code: Why
    text: str


class CaseOut(Out):
    """A loan in arrears or about to mature, and who works on it. `days_past_due` is the loan's at the last close."""

    id: UUID
    loan_id: UUID
    customer_ref: str
    state: CaseState = Field(description="`paused` is an open case whose steps and contacts rest (C8).")
    stage: Stage = Field(description="Who is to be reached now: the step of the ladder.")
    assignee: str = Field(description="The loan's account manager.")
    role: str = Field(description="Who does this step.")
    due_at: datetime = Field(description="By when this step is to be done.")
    late_on: date | None = Field(description="The close that found this step late.")
    escalates_to: str = Field(description="The role that hears of it when it is late.")
    days_past_due: int
    first_year: bool = Field(description="C4: a new loan; it was sent up at once.")
    first_payment: bool = Field(description="C4: its very first payment, the most severe.")
    key_customer: bool
    priority: int = Field(description="Points of the ladder policy; key customers come first whatever theirs is.")
    why: list[WhyOut]
    paused_from: date | None
    paused_until: date | None = Field(description="The last day that is paused.")
    matures_on: date | None = Field(description="C2: listed at the end of the month before.")
    debtor_unreachable: bool = Field(description="C7: attempts enough, on days enough, and no conversation.")
    opened_on: date = Field(description="The business date of the close that opened it.")
    opened_at: datetime
    closed_on: date | None
    closed_at: datetime | None
    policy_version: str = Field(description="Of the ladder.")
    allowed_actions: list[str]
    sub_branch: str
    outlet: str
    version: int


class EscalationIn(In):
    """Why a case goes a step further before its days say so."""

    reason: Reason


class ResolutionIn(In):
    """What has become of it; the facts must bear it out."""

    outcome: Outcome
    note: Note = ""


class MaturingOut(Out):
    """A loan that matures in a month, as the last close of the month before listed it (C2)."""

    id: UUID
    month: str
    loan_id: UUID
    case_id: UUID | None
    customer_ref: str
    account_manager: str
    matures_on: date
    outstanding: Money = Field(description="Principal and interest, when it was listed.")
    key_customer: bool
    priority: int
    why: list[WhyOut]
    chase_by: datetime = Field(description="Before the 3rd; on the 1st for those that mature by the 3rd.")
    listed_on: date
    policy_version: str
    sub_branch: str
    outlet: str


class PauseIn(In):
    """Why a case rests, from the business date to that day."""

    kind: PauseKind
    reason: Reason
    ends_on: Day = Field(description="The last day that is paused.")


class ResumptionIn(In):
    """A case is taken up again."""


class PauseOut(Out):
    """A pause that was, or is."""

    id: UUID
    case_id: UUID
    kind: PauseKind
    reason: str
    starts_on: date
    ends_on: date
    ended_on: date | None = Field(description="The day on which its case was taken up again or closed.")
    ended_by: str | None
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str
