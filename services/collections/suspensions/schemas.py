"""Suspensions as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import In, Money, Note, Out, Ref, Share
from services.collections.suspensions.rules import ApplicationState, Decision, SuspensionState

Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]
Report = Annotated[Note, StringConstraints(min_length=1, max_length=4000)]


class SuspensionIn(In):
    """A person's proposal; a close makes its own."""

    sub_branch: Ref
    reason: Reason


class SuspensionDecisionIn(In):
    """Whether the sub-branch is suspended, and why."""

    decision: Decision
    reason: Reason


class SuspensionLiftIn(In):
    """Why the branch may lend again."""

    reason: Reason


class RectificationIn(In):
    """What the branch found, what it put right, and the document that shows it."""

    findings: Report
    measures: Report
    document_ref: Ref


class RectificationOut(Out):
    """A rectification report."""

    id: UUID
    suspension_id: UUID
    findings: str
    measures: str
    document_ref: str
    made_by: str
    made_at: datetime


class SuspendedApplicationOut(Out):
    """An application that was under way when the sub-branch was suspended, as it stood then."""

    credit_check_id: UUID
    customer_ref: str
    application: ApplicationState
    amount: Money
    applied_by: str
    applied_at: datetime
    outlet: str


class SuspensionOut(Out):
    """A suspension, with what the branch had on its books when it was proposed. While it is `suspended`, the gate
    refuses every new application of the branch."""

    id: UUID
    sub_branch: str
    state: SuspensionState
    proposed_by_close: bool
    reason: str
    as_of: date | None = Field(description="The close by which it was measured.")
    loans: int = Field(description="Neither paid off nor written off.")
    bad_loans: int
    balance: Money
    bad_balance: Money
    bad_share: Share
    policy_version: str = Field(description="Of accountability.")
    decision_reason: str | None
    decided_by: str | None
    decided_at: datetime | None
    suspended_on: date | None
    under_way: int | None = Field(
        description="How many applications were under way at that moment; …/applications-under-way names them. Null "
        "before, and where scoring did not say."
    )
    under_way_more: bool | None = Field(description="Whether there were more than are kept: the newest 1,000.")
    ended_on: date | None
    report_id: UUID | None
    lift_reason: str | None
    lifted_by: str | None
    lifted_at: datetime | None
    version: int
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
