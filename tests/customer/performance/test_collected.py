"""Collection results of managers stand in their rankings, frozen with all else; what is missing is named (T6, G3)."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.db import Database
from services.customer.clients import Collections
from services.customer.performance.actions import freeze_ended
from services.customer.performance.rules import Collected, Inputs, cure_rate, months_over, places, summed
from services.customer.settings import CustomerSettings
from tests.customer.conftest import customer_service
from tests.customer.performance.test_routes import LS, QUARTER, SZ, lend, rank
from tests.support.building import today
from tests.support.running import Running
from tests.support.sql import superuser

MONTHS = ["2025-07", "2025-08", "2025-09"]
NOTHING = {
    "cases_opened": 0,
    "cases_cured": 0,
    "cases_open": 0,
    "tasks_late": 0,
    "promises_kept": 0,
    "promises_broken": 0,
    "reviews_accountable": 0,
    "files_late": 0,
}


class Neighbour:
    """Stands in for collections: results by month, two managers a page."""

    def __init__(self) -> None:
        self.says: dict[str, list[dict[str, Any]]] = {}
        self.down: set[str] = set()
        self.other_month = False
        self.asked: list[str] = []

    def tell(self, month: str, manager: str, **results: int) -> None:
        self.says.setdefault(month, []).append(
            NOTHING | results | {"period": month, "account_manager": manager, "sub_branch": "lanshan"}
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        month, begins = request.url.params["period"], int(request.url.params.get("cursor", 0))
        assert request.headers["Authorization"].startswith("Bearer ")
        self.asked.append(month)
        if month in self.down:
            raise httpx.ConnectError("nobody there", request=request)
        rows = self.says.get("2025-01" if self.other_month else month, [])
        following = str(begins + 2) if begins + 2 < len(rows) else None
        return httpx.Response(200, json={"items": rows[begins : begins + 2], "next_cursor": following})


class Bank:
    def __init__(self, customer: Running, collections: Neighbour) -> None:
        self.customer = customer
        self.collections = collections


@pytest.fixture
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    collections = Neighbour()
    with customer_service(tmp_path_factory.mktemp("customer"), collections) as service:
        lend(service, LS, "300000.00")
        lend(service, SZ, "200000.00")
        yield Bank(service, collections)


def entry(ranking: Any, manager: str) -> Any:
    return next(one for one in ranking["entries"] if one["key"] == manager)


def test_a_quarter_s_results_are_summed_and_frozen_and_recomputed(bank: Bank) -> None:
    """T6: what happened in three months, what was open on the last day; later answers change nothing."""
    tell = bank.collections.tell
    tell("2025-07", "ls-manager-1", cases_opened=4, cases_cured=1, cases_open=3, tasks_late=2, promises_kept=1)
    tell("2025-07", "ls-manager-2", cases_opened=1, cases_open=1)
    tell("2025-07", "somebody-else", cases_opened=9)
    tell("2025-08", "ls-manager-1", cases_cured=1, cases_open=2, reviews_accountable=1)
    tell("2025-09", "ls-manager-1", cases_opened=1, cases_cured=2, cases_open=1, files_late=1)
    taken = rank(bank.customer, "account_manager")
    asked = list(bank.collections.asked)
    bank.collections.says = {}
    again = bank.customer.staff("ls-manager-1").see(f"/v1/rankings/{taken['id']}")
    proof = bank.customer.staff("auditor").see(f"/v1/rankings/{taken['id']}/recomputation")

    assert asked == ["2025-07", "2025-07", "2025-08", "2025-09"]
    assert (taken["collections_months"], taken["missing"]) == (MONTHS, [])
    assert entry(taken, "ls-manager-1")["collections"] == {
        "cases_opened": 5,
        "cases_cured": 4,
        "cases_open": 1,
        "cure_rate": "0.8000",
        "tasks_late": 2,
        "promises_kept": 1,
        "promises_broken": 0,
        "reviews_accountable": 1,
        "files_late": 1,
        "correlation_ids": [],
    }
    assert entry(taken, "sz-manager-1")["collections"] is None
    assert {one["key"] for one in taken["entries"]} == {"ls-manager-1", "sz-manager-1"}
    assert again == taken
    assert (proof["digest_agrees"], proof["places_agree"]) == (True, True)
    with superuser(bank.customer.database) as sql:
        sql.run("UPDATE result_snapshot_entry SET cases_cured = 9 WHERE key = 'ls-manager-1'")
    tampered = bank.customer.staff("auditor").see(f"/v1/rankings/{taken['id']}/recomputation")
    assert tampered["digest_agrees"] is False


def test_what_collections_does_not_say_is_missing_and_never_nothing(bank: Bank) -> None:
    """T6: down, not frozen yet, or the results of another month; the ranking by lending is taken all the same."""
    for month in MONTHS:
        bank.collections.tell(month, "ls-manager-1", cases_opened=1, cases_open=1)
    bank.collections.down = {"2025-08"}
    partly = rank(bank.customer, "account_manager")
    bank.collections.down = set(MONTHS)
    down = rank(bank.customer, "account_manager")
    bank.collections.down, bank.collections.other_month = set(), True
    bank.collections.tell("2025-01", "ls-manager-1")
    other = rank(bank.customer, "account_manager")
    branches = rank(bank.customer, "sub_branch")
    page = bank.customer.staff("head").send(
        "GET", f"/v1/rankings/{partly['id']}/paper", headers={"Accept-Language": "zh"}
    )

    assert (partly["collections_months"], partly["missing"]) == (["2025-07", "2025-09"], ["collections"])
    assert entry(partly, "ls-manager-1")["collections"]["cases_opened"] == 2
    for ranking in (down, other):
        assert (ranking["collections_months"], ranking["missing"]) == ([], ["collections"])
        assert entry(ranking, "ls-manager-1")["collections"] is None
    assert [one["place"] for one in down["entries"]] == [1, 2]
    assert (branches["collections_months"], branches["missing"]) == (None, [])
    assert "部分月份催收结果暂缺" in page.text


def test_who_is_below_the_cure_rate_that_the_bank_asks_for_is_not_commended(bank: Bank) -> None:
    """T6: a figure of the policy; nobody moves up, and what is not known bars nobody."""
    bank.collections.tell("2025-09", "ls-manager-1", cases_cured=1, cases_open=9)
    before = rank(bank.customer, "account_manager")
    risk, other = bank.customer.staff("ls-risk"), bank.customer.staff("sz-risk")
    rules = risk.see("/v1/performance-policies/2026-01")["rules"]
    asked = {"commended_cure_rate_at_least": "0.5000", "commended_account_managers": 1}
    version = {"version": "cured", "effective_from": "2025-08-01", "rules": rules | asked}
    risk.do("/v1/performance-policies", version, expect=201)
    other.do("/v1/performance-policies/cured/activate")
    barred = rank(bank.customer, "account_manager")
    bank.collections.down = set(MONTHS)
    unknown = rank(bank.customer, "account_manager")
    proof = bank.customer.staff("auditor").see(f"/v1/rankings/{barred['id']}/recomputation")

    assert barred["policy_version"] == "cured"
    assert [(one["key"], one["place"], one["commended"]) for one in barred["entries"]] == [
        ("ls-manager-1", 1, False),
        ("sz-manager-1", 2, False),
    ]
    assert entry(before, "ls-manager-1")["commended"] is True
    assert entry(unknown, "ls-manager-1")["commended"] is True
    assert (proof["places_agree"], proof["digest_agrees"]) == (True, True)


def test_the_worker_asks_too(bank: Bank) -> None:
    bank.collections.tell("2025-08", "ls-manager-1", cases_cured=3)
    told = bank.customer.settings.model_dump() | {"collections_url": "http://collections.test"}

    async def run() -> None:
        database = Database(bank.customer.settings)
        transport = httpx.MockTransport(bank.collections)
        try:
            async with Collections(CustomerSettings.model_validate(told), transport) as collections:
                now = bank.customer.clock() - timedelta(days=(today() - date(2025, 10, 10)).days)
                await freeze_ended(database, now, collections.ask)
        finally:
            await database.close()

    asyncio.run(run())
    (found,) = bank.customer.staff("head").see("/v1/rankings", period=QUARTER, subject="account_manager")["items"]

    assert (found["collections_months"], found["missing"]) == (["2025-08"], ["collections"])
    assert found["commended"][0]["collections"]["cure_rate"] == "1.0000"


def one(**results: int) -> Collected:
    return Collected(**(NOTHING | results))


def test_months_are_summed_and_what_is_open_is_of_the_last_day() -> None:
    months = {
        "2025-07": {"a": one(cases_opened=2, cases_open=2, files_late=3), "b": one(cases_opened=1, cases_open=1)},
        "2025-08": {"a": one(cases_opened=1, cases_open=1)},
    }

    assert summed(months) == {"a": one(cases_opened=3, cases_open=1), "b": one(cases_opened=1)}
    assert summed({}) == {}


def test_the_arrears_of_several_months_are_named_once_the_newest_first_and_no_more_than_fifty() -> None:
    ids = [UUID(int=number) for number in range(1, 81)]
    months = {
        "2025-07": {"a": replace(one(), arrears=tuple(ids[:40]))},
        "2025-08": {"a": replace(one(), arrears=tuple(ids[30:]))},
    }

    assert list(summed(months)["a"].arrears) == sorted(ids, reverse=True)[:50]


def test_the_months_of_a_period_that_are_over() -> None:
    assert months_over(date(2025, 7, 1), date(2025, 10, 1), date(2025, 10, 1)) == MONTHS
    assert months_over(date(2025, 7, 1), date(2025, 10, 1), date(2025, 9, 30)) == MONTHS[:2]
    assert months_over(date(2025, 12, 1), date(2026, 1, 1), date(2025, 12, 31)) == []


@pytest.mark.parametrize(("cured", "still_open", "expected"), [(1, 1, "0.5000"), (0, 3, "0.0000"), (2, 1, "0.6667")])
def test_the_cure_rate(cured: int, still_open: int, expected: str) -> None:
    assert cure_rate(cured, still_open) == Decimal(expected)
    assert cure_rate(0, 0) is None
    assert cure_rate(None, None) is None


def test_a_cure_rate_of_exactly_what_is_asked_for_is_enough() -> None:
    half = Inputs("a", 1, Decimal(9), **(NOTHING | {"cases_cured": 1, "cases_open": 1}))
    unknown = Inputs("b", 1, Decimal(8))

    assert places([half, unknown], 2, Decimal("0.5000"))["a"].commended is True
    assert places([half, unknown], 2, Decimal("0.5001"))["a"].commended is False
    assert places([half, unknown], 2, Decimal("0.5001"))["b"].commended is True
