"""Policies as published."""

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from chassis.fields import AmountOrZero, In, Ref, ShareOfOne
from services.collections.policies.rules import LadderStage, RepaymentOrder

Days = Annotated[int, Field(strict=True, ge=1, le=3660)]
Listener = Literal["outlet_manager", "personal_dept", "risk_officer", "branch_head", "city_branch", "head_office"]
Worker = Literal["account_manager", "outlet_manager", "personal_dept", "collector", "risk_officer", "branch_head"]
Points = Annotated[int, Field(strict=True, ge=0, le=100)]
Count = Annotated[int, Field(strict=True, ge=1, le=100)]
TimeOfDay = Annotated[time, PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str, when_used="json")]


class StepRules(In):
    """One step of the ladder (C3)."""

    stage: LadderStage
    from_day: Days = Field(description="Days past due at which the step starts.")
    days_to_act: Days = Field(description="Calendar days in which it is to be done.")
    escalates_to: Listener = Field(description="The role that hears of it when it is late.")
    role: Worker = Field("account_manager", description="Who does it; the loan's own manager, or a role.")


class NewLoanRules(In):
    """C4: how long a loan counts as new, and who hears at once of its arrears; of the first payment's another."""

    months: Annotated[int, Field(strict=True, ge=0, le=120)] = 12
    escalates_to: Listener = "outlet_manager"
    first_payment_escalates_to: Listener = "branch_head"


class MaturingRules(In):
    """C2: who hears of a loan about to mature that was not chased before the 3rd."""

    escalates_to: Listener = "branch_head"


class KeyCustomerRules(In):
    """C2: what is outstanding of a loan's principal from which its customer is a key customer."""

    outstanding_from: AmountOrZero


class PriorityRules(In):
    """C2-C4: the points that add up to a case's priority; key customers come first whatever theirs is."""

    per_step: Points = 2
    first_payment: Points = 30
    first_year: Points = 20
    broken_promise: Points = 15
    matures_by_the_3rd: Points = 10


class ClockRules(In):
    """C10: limitation and guarantee periods, and how many days ahead of their end it is warned."""

    limitation_years: Annotated[int, Field(strict=True, ge=1, le=20)] = 3
    guarantee_months: Annotated[int, Field(strict=True, ge=1, le=120)] = 6
    warn_days: list[Days] = Field(default=[180, 90, 30], min_length=1, max_length=10)
    escalates_to: Listener = "branch_head"


class LadderRules(In):
    """The steps of collection, from the borrower outwards, and what makes some cases come before others."""

    steps: list[StepRules] = Field(min_length=1, max_length=5)
    new_loans: NewLoanRules = NewLoanRules()
    maturing: MaturingRules = MaturingRules()
    key_customers: KeyCustomerRules = KeyCustomerRules(outstanding_from=Decimal("500000.00"))
    priority: PriorityRules = PriorityRules()
    clocks: ClockRules = ClockRules()


class ContactRules(In):
    """C7, C8: hours (the end is none of them), caps for a person and day, how far promises and pauses reach."""

    from_time: TimeOfDay
    until_time: TimeOfDay
    attempts_per_day: Count
    conversations_per_day: Count
    unreachable_attempts: Count = Field(
        description="Attempts without a conversation after which nobody can be reached."
    )
    unreachable_days: Count = Field(description="On how many days they must have been.")
    promise_days_max: Days
    pause_days_max: Days


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


class LimitRules(In):
    """A status, and the rate of customers in arrears above which it holds; `inclusive`: from that rate on."""

    status: Literal["watch", "measures", "inspection", "out_of_control"]
    rate: ShareOfOne
    inclusive: Annotated[bool, Field(strict=True)] = False


class ObligationRules(In):
    """Which role does what an alert obliges to, and in how many calendar days."""

    owner: Listener
    days: Days


class ActionRules(In):
    """C5: `measures` opens a plan, `inspection` post-loan visits, `out_of_control` goes to the city branch."""

    plan: ObligationRules
    inspection: ObligationRules
    city_review: ObligationRules


Limits = Annotated[list[LimitRules], Field(min_length=1, max_length=4)]


class BenchmarkRules(In):
    """The curve (C5): limits from bad to worst at each checkpoint. `settlement` is the close of the day after the
    settlement day."""

    settlement_day: Annotated[int, Field(strict=True, ge=1, le=24)]
    middle_day: Annotated[int, Field(strict=True, ge=3, le=27)]
    settlement: Limits
    day_26: Limits
    month_end: Limits
    sure_from_customers: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = Field(
        description="From so many customers on the rate itself decides, below it the Wilson interval."
    )
    too_few_below_customers: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    actions: ActionRules


class ProductOrder(In):
    """A product with an order of its own."""

    product: Ref
    order: RepaymentOrder


class AllocationRules(In):
    """What a repayment pays first within an instalment; the oldest instalment always comes first. A loan reported
    without an order of its own gets its product's on the business date on which it is booked, and keeps it."""

    order: RepaymentOrder = Field(description="Of every product that is not named.")
    products: Annotated[list[ProductOrder], Field(default_factory=list, max_length=500)]
