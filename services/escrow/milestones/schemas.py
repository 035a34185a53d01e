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
    retained_share: ShareOfOne = Field(description="Of the supervised amount, still retained once it is confirmed.")


class MilestonesIn(In):
    """The whole list, in order. It replaces the one before."""

    milestones: list[MilestoneIn] = Field(min_length=1, max_length=100)


class ConfirmationIn(In):
    """What a department saw on site: the day, and the proof."""

    on: Day
    document_ids: list[UUID] = Field(min_length=1, max_length=50)


class ConfirmationOut(Out):
    """One department's word on a milestone."""

    id: UUID
    department: Department
    by: str
    on: Day
    at: datetime
    document_ids: list[UUID]


class MilestoneOut(Out):
    """A milestone in its place; `confirmations` are those of the milestone as it stands."""

    id: UUID
    project_id: UUID
    position: int = Field(description="Place in the list, from 1.")
    code: str
    planned_date: Day
    progress_share: Share
    retained_share: Share
    state: Literal["planned", "confirmed"]
    confirmations: list[ConfirmationOut]
    made_by: str
    made_at: datetime
    allowed_actions: list[str]


class MilestonesOut(Out):
    """The whole list, in order."""

    milestones: list[MilestoneOut]
