"""What time it is, as a value that is passed in. The business day is Asia/Shanghai's (contract, section 1)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def business_date(at: datetime) -> date:
    """The bank's calendar day at that moment."""
    return at.astimezone(SHANGHAI).date()


def month_of(day: date) -> str:
    """The month a day lies in, as `YYYY-MM`."""
    return f"{day:%Y-%m}"
