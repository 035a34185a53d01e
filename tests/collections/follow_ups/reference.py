"""Cases, promises, pauses and rates as one page of plain Python, worked out day by day from what happened (C1-C5, C8).

Every loan has one guarantor with a consenting relative, so that no step is passed over. Money in whole yuan.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

STEPS = (("borrower", 1), ("guarantor", 3), ("guarantor_family", 6), ("site_visit", 10), ("legal", 90))
DAY = timedelta(days=1)


@dataclass
class Payment:
    """Money on a loan; `order` is that of reporting, over everything."""

    paid_on: date
    amount: int
    order: int
    stands: bool = True


@dataclass
class Promise:
    """So much by a day; made on a business date."""

    on: date
    due: date
    amount: int
    order: int
    state: str = "open"


@dataclass
class Loan:
    """A loan of equal instalments, and its present case."""

    manager: str
    customer: str
    due: list[date]
    each: int
    aged_from: date
    payments: list[Payment] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    stage: int | None = None  # place in STEPS of the open case; None: no case
    paused: tuple[date, date] | None = None
    since: date | None = None  # the due date of what was overdue when the case was opened

    def oldest(self) -> date | None:
        """The oldest due date with something unpaid."""
        paid = sum(each.amount for each in self.payments if each.stands)
        whole = min(paid // self.each, len(self.due))
        return self.due[whole] if whole < len(self.due) else None

    def days(self, close: date) -> int:
        """Days past due at a close."""
        oldest = self.oldest()
        return max((close - oldest).days, 0) if oldest and self.aged_from <= close else 0

    def hear(self, close: date) -> None:
        """After a repayment: the case is cured at once when nothing is overdue at the last close."""
        oldest = self.oldest()
        if self.stage is not None and (oldest is None or oldest >= close):
            self.stage, self.paused, self.since = None, None, None

    def close(self, day: date) -> None:
        """One close: promises, then pauses, then the ladder."""
        for promise in self.promises:
            kept = sum(
                each.amount
                for each in self.payments
                if each.stands
                and promise.on <= each.paid_on <= promise.due
                and (each.paid_on > promise.on or each.order > promise.order)
            )
            promise.state = "kept" if kept >= promise.amount else "broken" if promise.due <= day else "open"
        days = self.days(day)
        if days == 0:
            self.stage, self.paused, self.since = None, None, None
            return
        reached = sum(first <= days for _, first in STEPS) - 1
        if self.stage is None:
            self.stage, self.since = reached, self.oldest()
            return
        if self.paused and self.paused[1] < day:
            self.paused = None
        if not self.paused and reached > self.stage:
            self.stage += 1


def period(day: date) -> tuple[date, date]:
    """The settlement period that a close judges."""
    end = day
    end -= DAY
    while end.day != 20:
        end -= DAY
    start = end - DAY
    while start.day != 20:
        start -= DAY
    return start + DAY, end


def rates(loans: list[Loan], day: date) -> dict[str, tuple[int, int, int, int, int]]:
    """For each manager: customers, those who owe, those with new arrears alone, loans, loans in arrears."""
    start, end = period(day)
    found: dict[str, tuple[int, int, int, int, int]] = {}
    for manager in {loan.manager for loan in loans}:
        members = [
            loan
            for loan in loans
            if loan.manager == manager and loan.aged_from <= day and any(start <= due <= end for due in loan.due)
        ]
        owing = [loan for loan in members if loan.stage is not None]
        owers = {loan.customer for loan in owing}
        old = {loan.customer for loan in owing if loan.since and loan.since < start}
        if members:
            customers = {loan.customer for loan in members}
            found[manager] = (len(customers), len(owers), len(owers - old), len(members), len(owing))
    return found
