"""Day closes as published."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Out, Progress
from services.collections.day_close.rules import DayCloseState


class DayCloseIn(In):
    """The business date that is over."""

    business_date: Day


class CountsOut(Out):
    """How many loans were read, how many of them changed their risk class or bucket, and what became of cases."""

    read: int
    changed: int
    opened: int
    escalated: int
    cured: int
    late: int
    sent_up: int
    promises_kept: int
    promises_broken: int
    maturing: int
    alerts: int


class PolicyVersionsOut(Out):
    """The policies that counted."""

    ladder: str
    buckets: str
    risk_classes: str


class DayCloseOut(Out):
    """The close of one business date. It waits as `running` with progress 0 while earlier dates are caught up."""

    id: UUID
    business_date: date
    state: DayCloseState
    progress: Progress
    counts: CountsOut
    loans_per_second: int | None = Field(description="Loans read in each second since it began, until now or its end.")
    policy_versions: PolicyVersionsOut | None = Field(description="Null until it has begun.")
    begun_at: datetime | None
    finished_at: datetime | None
    made_by: str
    made_at: datetime
