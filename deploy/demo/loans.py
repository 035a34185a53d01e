"""Two thousand loans, a month of repayments and of daily closes (domain C1-C5).

Loans in arrears are Lanshan's only. Shizhong's have their interest paid in advance and their principal due years from
now, so that however far tests move the business date, it stays the sub-branch without arrears.
"""

import json
import random
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from deploy.demo.customers import SUB_BRANCHES, Customer
from deploy.demo.desk import Desk, Thing
from deploy.demo.figures import person, phone, yuan

LOANS = {"ls": 1_300, "sz": 700}
MONTH_DAYS = 31
SETTLEMENT_DAY = 20
SHIZHONG_MATURES = 2032
# (product, yearly rate, months, least and most of the principal in thousands, how many of a hundred)
PRODUCTS = (
    ("housing", "0.0395", 120, 180, 700, 12),
    ("consumption", "0.0560", 24, 20, 200, 34),
    ("car", "0.0520", 36, 50, 220, 20),
    ("operating", "0.0610", 24, 80, 900, 22),
    ("quality_credit", "0.0480", 24, 30, 300, 12),
)
# Of a hundred borrowers with an instalment on the 20th, so many pay by so many days after it (C5: 5 % is normal then).
PAID_BY = ((-3, 22), (-1, 31), (0, 42), (2, 1), (4, 1), (8, 1))
# Of a hundred loans, so many are months behind when the month begins.
BEHIND = ((0, 970), (1, 14), (2, 6), (3, 4), (4, 2), (7, 2), (11, 1), (14, 1))
# The first of Lanshan's known borrowers are four months behind: the gate has somebody to refuse at our own line.
LONG_BEHIND = 6


@dataclass(frozen=True)
class Book:
    """Loans as core banking has them, and what will be repaid on which day of the month."""

    loans: list[Thing]
    repayments: dict[date, list[Thing]]


def load(desk: Desk, today: date, customers: list[Customer], seed: str) -> Iterator[str]:
    """Take the loans on, then live through the month before `today`. Raises Unexpected."""
    begin = today - timedelta(days=MONTH_DAYS)
    book = draw(random.Random(f"{seed}/loans"), customers, begin, today)  # noqa: S311
    desk.send_lines("core-banking", "/collections/v1/loan-imports", "loans", _ndjson(book.loans))
    instalments = sum(len(loan["instalments"]) for loan in book.loans)
    yield f"{len(book.loans)} loans with {instalments} instalments taken on"
    _close(desk, begin)
    for day in sorted(book.repayments):
        _close(desk, day - timedelta(days=1))
        lines = _ndjson(book.repayments[day])
        desk.send_lines("core-banking", "/collections/v1/repayment-imports", f"repayments/{day}", lines)
        yield f"closed up to {day - timedelta(days=1)}; {len(book.repayments[day])} repayments of {day}"
    last = _close(desk, today - timedelta(days=1))
    yield f"closed up to {last['business_date']}: a month of daily closes, the business date is {today}"


def _close(desk: Desk, day: date) -> Thing:
    """Close a date and whatever is missing before it; one that is closed already stays as it is."""
    desk.do("core-banking", "/collections/v1/day-closes", f"close/{day}", {"business_date": f"{day}"})
    return desk.wait("core-banking", f"/collections/v1/day-closes/{day}")


def draw(chance: random.Random, customers: list[Customer], begin: date, today: date) -> Book:
    """The whole book as it stands at the close of `begin`, and the repayments of the days after it."""
    borrowers = {staff: [each for each in customers if each.staff == staff and each.lending] for staff in LOANS}
    loans: list[Thing] = []
    repayments: dict[date, list[Thing]] = defaultdict(list)
    for staff, count in LOANS.items():
        for number in range(count):
            known = borrowers[staff][number] if number < len(borrowers[staff]) else None
            loan = _loan(chance, staff, number, known, begin)
            if staff == "sz":
                _in_advance(loan)
            else:
                _pay_up_to(loan, begin, _months_behind(chance, number))
                for paid_on, amount in _month(chance, loan, begin, today):
                    ref = {"loan_ref": loan["external_ref"], "bank_ref": f"RP{loan['external_ref']}{paid_on:%m%d}"}
                    repayments[paid_on].append(ref | {"paid_on": f"{paid_on}", "amount": yuan(amount)})
            loans.append(loan)
    return Book(loans, dict(repayments))


