"""The bank's story of a sub-branch that loses control (domain G5): the close proposes, the city branch suspends, the
gate refuses, the branch puts things right, the city branch lifts, the gate accepts. Two services and two databases.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from chassis.clock import Clock, business_date
from chassis.settings import ServiceSettings
from services.collections.app import create as create_collections
from services.scoring.app import create as create_scoring
from services.scoring.settings import ScoringSettings
from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, close, send_file, with_personal_keys
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running, running

AT = "/v1/branch-suspensions"


@pytest.fixture
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    """Collections, and scoring that asks it as it does in the stack: with a token of its own for the caller."""
    directory = tmp_path_factory.mktemp("bank")
    databases = fresh_database("collections"), fresh_database("scoring")

    def collections(settings: ServiceSettings, clock: Clock) -> FastAPI:
        known = {"service_jwks_url": (directory / "services.jwks.json").as_uri()}
        return create_collections(with_personal_keys(settings, directory).model_copy(update=known), clock)

    with running("collections", collections, databases[0], directory) as lending:

        async def ask(request: httpx.Request) -> httpx.Response:
            passed = {"authorization": request.headers["authorization"]}
            url = request.url.raw_path.decode()
            answer = await asyncio.to_thread(lending.client.request, request.method, url, headers=passed)
            return httpx.Response(
                answer.status_code, content=answer.content, headers={"content-type": "application/json"}
            )

        def scoring(settings: ServiceSettings, clock: Clock) -> FastAPI:
            own = {"collections_url": "http://collections.test", "own_record_timeout_ms": 5_000}
            found = ScoringSettings.model_validate(settings.model_dump() | own)
            _publish(found, directory)
            return create_scoring(found, clock, httpx.MockTransport(ask))

        with running("scoring", scoring, databases[1], directory) as gate:
            yield lending, gate
    for database in databases:
        discard(database)


def _publish(settings: ScoringSettings, directory: Path) -> None:
    key = OKPKey.import_key(json.loads(settings.service_key_file.read_text()))
    (directory / "services.jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))


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


def test_a_branch_is_suspended_refused_lifted_and_accepted(bank: tuple[Running, Running]) -> None:
    lending, gate = bank
    today: date = a_later_date(lending)
    late = [a_loan((today - timedelta(days=100), "1000.00")) for _ in range(2)]
    send_file(lending, "/v1/loan-imports", late + [a_loan() for _ in range(9)])
    close(lending, today)
    (proposed,) = lending.staff("city").see(AT, state="proposed")["items"]
    before = apply(gate, "ls-manager-1")
    lending.staff("city").do(f"{AT}/{proposed['id']}/decide", {"decision": "suspend", "reason": "bad loans"})
    refused, elsewhere = apply(gate, "ls-manager-2"), apply(gate, "sz-manager-1")
    named = gate.staff("city").see("/v1/credit-checks", sub_branch="lanshan", under_way="true")["items"]
    found = {"findings": "no visits", "measures": "all visited", "document_ref": "R-1"}
    lending.staff("ls-branch-head").do(f"{AT}/{proposed['id']}/rectification-reports", found)
    lending.staff("city").do(f"{AT}/{proposed['id']}/lift", {"reason": "put right"})
    after = apply(gate, "ls-manager-2")

    assert (proposed["sub_branch"], proposed["loans"], proposed["bad_loans"]) == ("lanshan", 11, 2)
    assert before["outcome"] == "approved"
    assert (refused["outcome"], [each["code"] for each in refused["reasons"]]) == ("refused", ["BRANCH_SUSPENDED"])
    assert [each["id"] for each in named] == [before["id"]]
    assert elsewhere["outcome"] == "approved"
    assert after["outcome"] == "approved"
