"""The policies that count on a day."""

from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import policies
from chassis.errors import BadInput, FieldError, Text
from services.collections.policies import store
from services.collections.policies.rules import (
    Accountability,
    Allocation,
    Benchmarks,
    Buckets,
    ClassPolicy,
    ClockFigures,
    ContactPolicy,
    Ladder,
    Limit,
    Obligation,
    Step,
    Weights,
    allocation_faults,
    bucket_faults,
    class_faults,
    hours_fault,
    ladder_faults,
    limit_faults,
)
from services.collections.policies.schemas import (
    AccountabilityRules,
    AllocationRules,
    BenchmarkRules,
    BucketRules,
    ClassRules,
    ContactRules,
    LadderRules,
)

LADDER = "ladder"
BUCKETS = "buckets"
CONTACT_RULES = "contact_rules"
BENCHMARKS = "benchmarks"
RISK_CLASSES = "risk_classes"
ACCOUNTABILITY = "accountability"
ALLOCATION = "allocation"


def require_sound_ladder(rules: LadderRules) -> None:
    """Raises BadInput for steps that do not go outwards and onwards (C3)."""
    faults = ladder_faults([(step.stage, step.from_day) for step in rules.steps])
    if faults:
        raise BadInput(faults)


def require_sound_buckets(rules: BucketRules) -> None:
    """Raises BadInput for bounds that do not rise."""
    faults = bucket_faults(rules.upper_days)
    if faults:
        raise BadInput(faults)


def require_sound_hours(rules: ContactRules) -> None:
    """Raises BadInput for hours that end before they begin."""
    faults = hours_fault(rules.from_time, rules.until_time)
    if faults:
        raise BadInput(faults)


def require_sound_classes(rules: ClassRules) -> None:
    """Raises BadInput for first days that do not rise."""
    faults = class_faults(rules.first_days)
    if faults:
        raise BadInput(faults)


def require_sound_allocation(rules: AllocationRules) -> None:
    """Raises BadInput for a product that is named twice."""
    faults = allocation_faults([each.product for each in rules.products])
    if faults:
        raise BadInput(faults)


async def allocation(connection: AsyncConnection, on: date) -> Allocation:
    """In which order repayments pay, by product, that counts on a day."""
    row = await policies.in_force(connection, ALLOCATION, on)
    found = AllocationRules.model_validate(row.body)
    return Allocation(row.version, found.order, {each.product: each.order for each in found.products})


async def accountability(connection: AsyncConnection, on: date) -> Accountability:
    """The figures of accountability that count on a day."""
    row = await policies.in_force(connection, ACCOUNTABILITY, on)
    found = AccountabilityRules.model_validate(row.body)
    return Accountability(
        row.version,
        found.suspension.bad_share,
        found.suspension.loans_min,
        found.suspension.quiet_days,
        found.reviews.exemption_days,
        found.files.days,
        found.files.taken_on_after_days,
    )


def require_sound_limits(rules: BenchmarkRules) -> None:
    """Raises BadInput for limits that do not get worse, or a middle day that is no later than the settlement's."""
    checkpoints = {"settlement": rules.settlement, "day_26": rules.day_26, "month_end": rules.month_end}
    faults = [
        fault
        for name, limits in checkpoints.items()
        for fault in limit_faults(name, [(each.status, each.rate) for each in limits])
    ]
    if rules.middle_day <= rules.settlement_day + 1:
        message = Text("It must lie after the settlement's checkpoint", "须晚于结息检查日")
        faults.append(FieldError("/rules/middle_day", "MIDDLE_DAY_TOO_EARLY", message))
    if faults:
        raise BadInput(faults)


async def benchmarks(connection: AsyncConnection, on: date) -> Benchmarks:
    """The curve that counts on a day."""
    row = await policies.in_force(connection, BENCHMARKS, on)
    rules = BenchmarkRules.model_validate(row.body)
    return Benchmarks(
        row.version,
        rules.settlement_day,
        rules.middle_day,
        {
            "settlement": tuple(Limit(**dict(each)) for each in rules.settlement),
            "day_26": tuple(Limit(**dict(each)) for each in rules.day_26),
            "month_end": tuple(Limit(**dict(each)) for each in rules.month_end),
        },
        rules.sure_from_customers,
        rules.too_few_below_customers,
        {
            "plan": Obligation(**dict(rules.actions.plan)),
            "inspection": Obligation(**dict(rules.actions.inspection)),
            "city_review": Obligation(**dict(rules.actions.city_review)),
        },
    )


async def contact_rules(connection: AsyncConnection, on: date) -> ContactPolicy:
    """The contact rules that count on a day."""
    row = await policies.in_force(connection, CONTACT_RULES, on)
    return ContactPolicy(row.version, **dict(ContactRules.model_validate(row.body)))


async def ladder(connection: AsyncConnection, on: date) -> Ladder:
    """The ladder that counts on a day."""
    return _ladder(await policies.in_force(connection, LADDER, on))


async def buckets(connection: AsyncConnection, on: date) -> Buckets:
    """The buckets that count on a day."""
    return _buckets(await policies.in_force(connection, BUCKETS, on))


async def risk_classes(connection: AsyncConnection, on: date) -> ClassPolicy:
    """The figures of the risk classes that count on a day."""
    return _classes(await policies.in_force(connection, RISK_CLASSES, on))


async def risk_classes_named(connection: AsyncConnection, version: str) -> ClassPolicy:
    """One version of the risk classes, for what began with it."""
    return _classes(await store.find(connection, RISK_CLASSES, version))


async def ladder_named(connection: AsyncConnection, version: str) -> Ladder:
    """One version of the ladder, for what began with it."""
    return _ladder(await store.find(connection, LADDER, version))


async def buckets_named(connection: AsyncConnection, version: str) -> Buckets:
    """One version of the buckets, for what began with it."""
    return _buckets(await store.find(connection, BUCKETS, version))


def _ladder(row: Row[Any]) -> Ladder:
    rules = LadderRules.model_validate(row.body)
    clocks = rules.clocks
    return Ladder(
        row.version,
        tuple(Step(**dict(step)) for step in rules.steps),
        rules.new_loans.months,
        rules.new_loans.escalates_to,
        rules.new_loans.first_payment_escalates_to,
        rules.maturing.escalates_to,
        rules.key_customers.outstanding_from,
        Weights(**dict(rules.priority)),
        ClockFigures(clocks.limitation_years, clocks.guarantee_months, tuple(clocks.warn_days), clocks.escalates_to),
    )


def _buckets(row: Row[Any]) -> Buckets:
    return Buckets(row.version, tuple(BucketRules.model_validate(row.body).upper_days))


def _classes(row: Row[Any]) -> ClassPolicy:
    found = ClassRules.model_validate(row.body)
    return ClassPolicy(
        row.version,
        (0, *found.first_days),
        found.technical_delay_days,
        found.observation_months,
        found.observation_periods,
        found.restructured_months,
    )
