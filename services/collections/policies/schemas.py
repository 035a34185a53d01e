"""Policies as published."""

from typing import Annotated, Literal

from pydantic import Field

from chassis.fields import In, ShareOfOne
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


class ClassRules(In):
    """The risk classes by days past due, and what else counts (C6)."""

    special_mention_from: Days = Field(description="The first day past due of special mention.")
    substandard_from: Days
    doubtful_from: Days
    loss_from: Days
    technical_delay_days: Annotated[int, Field(strict=True, ge=0, le=30)] = Field(
        description="Up to so many days past due a technical delay leaves a loan normal."
    )
    observation_months: Annotated[int, Field(strict=True, ge=0, le=120)] = Field(
        description="How long a bad loan must be regular before it returns to a better class."
    )
    observation_periods: Annotated[int, Field(strict=True, ge=1, le=24)] = Field(
        description="The same in due dates; the longer counts."
    )
    restructured_months: Annotated[int, Field(strict=True, ge=0, le=120)] = Field(
        description="How long a restructured loan stays special mention or worse."
    )

    @property
    def first_days(self) -> list[int]:
        """The first day of special mention, substandard, doubtful and loss."""
        return [self.special_mention_from, self.substandard_from, self.doubtful_from, self.loss_from]


class SuspensionRules(In):
    """G5: when a close proposes to suspend a sub-branch."""

    bad_share: ShareOfOne = Field(description="Bad balance above this share of the balance.")
    loans_min: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = Field(
        description="Below so many loans on the books nothing is proposed."
    )
    quiet_days: Annotated[int, Field(strict=True, ge=0, le=366)] = Field(
        description="So many days after it was declined or lifted nothing is proposed."
    )


class ReviewRules(In):
    """G4: how long a new bad loan may take to be brought back before somebody is accountable."""

    exemption_days: Days


class FileRules(In):
    """G1: within how many days of the disbursement a loan's file is with the archive."""

    days: Days
    taken_on_after_days: Days = Field(
        description="A loan booked more than so many days after its disbursement was taken on with its file."
    )


class AccountabilityRules(In):
    """Who answers for what after the loan, and when a branch is stopped."""

    suspension: SuspensionRules
    reviews: ReviewRules
    files: FileRules
