"""Merges of duplicates as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import In, Out, fault
from chassis.personal import looks_personal
from services.customer.merges.rules import MergeState


def _without_numbers(value: str) -> str:
    if looks_personal(value):
        raise fault(
            "PERSONAL_DATA_IN_REASON", "A reason must not hold anybody's number", "理由中不得包含证件号码或电话号码"
        )
    return value


Reason = Annotated[str, StringConstraints(min_length=5, max_length=500), AfterValidator(_without_numbers)]


class MergeIn(In):
    """Which customer stays, and which turned out to be the same person."""

    kept_id: UUID = Field(description="The customer that stays.")
    merged_id: UUID = Field(description="The duplicate; it stays readable, and names the one that counts.")
    reason: Reason


class UndoIn(In):
    """Why the two are two after all."""

    reason: Reason


class MergeOut(Out):
    """A merge, and whether it was undone."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    state: MergeState
    reason: str
    made_by: str
    made_at: datetime
    undone_by: str | None
    undone_at: datetime | None
    undo_reason: str | None
    allowed_actions: list[str]
