"""The bank's story of a sub-branch that loses control (domain G5): the close proposes, the city branch suspends, the
gate refuses, the branch puts things right, the city branch lifts, the gate accepts. Two services and two databases.
What was under way when it was suspended stays known, whatever becomes of it.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from chassis.clock import Clock, business_date
from chassis.settings import ServiceSettings
from services.collections.app import create as create_collections
from services.collections.settings import CollectionsSettings
from services.scoring.app import create as create_scoring
from services.scoring.settings import ScoringSettings
from tests.support.building import reference
from tests.support.lending import CORE, a_later_date, a_loan, book, with_personal_keys, worker
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running
from tests.support.serving import Served, serving

AT = "/v1/branch-suspensions"


@pytest.fixture
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Served]]:
    """Collections and scoring, which ask each other as in the stack: with tokens of their own for the caller."""
    directory = tmp_path_factory.mktemp("bank")
    databases = {name: fresh_database(name) for name in ("collections", "scoring")}

    def collections(told: dict[str, Any], clock: Clock) -> tuple[FastAPI, ServiceSettings]:
        found = with_personal_keys(CollectionsSettings.model_validate(told), directory)
        return create_collections(found, clock), found

    def scoring(told: dict[str, Any], clock: Clock) -> tuple[FastAPI, ServiceSettings]:
        found = ScoringSettings.model_validate(told | {"own_record_timeout_ms": 5_000})
        return create_scoring(found, clock), found

    made = [("collections", databases["collections"], collections), ("scoring", databases["scoring"], scoring)]
    with serving(made, directory) as services:
        yield services["collections"], services["scoring"]
    for database in databases.values():
        discard(database)


def apply(gate: Running, name: str) -> Any:
    """An application of a customer with a clean record, after a visit."""
    customer, today = reference("C"), f"{business_date(datetime.now(UTC))}"
    account = {"kind": "loan", "opened_on": "2022-01-10", "balance": "0.00", "limit": "0.00", "class": "normal"}
    report = gate.staff(name).do(
        "/v1/bureau-reports",
        {
            "customer_ref": customer,
            "reported_on": today,
            "authorisation": {"document_ref": "A-1", "purpose": "loan approval", "signed_on": today},
            "accounts": [account | {"overdue_amount": "0.00", "status_24m": "N" * 24}],
            "enquiries_last_3_months": 1,
            "guarantees": [],
            "public_records": [],
        },
    )
    body = {"customer_ref": customer, "product": "consumption", "amount": "50000.00", "bureau_report_id": report["id"]}
    visit = {"by": name, "visited_on": today, "findings": "the shop is open"}
    return gate.staff(name).do("/v1/credit-checks", body | {"investigation": visit})


def test_a_branch_is_suspended_refused_lifted_and_accepted(bank: tuple[Running, Served]) -> None:
    lending, gate = bank
    today: date = a_later_date(lending)
    late = [a_loan((today - timedelta(days=100), "1000.00")) for _ in range(2)]
    for loan in late + [a_loan() for _ in range(9)]:
        book(lending, loan)
    lending.staff(CORE).do("/v1/day-closes", {"business_date": f"{today}"}, expect=202)
    with worker(lending):
        until = time.monotonic() + 60
        while lending.staff(CORE).see(f"/v1/day-closes/{today}")["state"] != "completed":
            assert time.monotonic() < until
            time.sleep(0.1)
    (proposed,) = lending.staff("city").see(AT, state="proposed")["items"]
    before = apply(gate, "ls-manager-1")
    lending.staff("city").do(f"{AT}/{proposed['id']}/decide", {"decision": "suspend", "reason": "bad loans"})
    at = f"{AT}/{proposed['id']}/applications-under-way"
    gate.staff("ls-manager-1").do(f"/v1/credit-checks/{before['id']}/release", {})
    suspended = lending.staff("city").see(f"{AT}/{proposed['id']}")
    kept, by_another = lending.staff("ls-manager-1").see(at)["items"], lending.staff("sz-manager-1").see(at)["items"]
    refused, elsewhere = apply(gate, "ls-manager-2"), apply(gate, "sz-manager-1")
    named = gate.staff("city").see("/v1/credit-checks", sub_branch="lanshan", under_way="true")["items"]
    found = {"findings": "no visits", "measures": "all visited", "document_ref": "R-1"}
    lending.staff("ls-branch-head").do(f"{AT}/{proposed['id']}/rectification-reports", found)
    lending.staff("city").do(f"{AT}/{proposed['id']}/lift", {"reason": "put right"})
    after = apply(gate, "ls-manager-2")

    assert (proposed["sub_branch"], proposed["loans"], proposed["bad_loans"]) == ("lanshan", 11, 2)
    assert before["outcome"] == "approved"
    assert (refused["outcome"], [each["code"] for each in refused["reasons"]]) == ("refused", ["BRANCH_SUSPENDED"])
    assert (named, by_another) == ([], [])
    assert (suspended["under_way"], suspended["under_way_more"]) == (1, False)
    assert [(each["credit_check_id"], each["amount"], each["applied_by"]) for each in kept] == [
        (before["id"], "50000.00", "ls-manager-1")
    ]
    assert elsewhere["outcome"] == "approved"
    assert after["outcome"] == "approved"
