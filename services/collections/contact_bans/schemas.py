"""Contact bans as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import In, Note, Out
from services.collections.contact_bans.rules import BanState

Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]
Party = Literal["borrower", "co_borrower", "guarantor", "guarantor_family"]


class BanIn(In):
    """Whom nobody may contact, and why. `person_no`: which of the party on this loan, from 1."""

    party: Party
    person_no: Annotated[int, Field(strict=True, ge=1, le=400)] = 1
    reason: Reason


class BanLiftIn(In):
    """Why they may be contacted again."""

    reason: Reason


class BanOut(Out):
    """Somebody whom nobody may contact. It holds for the person, on every loan on which they stand."""

    id: UUID
    loan_id: UUID
    party: Party
    person_no: int
    reason: str
    state: BanState
    lift_reason: str | None
    lifted_by: str | None
    lifted_at: datetime | None
    made_by: str
    made_at: datetime
    allowed_actions: list[str]
    sub_branch: str
    outlet: str
    version: int
