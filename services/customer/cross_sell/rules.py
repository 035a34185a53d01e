"""1 + X: each personal loan is a chance for X more products (domain T4).

A loan that is returned counts from then on for nobody: neither it nor what was offered with it stands in the results of
the period in which it was booked, whenever these are looked at or frozen after that. What was frozen before stays as it
is until it is taken anew, and no other period pays for it. The customer keeps what was taken up, and may still answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from chassis.errors import BadInput, FieldError, Text
from chassis.states import Moves

OfferState = Literal["offered", "accepted", "declined"]
BookingState = Literal["booked", "returned"]
Scope = Literal["account_manager", "outlet", "sub_branch"]

MOVES = Moves({"offered": {"accept": "accepted", "decline": "declined"}})
BOOKING_MOVES = Moves({"booked": {"return": "returned"}})
VERBS = {"accepted": "accept", "declined": "decline"}

_PERIOD = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", re.ASCII)


@dataclass(frozen=True)
class Product:
    """A product of the catalogue: which loans and customers it fits (an empty list is all), what it adds a year."""

    product: str
    reason: Text
    contribution: Decimal
    loans: Sequence[str]
    tiers: Sequence[str]
    company: bool
    need: str | None


@dataclass(frozen=True)
class Catalogue:
    """What may be offered, by which policy version."""

    policy_version: str
    products: Sequence[Product]


def fitting(
    catalogue: Catalogue,
    loan: str,
    tier: str | None,
    held: Iterable[str],
    needs: Iterable[str],
    *,
    company: bool,
) -> list[Product]:
    """What fits with a loan, in the catalogue's order: nothing that the customer holds already."""
    has, wants = set(held), set(needs)
    return [
        each
        for each in catalogue.products
        if (not each.loans or loan in each.loans)
        and (not each.tiers or tier in each.tiers)
        and (company or not each.company)
        and (each.need is None or each.need in wants)
        and each.product not in has
    ]


def per_loan(taken_up: int, loans: int) -> Decimal:
    """The average X: products taken up for each loan, to two decimals."""
    return (Decimal(taken_up) / loans).quantize(Decimal("0.01"), ROUND_HALF_UP) if loans else Decimal("0.00")


def days_of(period: str) -> tuple[date, date]:
    """The first day of a period and the first after it: a month `2026-01`, a quarter `2026-Q1`, a year `2026`.

    Raises BadInput.
    """
    found = _PERIOD.fullmatch(period)
    if found is None or not 1900 <= int(found[1]) < 9999:
        message = Text("A period is written 2026-01, 2026-Q1 or 2026", "期间格式为 2026-01、2026-Q1 或 2026")
        raise BadInput([FieldError("/period", "PERIOD_FORMAT", message)])
    year = int(found[1])
    if found[2]:
        first, months = int(found[2]), 1
    elif found[3]:
        first, months = int(found[3]) * 3 - 2, 3
    else:
        first, months = 1, 12
    after = first + months
    return date(year, first, 1), date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1)


def require_booked(day: date, today: date) -> None:
    """A loan was booked on a day that has come. Raises BadInput."""
    if day > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/booked_on", "DATE_IN_THE_FUTURE", message)])


def require_returned(day: date, booked_on: date, today: date) -> None:
    """A loan is returned on a day that has come, and not before it was booked. Raises BadInput."""
    if day > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/returned_on", "DATE_IN_THE_FUTURE", message)])
    if day < booked_on:
        message = Text("The loan was not booked yet on that day", "日期不得早于放款日期")
        raise BadInput([FieldError("/returned_on", "BEFORE_BOOKING", message)])
