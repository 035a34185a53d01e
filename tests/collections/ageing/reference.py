"""Ageing and classing in plain Python: what the service must agree with after every day (domain C3, C6, C8, S1).

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
    principal_first: bool = False

    def owed(self) -> list[tuple[str, int]]:
        """What is still to pay at take-on, in the order in which it is paid."""
        kinds = [("interest", self.interest), ("principal", self.principal)]
        money, found = self.taken, []
        for kind, amount in reversed(kinds) if self.principal_first else kinds:
            paid = min(money, amount)
            money -= paid
            found.append((kind, amount - paid))
        return found


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
class Judged:
    """What two persons said: a class (1 special mention to 4 loss), or the due date of a technical delay."""

    from_on: date
    lowest: int = 0
    technical: date | None = None
    until_on: date = date.max


@dataclass
class Loan:
    """A loan; `aged_from` is the first close that sees it."""

    disbursed: date
    parts: list[Part]
    aged_from: date
    repayments: list[Repayment] = field(default_factory=list)
    former: list[tuple[date, list[Part]]] = field(default_factory=list)  # until which close (not with it)
    judged: list["Judged"] = field(default_factory=list)
    restructured: list[date] = field(default_factory=list)
    written_off: date | None = None

    def parts_at(self, close: date) -> list[Part]:
        """The schedule that a close counted by."""
        return next((parts for until, parts in self.former if close < until), self.parts)

    def amend(self, from_on: date, new: list[Part]) -> None:
        """Put new instalments in the place of all that is unpaid; what was paid of one in part stays one of its own."""
        kept = []
        for part, rest in zip(self.parts, self.unpaid(self.standing()), strict=True):
            if not sum(rest.values()):
                kept.append(part)
            elif sum(rest.values()) < part.interest + part.principal:
                paid = (part.interest - rest["interest"], part.principal - rest["principal"])
                kept.append(Part(part.due, *paid, part.taken, part.principal_first))
        for each in new:
            each.principal_first = self.parts[0].principal_first
        self.former.append((from_on, self.parts))
        self.parts = sorted([*kept, *new], key=lambda part: part.due)

    def unpaid(self, money: int, parts: list[Part] | None = None) -> list[dict[str, int]]:
        """What is left of each instalment after that much money, the oldest first."""
        left = []
        for part in self.parts if parts is None else parts:
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

    def _at(self, day: date, money: int, parts: list[Part] | None = None) -> Picture:
        found = Picture()
        parts = self.parts if parts is None else parts
        for part, rest in zip(parts, self.unpaid(money, parts), strict=True):
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
        if self.written_off and self.written_off <= end:
            return "B"
        parts = self.parts if end == close else self.parts_at(end)
        days = self._at(end, money, parts).days
        if days:
            return str(min((days + 29) // 30, 7))
        due = [part for part in parts if first <= part.due <= end]
        if not due:
            return "*"
        return "#" if all(part.taken == part.interest + part.principal for part in due) else "N"

    def _owes_anything(self) -> bool:
        return any(owed for part in self.parts for _, owed in part.owed())

    def _is_paid_off(self, money: int) -> bool:
        return not any(sum(rest.values()) for rest in self.unpaid(money))

    def classes(self, first_close: date, close: date) -> list[tuple[date, str]]:
        """Every change of class from the first close to that one, each close judged anew, one day after the other."""
        changes: list[tuple[date, str]] = []
        before, watched = "normal", None
        day = max(self.aged_from, first_close)
        while day <= close:
            now, watched = self._classed(day, before, watched)
            if now != before:
                changes.append((day, now))
            before, day = now, day + timedelta(days=1)
        return changes

    def _classed(self, day: date, before: str, watched: date | None) -> tuple[str, date | None]:
        parts, money = self.parts_at(day), self.standing(day)
        left = self.unpaid(money, parts)
        open_parts = [part for part, rest in zip(parts, left, strict=True) if sum(rest.values())]
        if self.written_off and self.written_off <= day:
            return "written_off", None
        if not open_parts:
            return "paid_off", None
        days = max((day - open_parts[0].due).days, 0)
        judged = [each for each in self.judged if each.from_on <= day < each.until_on]
        worst = sum(days > bound for bound in (0, 90, 270, 360))
        if days <= 7 and any(each.technical == open_parts[0].due for each in judged):
            worst = 0
        worst = max([worst, *(each.lowest for each in judged)])
        if any(signed <= day < a_year_later(signed) for signed in self.restructured):
            worst = max(worst, 1)
        held = CLASSES.index(before) if before in CLASSES else 0
        if max(held, worst) >= 2:
            watched = self._watch(day, parts, watched) if not days else None
        if held >= 2 and worst < held and not (watched and watched <= day):
            worst = held
        return CLASSES[worst], watched if worst >= 2 else None

    def _watch(self, day: date, parts: list[Part], watched: date | None) -> date:
        if watched:
            return watched
        coming = sorted({part.due for part in parts if part.due > day})[:2]
        return max([half_a_year_later(day), *coming])


CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")


def a_year_later(day: date) -> date:
    return _later(day, 12)


def half_a_year_later(day: date) -> date:
    return _later(day, 6)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    while True:
        try:
            return date(year, month, day.day)
        except ValueError:
            day -= timedelta(days=1)
