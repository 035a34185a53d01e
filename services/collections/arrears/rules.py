"""How far behind a loan is (domain C5, C6; contract, section 4): pure twins of what the database works out for many.

Days past due are counted from the due date of the oldest unpaid instalment to the last close; the due date itself is
day 0, and arrears begin with day 1.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from chassis.money import ZERO
from services.collections.policies.rules import Buckets

RiskClass = Literal["normal", "special_mention", "substandard", "doubtful", "loss"]

# C6 (2023 order), the best first.
RISK_CLASSES: tuple[RiskClass, ...] = ("normal", "special_mention", "substandard", "doubtful", "loss")

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Book:
    """How far the bank's loans are closed. `closing` is a date whose close has begun and is not finished yet."""

    closed_through: date | None
    closing: date | None

    @property
    def business_date(self) -> date | None:
        """The day after the last close, by which what is reported is judged; None before the first close ever."""
        return self.closed_through + _DAY if self.closed_through else None

    @property
    def next_ageing(self) -> date | None:
        """The first close that will age what is booked now; None when that will be the first close ever."""
        begun = self.closing or self.closed_through
        return begun + _DAY if begun else None

    @property
    def begun_through(self) -> date | None:
        """The latest date whose close has at least begun: by then a case must not be open without arrears."""
        return self.closing or self.closed_through

    def is_ahead(self, day: date) -> bool:
        """Whether a day has not come yet in collections' time. Before the first close no day has."""
        return self.business_date is not None and day > self.business_date


@dataclass(frozen=True)
class Arrears:
    """What is unpaid and at least one day past due, in yuan. `by_bucket` has an amount for every bucket."""

    days_past_due: int
    overdue_principal: Decimal
    overdue_interest: Decimal
    by_bucket: tuple[Decimal, ...]


@dataclass(frozen=True)
class Unpaid:
    """What is still to be paid of one instalment."""

    due_date: date
    principal: Decimal
    interest: Decimal


@dataclass(frozen=True)
class BucketSum:
    """The unpaid of one loan in one bucket, as the database adds it up; the first bucket has the number 1."""

    bucket: int
    days_past_due: int
    principal: Decimal
    interest: Decimal


def days_past_due(oldest_due_on: date | None, as_of: date) -> int:
    """Days from the oldest unpaid due date to the close; 0 where nothing is unpaid, or not due before it."""
    return max((as_of - oldest_due_on).days, 0) if oldest_due_on else 0


def nothing_behind(buckets: Buckets) -> Arrears:
    """No arrears at all."""
    return Arrears(0, ZERO, ZERO, tuple(ZERO for _ in buckets.names))


def age(instalments: Iterable[Unpaid], as_of: date | None, buckets: Buckets) -> Arrears:
    """The arrears of one loan at a close, each instalment by its own age. None: no close has aged the loan yet.

    The twin of the SQL function `arrears_by_bucket` and `gather`.
    """
    sums = []
    for each in instalments:
        days = days_past_due(each.due_date, as_of) if as_of else 0
        if days > 0 and each.principal + each.interest > 0:
            sums.append(BucketSum(bisect_right(buckets.first_days, days), days, each.principal, each.interest))
    return gather(sums, buckets)


def gather(sums: Sequence[BucketSum], buckets: Buckets) -> Arrears:
    """One loan's arrears from its sums, bucket by bucket."""
    amounts = [ZERO for _ in buckets.names]
    for each in sums:
        amounts[each.bucket - 1] += each.principal + each.interest
    return Arrears(
        max((each.days_past_due for each in sums), default=0),
        sum((each.principal for each in sums), ZERO),
        sum((each.interest for each in sums), ZERO),
        tuple(amounts),
    )
