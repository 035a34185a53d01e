"""Identifications of receipts as published."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import In, Note, Out, Ref

IdentificationState = Literal["proposed", "approved", "rejected", "superseded"]


class IdentificationIn(In):
    """The unit whose sale the money is of, and what proves it."""

    unit_no: Ref
    reason: Note
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)


class IdentificationDecisionIn(In):
    """What the one who decides has to say."""

    comment: Note = ""


class IdentificationOut(Out):
    """An identification as it stands. Once `approved` the receipt counts for the unit."""

    id: UUID
    receipt_id: UUID
    account_id: UUID
    project_id: UUID
    unit_no: str
    reason: str
    document_ids: list[UUID]
    state: IdentificationState
    made_by: str
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    comment: str | None
    allowed_actions: list[str]
    version: int
