"""The curve (domain C5): which period counts, at which checkpoint, what a rate is called, and how sure it is.

It is a law of large numbers: from the policy's number of customers on the rate itself decides; a smaller book is
judged by the lower end of its 95 % Wilson interval, so that nobody cries wolf on three loans. The SQL twins are
`wilson` and the last statement of `freeze_rates`.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from chassis.errors import Conflict, Forbidden, Text
from chassis.states import Moves
from services.collections.policies.rules import Benchmarks, Checkpoint, Limit, RateStatus

Scope = Literal["sub_branch", "outlet", "account_manager"]
AlertState = Literal["open", "closed"]
ActionState = Literal["open", "done"]

ALERT_MOVES = Moves({"open": {"close": "closed"}})
ACTION_MOVES = Moves({"open": {"complete": "done"}})

Z = Decimal("1.959963984540054")  # of the normal distribution, for 95 %
_TEN_PLACES = Decimal("1E-10")
_ONE, _NOTHING = Decimal(1), Decimal(0)


class ActionOfAnother(Forbidden):
    code = "ACTION_OF_ANOTHER"
    title = Text("This action is somebody else's", "该措施由他人负责")


class AlertClosed(Conflict):
    code = "ALERT_CLOSED"
    title = Text("The alert is closed", "该预警已关闭")


@dataclass(frozen=True)
class Period:
    """A settlement period, both days included."""

    start: date
    end: date


def period_of(day: date, settlement_day: int) -> Period:
    """The settlement period that a close judges: the last one that ended before it."""
    end = day.replace(day=settlement_day)
    if day.day <= settlement_day:
        end = _month_before(end)
    return Period(_month_before(end) + timedelta(days=1), end)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=day.day)


def checkpoint_at(day: date, benchmarks: Benchmarks) -> Checkpoint | None:
    """The checkpoint that a close is, or None."""
    if day.day == benchmarks.settlement_day + 1:
        return "settlement"
    if day.day == benchmarks.middle_day:
        return "day_26"
    return "month_end" if day.day == calendar.monthrange(day.year, day.month)[1] else None


def limits_at(day: date, benchmarks: Benchmarks) -> tuple[Limit, ...]:
    """The limits that hold on a day: those of the last checkpoint that has come."""
    at = checkpoint_at(day, benchmarks)
    if at is None:
        if day.day <= benchmarks.settlement_day:
            at = "month_end"
        else:
            at = "settlement" if day.day < benchmarks.middle_day else "day_26"
    return benchmarks.limits[at]


def wilson(owing: int, customers: int) -> tuple[Decimal, Decimal]:
    """The ends of the 95 % Wilson interval, to ten places."""
    n, share = Decimal(customers), Decimal(owing) / customers
    centre = share + Z * Z / (2 * n)
    half = Z * (share * (1 - share) / n + Z * Z / (4 * n * n)).sqrt()
    width = 1 + Z * Z / n
    low = ((centre - half) / width).quantize(_TEN_PLACES, rounding=ROUND_HALF_EVEN)
    high = ((centre + half) / width).quantize(_TEN_PLACES, rounding=ROUND_HALF_EVEN)
    return max(low, _NOTHING), min(high, _ONE)


def status_of(owing: int, customers: int, limits: Sequence[Limit], benchmarks: Benchmarks) -> RateStatus:
    """What a rate is called on a day with these limits, from bad to worst."""
    if customers < benchmarks.too_few_below_customers:
        return "too_few_loans"
    sure = customers >= benchmarks.sure_from_customers
    decisive = Decimal(owing) / customers if sure else wilson(owing, customers)[0]
    found: RateStatus = "normal"
    for limit in limits:
        if decisive > limit.rate or (limit.inclusive and decisive == limit.rate):
            found = limit.status
    return found


def share(part: int, whole: int) -> Decimal:
    """A part of a whole; of nothing, nothing."""
    return Decimal(part) / whole if whole else _NOTHING
