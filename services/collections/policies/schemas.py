"""Policies as published."""

from typing import Annotated, Literal

from pydantic import Field

from chassis.fields import In
from services.collections.policies.rules import LadderStage

Days = Annotated[int, Field(strict=True, ge=1, le=3660)]
Listener = Literal["outlet_manager", "personal_dept", "risk_officer", "branch_head", "city_branch", "head_office"]


class StepRules(In):
    """One step of the ladder (C3)."""

    stage: LadderStage
    from_day: Days = Field(description="Days past due at which the step starts.")
    days_to_act: Days = Field(description="Calendar days in which it is to be done.")
    escalates_to: Listener = Field(description="The role that hears of it when it is late.")


class LadderRules(In):
    """The steps of collection, from the borrower outwards."""

    steps: list[StepRules] = Field(min_length=1, max_length=5)


class BucketRules(In):
    """The ages by which arrears are sorted: 30, 60 gives `1-30`, `31-60`, `61+`."""

    upper_days: list[Days] = Field(min_length=1, max_length=20)
