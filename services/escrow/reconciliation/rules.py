"""Whether every yuan of sales came in: what each unit's records say together, month by month (domain E2, E5)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from chassis.errors import InvalidState, Refused, Text
from chassis.states import Moves

UnitStatus = Literal["matched", "short", "over", "missing", "unfiled", "misdirected"]
FINDINGS: tuple[UnitStatus, ...] = ("short", "missing", "over", "unfiled", "misdirected")

# It stays `open` until both departments have signed; a new run of the month takes the place of one still open.
MOVES = Moves({"open": {"sign": "signed", "supersede": "superseded"}})

# Evidence that money which left a lender or a buyer did not come straight to the supervised account.
MORTGAGE_DRAWN_NOT_RECEIVED = "MORTGAGE_DRAWN_NOT_RECEIVED"
PROVIDENT_FUND_DRAWN_NOT_RECEIVED = "PROVIDENT_FUND_DRAWN_NOT_RECEIVED"
CAME_AS_OTHER_FUNDS = "CAME_AS_OTHER_FUNDS"


class MonthAhead(Refused):
    code = "MONTH_NOT_BEGUN"
    title = Text("The month has not begun", "该月份尚未开始")


class NoAccountToReconcile(Refused):
    code = "NO_SUPERVISED_ACCOUNT"
    title = Text("The project has no supervised account whose receipts could be matched", "该项目尚无监管专户可供核对")


@dataclass(frozen=True)
class Records:
    """What the four records say of one unit up to a day, in yuan.

    `filed`: a filing stands; `was_cancelled`: one was taken off. `expected` is 0 without a filing. `received` is what
    came in as sale proceeds, less what went back. `diverted`: drawn loans that are overdue to arrive, or proceeds that
    came as other funds.
    """

    filed: bool
    was_cancelled: bool
    expected: Decimal
    received: Decimal
    diverted: bool


@dataclass(frozen=True)
class Sums:
    """One status over all units: how many, by how much they differ in yuan, and the oldest, in days.

    `overdue_units`: of these, how many are as old as the days that are given for money to arrive; they open an alert.
    """

    units: int
    difference: Decimal
    oldest_days: int
    overdue_units: int


def expected_of(
    down_payment: Decimal,
    mortgage: Decimal,
    provident_fund: Decimal,
    mortgages_made: Decimal | None,
    fund_loans_made: Decimal | None,
) -> Decimal:
    """E5: the filing's amounts, replaced by mortgage and provident-fund records where they exist."""
    lent = mortgage if mortgages_made is None else mortgages_made
    funded = provident_fund if fund_loans_made is None else fund_loans_made
    return down_payment + lent + funded


def status_of(records: Records) -> UnitStatus:
    """E5: what the records of a unit say together.

    Money of a sale that was taken off is too much of it, until it has gone back; money of a unit that was never on file
    is unfiled. A shortfall is misdirected where there is evidence of where the money went.
    """
    if not records.filed:
        return "over" if records.was_cancelled and records.received > 0 else "unfiled"
    difference = records.received - records.expected
    if difference == 0:
        return "matched"
    if difference > 0:
        return "over"
    if records.diverted:
        return "misdirected"
    return "short" if records.received > 0 else "missing"


def last_day(month: str) -> date:
    """The last day of a month `YYYY-MM`."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def day_reached(month: str, today: date) -> date:
    """The day a month is reconciled to: its end, or today while it runs. Raises MonthAhead before it begins."""
    end = last_day(month)
    if today < end.replace(day=1):
        raise MonthAhead
    return min(end, today)


def is_news(month: str, today: date) -> bool:
    """Whether findings of a month still raise an alarm: of the one that runs, or the last that has ended."""
    last_ended = today.replace(day=1) - timedelta(days=1)
    return month >= f"{last_ended:%Y-%m}"


def month_due(today: date, days: int) -> str:
    """The last month whose reconciliation must be signed by now: so many days after its end are given for it."""
    end = today.replace(day=1) - timedelta(days=1)
    while (today - end).days <= days:
        end = end.replace(day=1) - timedelta(days=1)
    return f"{end:%Y-%m}"


def capture_rate(ours: int, with_mortgage: int) -> Decimal | None:
    """E2: our mortgages ÷ filed sales that carry a mortgage; None while none does."""
    return (Decimal(ours) / with_mortgage).quantize(Decimal("0.0001")) if with_mortgage else None


def require_unsigned(by: str | None) -> None:
    """A department signs once. Raises InvalidState."""
    if by is not None:
        raise InvalidState(Text("This department has signed it already", "该部门已签署"))


def is_month_done(month: str, last_signed: str | None, first_filed_on: date | None) -> bool:
    """Whether nothing is owed for a month: it or a later one was signed, or nothing was sold by then."""
    if first_filed_on is None or first_filed_on > last_day(month):
        return True
    return last_signed is not None and last_signed >= month


def is_reconciled(standing: int, due_is_signed: bool) -> tuple[bool, Text]:
    """PROCEEDS_RECONCILED: no finding stands, and the last month that is due was signed by both departments."""
    if standing:
        return False, Text(f"findings not cured: {standing} units", f"未消除差异的房屋 {standing} 套")
    if not due_is_signed:
        return False, Text("a month that is due was not signed by both departments", "应核对月份尚未经两部门签署")
    return True, Text("every month due is signed and no finding stands", "应核对月份均已签署且无差异")
