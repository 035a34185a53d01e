"""Credit checks of every outcome: approved, refused at either red line, undecided, referred (domain S1-S8)."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.customers import Customer
from deploy.demo.desk import Desk, Thing
from deploy.demo.figures import yuan
from deploy.demo.loans import LONG_BEHIND

CLEAN = "N" * 24
# Histories that cross the bureau's red line, and what is overdue now, in yuan.
BAD_HISTORIES = (
    ("N" * 14 + "123" + "N" * 7, 0),
    ("N" * 9 + "4321" + "N" * 11, 0),
    ("1N" * 6 + "N" * 12, 0),
    ("N" * 23 + "1", 1260),
    ("N" * 20 + "B" * 4, 0),
)
PRODUCTS = ("consumption", "operating", "car", "quality_credit")
FINDINGS = (
    "住所与工作单位核实无误，收入稳定",
    "实地查看门店，库存充足，经营正常",
    "走访板材市场摊位，近三月流水与申报一致",
    "查看厂房设备，用电量平稳，工人在岗",
)


@dataclass(frozen=True)
class Asked:
    """One application: whose, what the bureau has (None: no record), and whether somebody was on site."""

    customer: Customer
    history: str | None
    overdue: int
    is_visited: bool


def load(desk: Desk, today: date, customers: list[Customer], seed: str) -> Iterator[str]:
    """File the bureau's reports and ask the gate. Raises Unexpected."""
    chance = random.Random(f"{seed}/checks")  # noqa: S311
    outcomes = Counter(
        _ask(desk, today, chance, number, each)["outcome"] for number, each in enumerate(_applications(customers), 1)
    )
    named = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    yield f"{outcomes.total()} credit checks: {named}"


def _applications(customers: list[Customer]) -> list[Asked]:
    lanshan = [each for each in customers if each.staff == "ls"]
    behind = [each for each in lanshan if each.lending][:LONG_BEHIND]
    # Who owes nothing is asked about what the bureau says alone.
    others = [each for each in customers if each.staff == "sz"] + [each for each in lanshan if not each.lending]
    found = [Asked(each, CLEAN, 0, True) for each in others[:24]]
    found += [Asked(each, *BAD_HISTORIES[n % 5], is_visited=True) for n, each in enumerate(others[24:33])]
    found += [Asked(each, CLEAN, 0, True) for each in behind[:3]]
    found += [Asked(each, CLEAN, 0, False) for each in others[33:36]]
    found += [Asked(each, None, 0, True) for each in others[36:39]]
    return found


def _ask(desk: Desk, today: date, chance: random.Random, number: int, asked: Asked) -> Thing:
    manager = asked.customer.manager
    report = bureau_report(desk, manager, f"bureau-{number}", asked.customer.ref, today, asked.history, asked.overdue)
    check: Thing = {
        "customer_ref": asked.customer.ref,
        "product": chance.choice(PRODUCTS),
        "amount": yuan(chance.randrange(3, 30) * 10_000),
        "bureau_report_id": report,
    }
    findings = chance.choice(FINDINGS)
    if asked.is_visited:
        visited = {"by": manager, "visited_on": f"{today - timedelta(days=number % 6)}", "findings": findings}
        check["investigation"] = visited
    return desk.do(manager, "/scoring/v1/credit-checks", f"check-{number}", check)


def bureau_report(
    desk: Desk, manager: str, step: str, customer_ref: str, today: date, history: str | None, overdue: int = 0
) -> str:
    """File what the bureau says, with the customer's authorisation (S9). `history` None: it knows nothing of them."""
    accounts = [
        {
            "kind": "loan",
            "lender": "某股份制银行",
            "opened_on": f"{today - timedelta(days=900)}",
            "balance": "46000.00",
            "limit": "80000.00",
            "class": "normal",
            "overdue_amount": yuan(overdue),
            "status_24m": history,
        }
    ]
    report = {
        "customer_ref": customer_ref,
        "reported_on": f"{today}",
        "authorisation": {"document_ref": f"AUTH-{step}", "purpose": "贷款审批", "signed_on": f"{today}"},
        "accounts": accounts if history else [],
        "enquiries_last_3_months": 1,
        "guarantees": [],
        "public_records": [],
    }
    return str(desk.do(manager, "/scoring/v1/bureau-reports", step, report)["id"])