def _loan(chance: random.Random, staff: str, number: int, known: Customer | None, begin: date) -> Thing:
    product, rate, months, least, most, _ = chance.choices(PRODUCTS, [each[-1] for each in PRODUCTS])[0]
    principal = Decimal(chance.randrange(least, most) * 1000)
    if known and known.lending:
        product, principal = known.lending[0], Decimal(known.lending[1])
        _, rate, months, *_ = next(each for each in PRODUCTS if each[0] == product)
    age = max(chance.randrange(1, months - 3), 6 if number < LONG_BEHIND else 1)
    first = _months_before(date(begin.year, begin.month, SETTLEMENT_DAY), age)
    who = known.person if known else person(chance)
    outlet = known.outlet if known else f"{staff}-{1 + number % 2}"
    due = [_months_before(first, -month) for month in range(months)]
    loan: Thing = {
        "external_ref": f"L{staff.upper()}{number + 1:06d}",
        "customer_ref": known.ref if known else f"C{'37' if staff == 'ls' else '38'}{number + 500_000:06d}",
        "product": product,
        "principal": yuan(principal),
        "disbursed_on": f"{_months_before(first, 1) + timedelta(days=number % 9)}",
        "matures_on": f"{due[-1]}",
        "sub_branch": SUB_BRANCHES[staff],
        "outlet": outlet,
        "account_manager": f"{staff}-manager-{outlet[-1]}",
        "originated_by": chance.choice(("outlet", "outlet", "department", "partner")),
        "borrower": {"name": who.name, "phone": who.phone},
        "guarantors": [_guarantor(chance)] if product in {"operating", "consumption"} else [],
        "instalments": _instalments(due, principal, Decimal(rate)),
    }
    return loan


def _guarantor(chance: random.Random) -> Thing:
    who, relative = person(chance), person(chance)
    family = {"name": relative.name, "phone": phone(chance), "relation": "spouse", "consented": chance.random() < 0.6}
    return {"name": who.name, "phone": who.phone, "family": [family]}


def _instalments(due: list[date], principal: Decimal, rate: Decimal) -> list[Thing]:
    """Equal shares of the principal, and interest on what is left of it."""
    share = (principal / len(due)).quantize(Decimal("0.01"))
    left, found = principal, []
    for number, day in enumerate(due, 1):
        part = share if number < len(due) else left
        interest = (left * rate / 12).quantize(Decimal("0.01"))
        entry = {"number": number, "due_date": f"{day}", "principal": yuan(part), "interest": yuan(interest)}
        found.append(entry)
        left -= part
    return found


def _in_advance(loan: Thing) -> None:
    """Interest once a year, all of it paid when the loan was made; the principal falls due years from now."""
    principal = Decimal(loan["principal"])
    made = date.fromisoformat(loan["disbursed_on"])
    matures = date(SHIZHONG_MATURES + int(loan["external_ref"][-1]) % 3, 6, SETTLEMENT_DAY)
    interest = yuan((principal * Decimal("0.0510")).quantize(Decimal("0.01")))
    years = range(made.year + 1, matures.year)
    loan["instalments"] = [
        {
            "number": number,
            "due_date": f"{date(year, 6, SETTLEMENT_DAY)}",
            "principal": "0.00",
            "interest": interest,
            "paid": interest,
        }
        for number, year in enumerate(years, 1)
    ]
    last = {"number": len(years) + 1, "due_date": f"{matures}", "principal": yuan(principal), "interest": "0.00"}
    loan["instalments"].append(last)
    loan["matures_on"] = f"{matures}"


def _months_behind(chance: random.Random, number: int) -> int:
    return (
        chance.choices([months for months, _ in BEHIND], [share for _, share in BEHIND])[0]
        if number >= LONG_BEHIND
        else 4
    )


def _pay_up_to(loan: Thing, begin: date, behind: int) -> None:
    """Mark as paid what was paid before `begin`: everything due by then, but for the last `behind` instalments."""
    past = [each for each in loan["instalments"] if date.fromisoformat(each["due_date"]) <= begin]
    for each in past[: max(len(past) - behind, 0)]:
        each["paid"] = yuan(_amount(each))


def _month(chance: random.Random, loan: Thing, begin: date, today: date) -> Iterator[tuple[date, Decimal]]:
    """What comes in on a loan within the month: the instalment due in it, and for some everything that was overdue."""
    unpaid = [each for each in loan["instalments"] if "paid" not in each]
    overdue = [each for each in unpaid if date.fromisoformat(each["due_date"]) <= begin]
    if overdue:
        # Hardly anybody who is far behind pays; of the others about half do, after they were spoken to.
        if len(overdue) <= 2 and chance.random() < 0.5:
            paid_on = begin + timedelta(days=chance.choice((6, 12)))
            if paid_on < today:
                yield paid_on, sum((_amount(each) for each in overdue), Decimal(0))
        return
    for each in unpaid:
        due = date.fromisoformat(each["due_date"])
        if due >= today:
            return
        never = 100 - sum(share for _, share in PAID_BY)
        after = chance.choices([days for days, _ in PAID_BY] + [None], [share for _, share in PAID_BY] + [never])[0]
        if after is not None and begin < due + timedelta(days=after) < today:
            yield due + timedelta(days=after), _amount(each)


def _amount(instalment: Thing) -> Decimal:
    return Decimal(instalment["principal"]) + Decimal(instalment["interest"])


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _ndjson(things: list[Thing]) -> str:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in things) + "\n"
