"""The figures that bank staff keep: ladder, buckets, risk classes, contact rules and benchmarks (domain C2-C7, C10)."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Literal

from chassis.errors import FieldError, Text

Stage = Literal["reminder", "borrower", "guarantor", "guarantor_family", "site_visit", "legal"]
LadderStage = Literal["borrower", "guarantor", "guarantor_family", "site_visit", "legal"]

# What a repayment pays first within an instalment.
RepaymentOrder = Literal["interest_first", "principal_first"]

# C3: from the borrower to the guarantor to the guarantor's family, then on site, then at law; never the other way.
LADDER_STAGES: tuple[LadderStage, ...] = ("borrower", "guarantor", "guarantor_family", "site_visit", "legal")


@dataclass(frozen=True)
class Step:
    """One step: the days past due at which it starts, in how many it is to be done, by whom, who hears when late."""

    stage: LadderStage
    from_day: int
    days_to_act: int
    escalates_to: str
    role: str = "account_manager"


@dataclass(frozen=True)
class Weights:
    """What makes one case come before another (C2-C4): points that add up to its priority."""

    per_step: int = 2
    first_payment: int = 30
    first_year: int = 20
    broken_promise: int = 15
    matures_by_the_3rd: int = 10


@dataclass(frozen=True)
class ClockFigures:
    """C10: how long limitation and a guarantee run, and how many days ahead of their end it is warned."""

    limitation_years: int = 3
    guarantee_months: int = 6
    warn_days: tuple[int, ...] = (180, 90, 30)
    escalates_to: str = "branch_head"


@dataclass(frozen=True)
class Allocation:
    """In which order repayments pay within an instalment: the products that have one of their own, and all others."""

    policy_version: str
    order: RepaymentOrder
    products: Mapping[str, RepaymentOrder]

    def order_of(self, product: str) -> RepaymentOrder:
        """The order of a product."""
        return self.products.get(product, self.order)


def allocation_faults(products: Sequence[str]) -> list[FieldError]:
    """Products that are named more than once."""
    message = Text("This product is named twice", "该产品重复")
    return [
        FieldError(f"/rules/products/{place}/product", "PRODUCT_REPEATED", message)
        for place, product in enumerate(products)
        if product in products[:place]
    ]


@dataclass(frozen=True)
class Ladder:
    """The steps that count on a day, and which version says so.

    `new_loan_months`: how long a loan counts as new (C4). `key_customer_from`: what is outstanding of a loan, in yuan,
    from which its customer is one of those to work on first.
    """

    policy_version: str
    steps: tuple[Step, ...]
    new_loan_months: int = 12
    new_loan_escalates_to: str = "outlet_manager"
    first_payment_escalates_to: str = "branch_head"
    maturing_escalates_to: str = "branch_head"
    key_customer_from: Decimal = Decimal("500000.00")
    weights: Weights = Weights()
    clocks: ClockFigures = ClockFigures()


@dataclass(frozen=True)
class ContactPolicy:
    """When and how often somebody may be contacted (C7), in the bank's time; the end of the hours is none of them."""

    policy_version: str
    from_time: time
    until_time: time
    attempts_per_day: int
    conversations_per_day: int
    unreachable_attempts: int
    unreachable_days: int
    promise_days_max: int
    pause_days_max: int


@dataclass(frozen=True)
class Buckets:
    """The ages by which arrears are sorted, and which version says so. `upper_days`: the last day of all but one."""

    policy_version: str
    upper_days: tuple[int, ...]

    @property
    def first_days(self) -> list[int]:
        """The first day of each bucket: one more than the last of the one before."""
        return [1, *(day + 1 for day in self.upper_days)]

    @property
    def names(self) -> list[str]:
        """The buckets' names, such as `1-30` and `361+`."""
        closed = [f"{first}-{last}" for first, last in zip(self.first_days, self.upper_days, strict=False)]
        return [*closed, f"{self.first_days[-1]}+"]

    def name_of(self, days_past_due: int) -> str:
        """The bucket in which a loan so many days past due lies; empty where nothing is."""
        place = bisect_right(self.first_days, days_past_due)
        return self.names[place - 1] if place else ""


@dataclass(frozen=True)
class ClassPolicy:
    """The figures of the risk classes (C6), and which version says so.

    `first_days`: the first day past due of each class, the best first. `technical_delay_days`: how late a technical
    delay may be. `observation_…`: for how long a bad loan must have been regular before it returns to a better class,
    the longer counts. `restructured_months`: for how long a restructured loan stays special mention or worse.
    """

    policy_version: str
    first_days: tuple[int, ...]
    technical_delay_days: int
    observation_months: int
    observation_periods: int
    restructured_months: int


