"""The ladder, the buckets and the risk classes that count on a day."""

from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import policies
from chassis.errors import BadInput
from services.collections.policies import store
from services.collections.policies.rules import (
    Accountability,
    Buckets,
    ClassPolicy,
    Ladder,
    Step,
    bucket_faults,
    class_faults,
    ladder_faults,
)
from services.collections.policies.schemas import AccountabilityRules, BucketRules, ClassRules, LadderRules

LADDER = "ladder"
BUCKETS = "buckets"
RISK_CLASSES = "risk_classes"
ACCOUNTABILITY = "accountability"


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


def require_sound_classes(rules: ClassRules) -> None:
    """Raises BadInput for first days that do not rise."""
    faults = class_faults(rules.first_days)
    if faults:
        raise BadInput(faults)


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
    steps = LadderRules.model_validate(row.body).steps
    return Ladder(row.version, tuple(Step(**dict(step)) for step in steps))


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
