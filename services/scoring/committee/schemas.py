"""Committee cases as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import Day, In, Money, Note, Out
from services.scoring.committee.rules import CaseState, Vote
from services.scoring.shapes import ReasonOut


class VoteIn(In):
    """A vote. It is final."""

    vote: Vote
    reason: Annotated[Note, StringConstraints(min_length=1)]


class VoteOut(Out):
    """One member's vote."""

    member: str
    vote: Vote
    reason: str
    voted_at: datetime


class CommitteeCaseLine(Out):
    """A case before the committee."""

    id: UUID
    credit_check_id: UUID
    customer_ref: str
    state: CaseState
    members: int
    quorum: int
    majority: int
    due_on: Day = Field(description="The last day on which it can be voted on.")
    barred: list[str] = Field(
        description="Who cannot vote; and neither can whoever has an open warning on the customer."
    )
    policy_version: str
    votes: list[VoteOut]
    made_at: datetime
    decided_at: datetime | None
    version: int
    allowed_actions: list[str]


class CommitteeCaseOut(CommitteeCaseLine):
    """A case with what is to be decided: the product, the amount, and why it was referred."""

    product: str
    amount: Money
    reasons: list[ReasonOut]
