"""Builders: identity numbers, phones, customers and their facts, so that a test says only what matters to it."""

import secrets
from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.support.building import reference, today
from tests.support.running import Running

PEOPLE = 20_000_000
_drawn = count(secrets.randbelow(PEOPLE))


def id_number() -> str:
    """A resident identity number with its check character (GB 11643), another one at each call of this process.

    Of numbers drawn at random two are soon the same: of some thousands, one time in three.
    """
    place = next(_drawn) * 7_919_777 % PEOPLE  # coprime, so that each comes once and neighbours lie far apart
    born = date(1950, 1, 1) + timedelta(days=place // 1000)
    body = f"371302{born:%Y%m%d}{place % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def phone() -> str:
    """A mobile number."""
    return f"138{secrets.randbelow(10**8):08d}"


def report(**changes: Any) -> dict[str, Any]:
    """A customer of outlet 1 in lanshan, as core banking reports one."""
    return {
        "external_ref": reference("C"),
        "name": "王小明",
        "id_number": id_number(),
        "phone": phone(),
        "sub_branch": "lanshan",
        "outlet": "ls-1",
        "marketing_consent": True,
    } | changes


def a_customer(service: Running, **changes: Any) -> dict[str, Any]:
    """A customer on the books."""
    made: dict[str, Any] = service.staff("core-banking").do("/v1/customers", report(**changes), expect=201)
    return made


def known(**changes: Any) -> dict[str, Any]:
    """Facts of somebody ordinary, unless told otherwise."""
    return {
        "as_of": f"{today()}",
        "deposits": "10000.00",
        "monthly_contribution": "20.00",
        "years_with_bank": 1,
        "products_held": ["debit_card"],
        "annual_income": "80000.00",
        "loans": [],
        "needs": [],
    } | changes


def operating(amount: str) -> dict[str, str]:
    """An operating loan."""
    return {"product": "operating", "amount": amount}


def put_facts(service: Running, customer: dict[str, Any], expect: int = 200, **changes: Any) -> Any:
    """Core banking reports facts; answers the tier, or the problem."""
    path = f"/v1/customers/{customer['id']}/facts"
    answer = service.staff("core-banking").send("PUT", path, json=known(**changes))
    assert answer.status_code == expect, answer.text
    return answer.json()
