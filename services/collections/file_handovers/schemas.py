"""Hand-overs of loan files as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import In, Note, Out, Ref
from services.collections.file_handovers.rules import HandoverState


class HandOverIn(In):
    """What goes to the archive, and in which box."""

    note: Annotated[Note, StringConstraints(min_length=1, max_length=500)]


class FileReceiptIn(In):
    """The archive's receipt."""

    receipt_ref: Ref


class HandoverOut(Out):
    """A loan's file on its way to the archive. `late`: the archive should have it by now."""

    id: UUID
    loan_id: UUID
    external_ref: str
    holder: str = Field(description="The person named: the loan's account manager.")
    state: HandoverState
    due_on: date
    late: bool
    policy_version: str = Field(description="Of accountability.")
    note: str | None
    handed_over_by: str | None
    handed_over_on: date | None
    receipt_ref: str | None
    received_by: str | None
    received_on: date | None
    sub_branch: str
    outlet: str
    made_at: datetime
    version: int
    allowed_actions: list[str]


class LateOut(Out):
    """How many files somebody is late with, and since when."""

    holder: str
    late: int
    oldest_due_on: date
