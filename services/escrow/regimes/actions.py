"""What counts for a project, by its regime."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.money import ZERO
from chassis.statements import Statement
from chassis.writes import Work
from services.escrow.regimes.rules import REGIMES, Bounded, Figures, warn_only_faults
from services.escrow.regimes.schemas import RegimeRules, RegimesRules

KIND = "regimes"


def require_sound(rules: RegimesRules) -> None:
    """Raises BadInput for a draft that names unknown checks, or would let money go that must be stopped (E7)."""
    faults = warn_only_faults({regime: getattr(rules, regime).warn_only for regime in REGIMES})
    if faults:
        raise BadInput(faults)


COUNTING = policies.counting(KIND)
"""Which version counts, for whoever asks it together with other things; `of_version` then reads it."""


async def figures(task: Work | Reading, regime: str, on: date) -> Figures:
    """The figures of a regime that count on a day, with their policy version."""
    counts = await _COUNTING.first(task.connection, today=on)
    if counts is None:
        raise LookupError(f"no {KIND} policy is in force on {on}")
    return await of_version(task, counts.id, regime)


async def of_version(task: Work | Reading, version_id: UUID, regime: str) -> Figures:
    """The figures of a regime in that version."""
    known = _known.get((version_id, regime))
    if known is None:
        row = await policies.read(task.connection, version_id)
        known = _known[version_id, regime] = _read(row.version, getattr(RegimesRules.model_validate(row.body), regime))
    return known


_COUNTING = Statement(COUNTING)


# A version that is in force never changes: it is read once by each process.
_known: dict[tuple[UUID, str], Figures] = {}


def _read(version: str, found: RegimeRules) -> Figures:
    agreed, retained = found.agreement, found.milestones
    return Figures(
        policy_version=version,
        warn_only=frozenset(found.warn_only),
        reports_agree_points=found.reports_agree_points,
        reports_agree_days=found.reports_agree_days,
        report_age_days=found.report_age_days,
        expiry_days=found.expiry_days,
        decision_working_days=found.decision_working_days,
        split_window_days=found.split_window_days,
        plan_carry_over_months=found.plan_carry_over_months,
        deposit_rate=Bounded(agreed.guarantee_deposit_rate, agreed.guarantee_deposit_rate_min, Decimal(1))
        if agreed
        else None,
        withdrawal_limit=Bounded(agreed.large_withdrawal_limit, ZERO, agreed.large_withdrawal_limit_max)
        if agreed
        else None,
        retained_shares={each.code: each.retained_share for each in retained.retained_shares} if retained else {},
        retained_share_min_before_last=retained.retained_share_min_before_last if retained else Decimal(0),
    )
