"""Tier runs as published."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import In, Out, Progress
from services.customer.tier_runs.rules import TierRunState


class TierRunIn(In):
    """Nothing needs to be said: the run holds the whole book against the policy of today."""


class TierRunCounts(Out):
    """Customers read, those whose tier or reasons changed, and of these whose tier is higher or lower now."""

    read: int
    changed: int
    raised: int
    lowered: int


class TierRunOut(Out):
    """One run over the whole book."""

    id: UUID
    state: TierRunState
    progress: Progress
    counts: TierRunCounts
    policy_version: str
    customers_per_second: int | None = Field(description="Customers read in each second from beginning to end.")
    begun_at: datetime | None
    finished_at: datetime | None
    made_by: str
    made_at: datetime
