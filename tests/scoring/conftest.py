"""The scoring service running in this process, on a database of its own, before a stand-in for collections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from chassis.clock import Clock
from chassis.settings import ServiceSettings
from services.scoring.app import create
from services.scoring.settings import ScoringSettings
from tests.support.building import reference, today
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running, running

DEADLINE_MS = 1_000
CLEAN = "N" * 24


def empty_record(customer_ref: str) -> dict[str, Any]:
    """What collections says of a customer it does not know."""
    return {
        "customer_ref": customer_ref,
        "as_of": f"{today()}",
        "months": "/" * 24,
        "worst": "/",
        "worst_class": None,
        "risk_class": None,
        "worst_days_past_due": 0,
        "days_past_due": 0,
        "overdue_amount": "0.00",
        "loans": [],
        "outstanding": {"secured": "0.00", "unsecured": "0.00"},
        "written_off": False,
        "broken_promises": 0,
        "first_year_arrears": False,
        "correlation_ids": [],
    }


class Collections:
    """Answers for collections: an empty record, changed by `says`, unless `fault` answers instead; and which branches
    are `suspended`, which `asked` does not count."""

    def __init__(self) -> None:
        self.says: dict[str, dict[str, Any]] = {}
        self.fault: Callable[[], httpx.Response] | None = None
        self.hangs = False
        self.suspended: set[str] = set()
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.asked: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """One answer."""
        if request.url.path == "/v1/branch-suspensions":
            branch = request.url.params["sub_branch"]
            items = [{"sub_branch": branch, "state": "suspended"}] if branch in self.suspended else []
            return httpx.Response(200, json={"items": items, "next_cursor": None})
        self.asked.append(request)
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.hangs:
            await asyncio.sleep(60)
        if self.fault is not None:
            return self.fault()
        if request.url.path.endswith("/repayment-records"):
            records = [self._record(ref) for ref in request.url.params.get_list("customer_ref")]
            return httpx.Response(200, json={"items": records})
        return httpx.Response(200, json=self._record(request.url.path.rsplit("/", 1)[1]))

    def _record(self, customer_ref: str) -> dict[str, Any]:
        return empty_record(customer_ref) | self.says.get(customer_ref, {})


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(100):
        yield b" " * 1_048_576


def endless() -> httpx.Response:
    """A hundred megabytes."""
    return httpx.Response(200, content=_endless())


class Gate:
    """The service, with collections in the test's hands, and applications in a word."""

    def __init__(self, service: Running, collections: Collections) -> None:
        self.service = service
        self.collections = collections

    def report(self, customer_ref: str, *statuses: str, by: str = "sz-manager-1", **changes: Any) -> Any:
        """File a bureau report with one clean account a status string, but for `changes`."""
        accounts = [an_account(status_24m=status) | changes for status in statuses]
        return self.service.staff(by).do("/v1/bureau-reports", a_report(customer_ref, accounts))

    def check(self, customer_ref: str, *statuses: str, by: str = "sz-manager-1", **changes: Any) -> Any:
        """Put an application through the gate, on a fresh report."""
        report = self.report(customer_ref, *statuses, by=by)
        return self.service.staff(by).do("/v1/credit-checks", an_application(customer_ref, report["id"]) | changes)


def an_account(**changes: Any) -> dict[str, Any]:
    """An account with nothing against it, unless told otherwise."""
    return {
        "kind": "loan",
        "opened_on": "2022-01-10",
        "balance": "50000.00",
        "limit": "50000.00",
        "class": "normal",
        "overdue_amount": "0.00",
        "status_24m": CLEAN,
    } | changes


def a_report(customer_ref: str, accounts: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """The body of a report of today."""
    return {
        "customer_ref": customer_ref,
        "reported_on": f"{today()}",
        "authorisation": {"document_ref": reference("AUTH"), "purpose": "loan approval", "signed_on": f"{today()}"},
        "accounts": accounts,
        "enquiries_last_3_months": 1,
        "guarantees": [],
        "public_records": [],
    } | changes


def an_application(customer_ref: str, report_id: str) -> dict[str, Any]:
    """The body of an application with a visit."""
    return {
        "customer_ref": customer_ref,
        "product": "consumption",
        "amount": "100000.00",
        "bureau_report_id": report_id,
        "investigation": {"by": "sz-manager-1", "visited_on": f"{today()}", "findings": "works at the timber market"},
    }


@pytest.fixture(scope="session")
def _running_scoring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    database = fresh_database("scoring")
    collections = Collections()

    def make(settings: ServiceSettings, clock: Clock) -> FastAPI:
        own = {"collections_url": "http://collections.test", "own_record_timeout_ms": DEADLINE_MS}
        scoring = ScoringSettings.model_validate(settings.model_dump() | own)
        return create(scoring, clock, httpx.MockTransport(collections))

    directory: Path = tmp_path_factory.mktemp("scoring")
    with running("scoring", make, database, directory) as service:
        yield Gate(service, collections)
    discard(database)


@pytest.fixture
def gate(_running_scoring: Gate) -> Iterator[Gate]:
    """One service and one database for all tests of this worker; collections is well again for each."""
    collections = _running_scoring.collections
    collections.says, collections.fault, collections.asked = {}, None, []
    collections.hangs, collections.meanwhile, collections.suspended = False, None, set()
    yield _running_scoring
    _running_scoring.service.clock.fixed = None


@pytest.fixture
def scoring(gate: Gate) -> Running:
    """The service alone."""
    return gate.service
