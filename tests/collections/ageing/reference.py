"""Ageing as one page of plain Python: what the service must agree with after every day (domain C3, C6, S1).

Everything is worked out from scratch, money in whole fen, one unit of money after the other.
"""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

BOUNDS = ((1, 30), (31, 60), (61, 90), (91, 180), (181, 270), (271, 360), (361, 10**6))


@dataclass
class Part:
    """One instalment, with what had been paid of it when the loan was taken on."""

    due: date
    interest: int
    principal: int
    taken: int = 0

    def owed(self) -> list[tuple[str, int]]:
        """What is still to pay at take-on, interest before principal."""
        interest = min(self.taken, self.interest)
        return [("interest", self.interest - interest), ("principal", self.principal - (self.taken - interest))]


@dataclass
class Repayment:
    """Money that was reported, in the order of reporting."""

    paid_on: date
    amount: int
    stands: bool = True


@dataclass
class Picture:
    """A loan at a close."""

    days: int = 0
    principal: int = 0
    interest: int = 0
    buckets: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))


@dataclass
class Loan:
    """A loan; `aged_from` is the first close that sees it."""

    disbursed: date
    parts: list[Part]
    aged_from: date
    repayments: list[Repayment] = field(default_factory=list)

    def unpaid(self, money: int) -> list[dict[str, int]]:
        """What is left of each instalment after that much money, the oldest first."""
        left = []
        for part in self.parts:
            rest = {}
            for kind, owed in part.owed():
                paid = min(money, owed)
                money -= paid
                rest[kind] = owed - paid
            left.append(rest)
        return left

    def standing(self, through: date = date.max) -> int:
        """The money that stands, of the repayments paid by that day."""
        return sum(each.amount for each in self.repayments if each.stands and each.paid_on <= through)

    def overpaid(self) -> int:
        return max(self.standing() - sum(owed for part in self.parts for _, owed in part.owed()), 0)

    def at(self, close: date) -> Picture:
        """As of a close, with every repayment that stands."""
        return self._at(close, self.standing()) if self.aged_from <= close else Picture()

    def _at(self, day: date, money: int) -> Picture:
        found = Picture()
        for part, rest in zip(self.parts, self.unpaid(money), strict=True):
            age, amount = (day - part.due).days, rest["interest"] + rest["principal"]
            if age < 1 or amount == 0:
                continue
            found.days = max(found.days, age)
            found.principal += rest["principal"]
            found.interest += rest["interest"]
            for place, (first, last) in enumerate(BOUNDS):
                if first <= age <= last:
                    found.buckets[place] += amount
        return found

    def months(self, close: date) -> str:
        """The last 24 months as they really were, each replayed to its end; the last ends now."""
        return "".join(self._code(close, back) for back in range(23, -1, -1))

    def _code(self, close: date, back: int) -> str:
        number = close.year * 12 + close.month - 1 - back
        first = date(number // 12, number % 12 + 1, 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        end = min(last, close)
        money = self.standing() if end == close else self.standing(end)
        before = self.standing(first - timedelta(days=1))
        if self.disbursed > end or (self._is_paid_off(before) and self._owes_anything()):
            return "/"
        if self._is_paid_off(money) and self._owes_anything():
            return "C"
        days = self._at(end, money).days
        if days:
            return str(min((days + 29) // 30, 7))
        due = [part for part in self.parts if first <= part.due <= end]
        if not due:
            return "*"
        return "#" if all(part.taken == part.interest + part.principal for part in due) else "N"

    def _owes_anything(self) -> bool:
        return any(owed for part in self.parts for _, owed in part.owed())

    def _is_paid_off(self, money: int) -> bool:
        return not any(sum(rest.values()) for rest in self.unpaid(money))
