"""One correlation id from arrears to warning, gate, tier and ranking: collections, scoring and customer as they are,
asking each other over HTTP by their own tokens (domain C1, S3, T1, T6, G3)."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI

from chassis.clock import Clock
from chassis.personal import draw_keys
from chassis.settings import ServiceSettings
from services.collections.app import create as create_collections
from services.collections.settings import CollectionsSettings
from services.customer import demo
from services.customer.app import create as create_customer
from services.customer.settings import CustomerSettings
from services.scoring.app import create as create_scoring
from services.scoring.settings import ScoringSettings
from tests.customer.making import a_customer, put_facts
from tests.customer.performance.test_routes import LS, lend, rank
from tests.scoring.conftest import CLEAN, a_report, an_account, an_application
from tests.support.building import today
from tests.support.lending import a_loan, book, cases_of, close
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running
from tests.support.serving import Served, serving

FAR = date(2035, 1, 20)
DUE = date(2026, 3, 19)
MANAGER = "ls-manager-1"


class Bank(NamedTuple):
    collections: Running
    scoring: Served
    customer: Running


@pytest.fixture
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    directory = tmp_path_factory.mktemp("bank")
    databases = {name: fresh_database(name) for name in ("collections", "scoring", "customer")}
    keys = directory / "personal.json"
    keys.touch(mode=0o600)
    keys.write_text(json.dumps(draw_keys()))
    personal = {"personal_keys_file": keys}

    def collections(told: dict[str, Any], clock: Clock) -> tuple[FastAPI, ServiceSettings]:
        found = CollectionsSettings.model_validate(told | personal)
        return create_collections(found, clock), found

    def scoring(told: dict[str, Any], clock: Clock) -> tuple[FastAPI, ServiceSettings]:
        found = ScoringSettings.model_validate(told)
        return create_scoring(found, clock), found

    def customer(told: dict[str, Any], clock: Clock) -> tuple[FastAPI, ServiceSettings]:
        found = CustomerSettings.model_validate(told | personal)
        asyncio.run(demo.plant_in(found))
        return create_customer(found, clock), found

    made = [(name, databases[name], make) for name, make in _named(collections, scoring, customer)]
    with serving(made, directory) as services:
        yield Bank(services["collections"], services["scoring"], services["customer"])
    for database in databases.values():
        discard(database)


def _named(*makes: Any) -> Iterator[tuple[str, Any]]:
    return ((make.__name__, make) for make in makes)


def apply(scoring: Running, customer_ref: str, name: str = MANAGER) -> Any:
    report = scoring.staff(name).do("/v1/bureau-reports", a_report(customer_ref, [an_account(status_24m=CLEAN)]))
    return scoring.staff(name).do("/v1/credit-checks", an_application(customer_ref, report["id"]))


def test_one_correlation_id_leads_from_arrears_to_warning_gate_tier_and_timeline(bank: Bank) -> None:
    """C1, S1, S3, T1, G3, T6: the loan falls behind, the collector warns, the gate refuses, the tier falls, the manager
    is ranked; the timeline shows it all, names what is missing, and shows nobody what they would not see there."""
    person = a_customer(bank.customer)
    put_facts(bank.customer, person, deposits="1000000.00")
    ref = person["external_ref"]
    loan = a_loan((DUE, "100.00"), (FAR, "100.00"), customer_ref=ref)
    booked = book(bank.collections, loan)
    close(bank.collections, DUE + timedelta(days=1))
    (case,) = cases_of(bank.collections, booked)
    arrears = case["id"]
    warning = bank.scoring.staff(MANAGER).do(
        "/v1/warnings",
        {
            "customer_ref": ref,
            "severity": "serious",
            "reason": "behind with the first instalment",
            "expires_on": f"{today() + timedelta(days=30)}",
            "correlation_ids": [arrears],
        },
    )
    refused, elsewhere = apply(bank.scoring, ref), apply(bank.scoring, ref, "sz-manager-1")
    fallen = put_facts(bank.customer, person, deposits="1.00", correlation_ids=[arrears])
    at = f"/v1/loans/{booked['id']}/timeline"
    shown = bank.collections.staff(MANAGER).see(at)
    first = bank.collections.staff(MANAGER).see(at, limit=1)
    rest = bank.collections.staff(MANAGER).see(at, limit=200, cursor=first["next_cursor"])
    plain = bank.collections.staff("ls-corporate").see(at)
    whole = bank.collections.staff("auditor").see(at)
    lend(bank.customer, LS, "300000.00", "2026-03-10")
    close(bank.collections, date(2026, 3, 31))
    ranking = rank(bank.customer, "account_manager", "2026-Q1")
    bank.scoring.stop()
    partly = bank.collections.staff(MANAGER).see(at)

    assert refused["outcome"] == "refused"
    assert "OWN_BANK_CURRENTLY_OVERDUE" in {each["code"] for each in refused["reasons"]}
    assert refused["correlation_ids"] == [arrears] == fallen["correlation_ids"]
    assert (fallen["tier"], shown["missing"]) == ("general", [])
    chain = [each for each in shown["items"] if each["correlation_id"] == arrears]
    assert [(each["service"], each["kind"]) for each in chain if each["service"] != "collections"] == [
        ("customer", "tier_changed"),
        ("scoring", "credit_checked"),
        ("scoring", "warning_given"),
    ]
    assert "case_opened" in {each["kind"] for each in chain if each["service"] == "collections"}
    facts = {each["kind"]: each["facts"] for each in chain}
    assert facts["warning_given"]["warning_id"] == warning["id"]
    assert facts["credit_checked"]["credit_check_id"] == refused["id"]
    assert (facts["tier_changed"]["before_tier"], facts["tier_changed"]["tier"]) == ("high_end", "general")
    assert first["items"] + rest["items"] == shown["items"]
    assert {each["kind"] for each in plain["items"] if each["service"] != "collections"} == {"tier_changed"}
    checks = {each["facts"]["credit_check_id"] for each in whole["items"] if each["kind"] == "credit_checked"}
    assert checks == {refused["id"], elsewhere["id"]}
    assert partly["missing"] == [
        {"part": part, "service": "scoring", "reason": "UNAVAILABLE"} for part in ("warnings", "credit_checks")
    ]
    assert "tier_changed" in {each["kind"] for each in partly["items"]}
    (entry,) = [one for one in ranking["entries"] if one["key"] == MANAGER]
    assert ranking["collections_months"] == ["2026-03"]
    assert (entry["collections"]["cases_open"], entry["collections"]["correlation_ids"]) == (1, [arrears])
    found = bank.customer.staff("sz-manager-1").see("/v1/rankings", correlation_id=arrears)["items"]
    again = bank.customer.staff("head").see(f"/v1/rankings/{ranking['id']}")
    proof = bank.customer.staff("auditor").see(f"/v1/rankings/{ranking['id']}/recomputation")
    assert [one["id"] for one in found] == [ranking["id"]]
    assert (again, proof["digest_agrees"], proof["places_agree"]) == (ranking, True, True)
