"""Recomputes as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import In, Note, Out, Progress
from services.collections.recomputations.rules import RecomputationState, What


class RecomputationIn(In):
    """Why the date is recomputed."""

    reason: Annotated[Note, StringConstraints(min_length=1, max_length=500)]
    thorough: Annotated[bool, Field(strict=True)] = Field(
        False,
        description="Work everything out from instalments and repayments on, of every loan; an earlier date than the "
        "last always is. Else the last close is looked at again from what stands on the loans, which is far quicker.",
    )


class RecomputationCountsOut(Out):
    """How many loans were read, how many differed, and what became of cases."""

    read: int
    changed: int
    opened: int
    cured: int


class RecomputationOut(Out):
    """A recompute. What it found to differ is listed at `differences`."""

    id: UUID
    business_date: date
    reason: str
    thorough: bool
    state: RecomputationState
    progress: Progress
    counts: RecomputationCountsOut
    loans_per_second: int | None
    begun_at: datetime
    finished_at: datetime | None
    made_by: str
    made_at: datetime


class DifferenceOut(Out):
    """One thing that was not as it should be, and is now."""

    loan_id: UUID
    what: What = Field(
        description="`amounts` (oldest unpaid due date, principal, interest), `class`, `bucket`, or `history`."
    )
    since: date | None = Field(description="The first close that is told otherwise; null where only the present was.")
    was: str
    found: str
