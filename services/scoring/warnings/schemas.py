"""Warnings as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import Day, In, Note, Out, Ref
from services.scoring.warnings.rules import Severity, State

Words = Annotated[Note, StringConstraints(min_length=1)]


class Evidence(In):
    """What a warning rests on: a document, and what it shows."""

    document_ref: Ref
    note: Note = ""


class WarningIn(In):
    """What everybody who lends should know of a customer."""

    customer_ref: Ref
    severity: Severity
    reason: Words
    expires_on: Day = Field(description="Its last day.")
    evidence: list[Evidence] = Field(default_factory=list, max_length=50)
    correlation_ids: list[UUID] = Field(
        default_factory=list, max_length=50, description="The arrears in collections that it rests on, if any."
    )


class WithdrawIn(In):
    """Why a warning no longer stands."""

    reason: Words


class WarningOut(Out):
    """A warning, and who gave it: they are who can be asked."""

    id: UUID
    customer_ref: str
    severity: Severity
    reason: str
    evidence: list[Evidence]
    correlation_ids: list[UUID]
    expires_on: Day
    state: State
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawal_reason: str | None
    version: int
    allowed_actions: list[str]
