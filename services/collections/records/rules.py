"""The bank's own repayment record of a customer (domain S1), month by month, in the credit bureau's codes.

`N` paid as agreed; `1`-`7` behind at the end of the month, by 1-30, 31-60 … over 180 days past due; `*` nothing was
due; `#` paid before the loan was taken on, nobody here knows when; `C` paid off in that month; `B` written off; `/` no
loan. The last month ends with the last close, and what was repaid since then counts as repaid by it.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.collections.risk_classes.rules import Kept

MONTHS = 24
CORRELATIONS_MAX = 50
_DAY = timedelta(days=1)
DAYS_PER_CODE = 30
CODE_MAX = 7
NO_LOAN, PAID_OFF, UNKNOWN, NOTHING_DUE, AS_AGREED, WRITTEN_OFF = "/", "C", "#", "*", "N", "B"

# Of several loans the worst counts; what says more about the customer goes before what says less.
_WEIGHT = {
    code: weight
    for weight, code in enumerate(
        [
            *(NO_LOAN, PAID_OFF, UNKNOWN, NOTHING_DUE, AS_AGREED),
            *(str(behind) for behind in range(1, CODE_MAX + 1)),
            WRITTEN_OFF,
        ]
    )
}


@dataclass(frozen=True)
class Former:
    """The instalments that counted until an extension or restructuring took their place (C8)."""

    until_on: date
    instalments: Sequence[Kept]


@dataclass(frozen=True)
class History:
    """One loan's instalments as the repayments that stand have settled them, up to the last close.

    `former`: the schedules before the present one, the oldest first; each month is judged by the one that counted then.
    """

    disbursed_on: date
    as_of: date
    instalments: Sequence[Kept]
    written_off_on: date | None = None
    former: Sequence[Former] = ()

    def counting(self, on: date) -> Sequence[Kept]:
        """The instalments of the schedule that counted on a day."""
        return next((each.instalments for each in self.former if on < each.until_on), self.instalments)

    @property
    def paid_off_on(self) -> date | None:
        """The day on which nothing was left to pay; None while something is, or where that was before take-on."""
        if any(each.settled_on is None and not each.taken for each in self.instalments):
            return None
        return max((each.settled_on for each in self.instalments if each.settled_on), default=None)

    def _settled_on(self, each: Kept) -> date | None:
        return min(each.settled_on, self.as_of) if each.settled_on else None

    def days_past_due(self, on: date) -> int:
        """Days past due at the end of a day, of the oldest instalment that was unpaid then."""
        unpaid = [each for each in self.counting(on) if not each.taken and (self._settled_on(each) or date.max) > on]
        return max(max(((on - each.due_date).days for each in unpaid), default=0), 0)

    def worst_days_past_due(self, since: date) -> int:
        """The most days past due that the loan ever was from that day on, up to the last close."""
        worst = 0
        ends = [(each.until_on, each.instalments) for each in self.former] + [(self.as_of, self.instalments)]
        for until, instalments in ends:
            for each in instalments:
                end = min(self._settled_on(each) or until, until)
                if not each.taken and end >= since:
                    worst = max(worst, (end - each.due_date).days)
        return worst


def had_early_arrears(history: History, disbursed_on: date, months: int) -> bool:
    """C4: whether an instalment due in a loan's first months was at least a day late at a close."""
    number = disbursed_on.year * 12 + disbursed_on.month - 1 + months
    year, month = number // 12, number % 12 + 1
    until = date(year, month, min(disbursed_on.day, calendar.monthrange(year, month)[1]))
    spans = [(each.until_on - _DAY, each.instalments) for each in history.former]
    spans.append((history.as_of, history.instalments))
    # Paid on the day after, it was never a day late at a close; nor if another schedule counted from that day on.
    return any(
        each.due_date <= until and each.due_date < last and (each.settled_on or date.max) > each.due_date + _DAY
        for last, instalments in spans
        for each in instalments
        if not each.taken
    )


def months_until(as_of: date) -> list[date]:
    """The first days of the months of the record, the oldest first; the last is the month of the last close."""
    number = as_of.year * 12 + as_of.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - MONTHS + 1, number + 1)]


def status(history: History) -> str:
    """The codes of one loan, the oldest month first."""
    return "".join(_code(history, month) for month in months_until(history.as_of))


def _code(history: History, month: date) -> str:
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    end = min(last, history.as_of)
    paid_off = history.paid_off_on
    if history.disbursed_on > end or (paid_off is not None and paid_off < month):
        return NO_LOAN
    if paid_off is not None and min(paid_off, history.as_of) <= end:
        return PAID_OFF
    if history.written_off_on is not None and history.written_off_on <= end:
        return WRITTEN_OFF
    behind = history.days_past_due(end)
    if behind > 0:
        return code_of(behind)
    due = [each for each in history.counting(end) if month <= each.due_date <= end]
    if not due:
        return NOTHING_DUE
    return UNKNOWN if all(each.taken for each in due) else AS_AGREED


def code_of(days_past_due: int) -> str:
    """The bureau's code for days past due: 1 for 1-30, 2 for 31-60 … 7 for more than 180; N for none."""
    if days_past_due <= 0:
        return AS_AGREED
    return str(min((days_past_due - 1) // DAYS_PER_CODE + 1, CODE_MAX))


def worst_of(statuses: Sequence[str]) -> str:
    """The record over all loans of a customer: the worst code of each month."""
    if not statuses:
        return NO_LOAN * MONTHS
    return "".join(max(month, key=_WEIGHT.__getitem__) for month in zip(*statuses, strict=True))


def newest(of_loans: Sequence[Sequence[UUID]]) -> list[UUID]:
    """The newest arrears of several loans, no more than the record names; their ids tell which are newer."""
    return sorted({each for loan in of_loans for each in loan}, reverse=True)[:CORRELATIONS_MAX]


def worst_code(record: str) -> str:
    """The worst code of all months."""
    return max(record, key=_WEIGHT.__getitem__)


def begins(as_of: date) -> date:
    """The first day of the record."""
    return months_until(as_of)[0]
