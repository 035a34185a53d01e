"""A report of a loan as it is written: its schedule in columns of fen, what adds up, whom the steps may reach."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from services.collections.policies.rules import RepaymentOrder

Origin = Literal["outlet", "department", "partner"]

_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom around a loan the steps of collection may reach (C7): kept beside the sealed people, and no personal data.

    `family`: somebody of a guarantor's family may be contacted at all; `family_agreed`: about the debt.
    """

    borrower: bool
    guarantor: bool
    family_agreed: bool
    family: bool
    has_guarantor: bool


@dataclass(frozen=True, slots=True)
class TakenOn:
    """What was already paid of each instalment, and what follows: the oldest unpaid due date, what is outstanding."""

    principal: Sequence[int]
    interest: Sequence[int]
    oldest_due_on: date | None
    outstanding_principal: int
    outstanding_interest: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule, column by column, its amounts in fen: `paid` was paid of each instalment before take-on."""

    numbers: Sequence[int]
    due_dates: Sequence[date]
    principal: Sequence[int]
    interest: Sequence[int]
    paid: Sequence[int]

    def is_sound(self, principal: int, disbursed_on: date, matures_on: date) -> bool:
        """Whether the loans' `schedule_fault`, whose twin for fen this is, finds nothing."""
        number, due = 0, disbursed_on
        for next_number, next_due, one, other, paid in zip(
            self.numbers, self.due_dates, self.principal, self.interest, self.paid, strict=True
        ):
            if next_number <= number or next_due < due or not 0 < one + other >= paid:
                return False
            number, due = next_number, next_due
        return due <= matures_on and sum(self.principal) == principal

    def taken_on(self, order: RepaymentOrder) -> TakenOn:
        """How it stands when the loan is taken on: what was paid is split as repayments are, in this order."""
        owed = sum(self.principal), sum(self.interest)
        if not any(self.paid):
            return TakenOn(self.paid, self.paid, self.due_dates[0], *owed)
        if order == "interest_first":
            interest = [min(paid, most) for paid, most in zip(self.paid, self.interest, strict=True)]
        else:
            interest = [paid - min(paid, most) for paid, most in zip(self.paid, self.principal, strict=True)]
        principal = [paid - part for paid, part in zip(self.paid, interest, strict=True)]
        columns = zip(self.due_dates, self.principal, self.interest, self.paid, strict=True)
        oldest = next((due for due, one, other, paid in columns if paid < one + other), None)
        return TakenOn(principal, interest, oldest, owed[0] - sum(principal), owed[1] - sum(interest))


def reach(groups: Mapping[str, Sequence[Mapping[str, Any]]]) -> Reach:
    """Whom of the people, by what they are to the debt, the steps of collection may reach (C7)."""
    willing = {kind: [each for each in group if not each.get("do_not_contact")] for kind, group in groups.items()}
    return Reach(
        borrower=bool(willing["borrower"] or willing["co_borrower"]),
        guarantor=bool(willing["guarantor"]),
        family_agreed=any(each.get("consented") for each in willing["guarantor_family"]),
        family=bool(willing["guarantor_family"]),
        has_guarantor=bool(groups["guarantor"]),
    )


def is_phone(number: str) -> bool:
    """Whether it can be a telephone number: 6 to 20 digits, with spaces and hyphens between them."""
    return _PHONE.fullmatch(number) is not None
