"""What came of a manager's loans in a month (domain G3, to T6)."""

from datetime import date, timedelta
from decimal import Decimal


def ends_a_month(on: date) -> bool:
    """Whether a business date is the last of its month: its close freezes the results."""
    return (on + timedelta(days=1)).day == 1


def rate(part: int, whole: int) -> Decimal | None:
    """A part of a whole with four decimals; None of nothing."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else None
