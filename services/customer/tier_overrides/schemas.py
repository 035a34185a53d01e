"""Overrides of tiers as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import Day, In, Out, fault
from chassis.personal import looks_personal
from services.customer.tier_overrides.rules import OverrideState
from services.customer.tiers.rules import Tier


def _without_numbers(value: str) -> str:
    # It is read to the customer and stands in the history: nobody's number belongs there.
    if looks_personal(value):
        raise fault(
            "PERSONAL_DATA_IN_REASON", "A reason must not hold anybody's number", "理由中不得包含证件号码或电话号码"
        )
    return value


class OverrideIn(In):
    """Which tier is to count instead, why, and until when."""

    tier: Tier
    reason: Annotated[str, StringConstraints(min_length=5, max_length=500), AfterValidator(_without_numbers)] = Field(
        description="In words that may be read to the customer."
    )
    ends_on: Day = Field(description="The last day on which it counts.")
    correlation_ids: list[UUID] = Field(
        default_factory=list, max_length=50, description="The arrears in collections that it rests on, if any."
    )


class OverrideOut(Out):
    """An override, and what may be done with it."""

    id: UUID
    customer_id: UUID
    state: OverrideState
    tier: Tier
    reason: str
    ends_on: Day
    correlation_ids: list[UUID]
    decided_by: str | None
    decided_at: datetime | None
    made_by: str
    made_at: datetime
    version: int
    allowed_actions: list[str]
