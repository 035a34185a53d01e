"""Milestones as published."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import Code, Day, In, Out, Share, ShareOfOne

Department = Literal["corporate", "personal"]


class MilestoneIn(In):
    """One stage of the works (E10)."""

    code: Code = Field(examples=["foundation", "topping_out", "completion", "first_registration"])
    planned_date: Day
    progress_share: ShareOfOne = Field(description="Of the whole works, reached with this milestone.")
    retained_share: ShareOfOne | None = Field(
        None,
        description="Of the supervised amount, still retained once it is confirmed; the regime's for that code, unless "
        "told.",
    )
    required_documents: list[Code] = Field(
        default_factory=list, max_length=20, examples=[["inspection_record"]], description="What proves it."
    )


class MilestonesIn(In):
    """The whole list, in order. It replaces the one before."""

    milestones: list[MilestoneIn] = Field(min_length=1, max_length=100)


class ConfirmationIn(In):
    """What a department saw on site: the day, and the proof."""

    on: Day
    document_ids: list[UUID] = Field(min_length=1, max_length=50)
    documents: dict[Code, UUID] = Field(
        default_factory=dict, max_length=20, description="Which of them is what the milestone needs, by its name."
    )


class ConfirmationOut(Out):
    """One department's word on a milestone."""

    id: UUID
    department: Department
    by: str
    on: Day
    at: datetime
    document_ids: list[UUID]
    documents: dict[str, UUID]


class MilestoneOut(Out):
    """A milestone in its place; `confirmations` are those of the milestone as it stands."""

    id: UUID
    project_id: UUID
    position: int = Field(description="Place in the list, from 1.")
    code: str
    planned_date: Day
    progress_share: Share
    retained_share: Share
    required_documents: list[str]
    state: Literal["planned", "confirmed"]
    confirmations: list[ConfirmationOut]
    made_by: str
    made_at: datetime
    allowed_actions: list[str]


class MilestonesOut(Out):
    """The whole list, in order."""

    milestones: list[MilestoneOut]