@dataclass(frozen=True)
class Accountability:
    """The figures of accountability (G1, G4, G5), and which version says so.

    `bad_share`, `loans_min`: above which share of bad balance, from how many loans on, a sub-branch is proposed to be
    suspended; not within `quiet_days` after it was let off or reinstated. `exemption_days`: how long a new bad loan may
    take to be brought back. `file_days`: within how many days of the disbursement a file is with the archive; a loan
    booked later than `taken_on_after_days` was taken on with its file.
    """

    policy_version: str
    bad_share: Decimal
    loans_min: int
    quiet_days: int
    exemption_days: int
    file_days: int
    taken_on_after_days: int


def class_faults(first_days: Sequence[int]) -> list[FieldError]:
    """The faults of a draft's first days, of special mention to loss: each must lie above the one before."""
    names = ("special_mention_from", "substandard_from", "doubtful_from", "loss_from")
    not_rising = Text("Each class begins later than the better one", "较差类别的起始天数须大于较好类别")
    return [
        FieldError(f"/rules/{names[place]}", "CLASS_TOO_EARLY", not_rising)
        for place in range(1, len(first_days))
        if first_days[place] <= first_days[place - 1]
    ]


Checkpoint = Literal["settlement", "day_26", "month_end"]
RateStatus = Literal["normal", "watch", "measures", "inspection", "out_of_control", "too_few_loans"]
ActionKind = Literal["plan", "inspection", "city_review"]

# C5: what each status obliges somebody to do; the alert is closed once all of it is done.
OBLIGES: dict[str, tuple[ActionKind, ...]] = {
    "measures": ("plan",),
    "inspection": ("inspection",),
    "out_of_control": ("city_review", "plan"),
}


@dataclass(frozen=True)
class Limit:
    """A status and the rate above which it holds; `inclusive`: from that rate on."""

    status: RateStatus
    rate: Decimal
    inclusive: bool


@dataclass(frozen=True)
class Obligation:
    """Who does what an alert obliges to, and in how many days."""

    owner: str
    days: int


@dataclass(frozen=True)
class Benchmarks:
    """The curve (C5): the days of its checkpoints, and the limits of each, from bad to worst."""

    policy_version: str
    settlement_day: int
    middle_day: int
    limits: dict[Checkpoint, tuple[Limit, ...]]
    sure_from_customers: int
    too_few_below_customers: int
    actions: dict[ActionKind, Obligation]


def ladder_faults(steps: Sequence[tuple[str, int]]) -> list[FieldError]:
    """The faults of a draft's steps, each a stage and its first day: out of order, or starting too early."""
    backwards = Text("Steps go from the borrower outwards, each once", "催收步骤须由借款人起依次递进，且不得重复")
    too_early = Text("A step starts later than the one before it", "每一步骤的起始天数须大于前一步骤")
    faults = []
    for place in range(1, len(steps)):
        (before, before_day), (stage, day) = steps[place - 1], steps[place]
        order: Sequence[str] = LADDER_STAGES
        if order.index(stage) <= order.index(before):
            faults.append(FieldError(f"/rules/steps/{place}/stage", "STEP_OUT_OF_ORDER", backwards))
        if day <= before_day:
            faults.append(FieldError(f"/rules/steps/{place}/from_day", "STEP_TOO_EARLY", too_early))
    return faults


def bucket_faults(upper_days: Sequence[int]) -> list[FieldError]:
    """The faults of a draft's bounds: each must lie above the one before."""
    not_rising = Text("The bounds must rise", "各档上限须逐档递增")
    return [
        FieldError(f"/rules/upper_days/{place}", "BOUNDS_NOT_RISING", not_rising)
        for place in range(1, len(upper_days))
        if upper_days[place] <= upper_days[place - 1]
    ]


def hours_fault(from_time: time, until_time: time) -> list[FieldError]:
    """The fault of a draft's hours: they must begin before they end."""
    if from_time < until_time:
        return []
    message = Text("The hours must begin before they end", "允许时段的开始须早于结束")
    return [FieldError("/rules/until_time", "HOURS_BACKWARDS", message)]


def limit_faults(checkpoint: str, limits: Sequence[tuple[str, Decimal]]) -> list[FieldError]:
    """The faults of a checkpoint's limits, each a status and its rate: they must get worse as the rate rises."""
    order = ("watch", "measures", "inspection", "out_of_control")
    not_worse = Text(
        "Each limit must be higher and its status worse than the one before", "各档界限须逐档提高且状态更严重"
    )
    return [
        FieldError(f"/rules/{checkpoint}/{place}", "LIMITS_NOT_RISING", not_worse)
        for place in range(1, len(limits))
        if limits[place][1] <= limits[place - 1][1]
        or order.index(limits[place][0]) <= order.index(limits[place - 1][0])
    ]
