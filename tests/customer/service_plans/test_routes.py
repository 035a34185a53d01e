"""Service by tier over HTTP: managers, visits, needs, leaflets (domain T3)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from chassis.db import Database
from services.customer.jobs import queues
from services.customer.service_plans import actions
from services.customer.service_plans.actions import QUEUE
from tests.customer.making import a_customer, operating, put_facts
from tests.support.acting import as_runtime_role
from tests.support.building import reference, today
from tests.support.running import Running
from tests.support.sql import superuser, wait_for
from tests.support.working import working

HIGH = {"loans": [operating("800000.00")]}


def plan(service: Running, customer: dict[str, Any], name: str = "ls-manager-1") -> Any:
    return service.staff(name).see(f"/v1/customers/{customer['id']}/service-plan")


def visits(service: Running, **filters: Any) -> Any:
    return service.staff("head").see("/v1/visits", **filters)["items"]


def engage(service: Running, outlet: str) -> str:
    """Another account manager of that outlet."""
    sub = reference("m")
    post = {"sub": sub, "name": "新人", "roles": ["account_manager"], "sub_branch": "lanshan", "outlet": outlet}
    service.staff("head").do("/v1/organisation/staff", post, expect=201)
    return sub


def test_service_begins_with_the_tier_in_the_same_moment(service: Running) -> None:
    customer = a_customer(service, company={"name": "鲁南木业"})
    put_facts(service, customer)
    before = plan(service, customer)
    put_facts(service, customer, **HIGH)
    after = plan(service, customer)
    (due,) = visits(service, customer_id=customer["id"])

    assert (before["dedicated_manager"], before["opened_on"], before["next_visit_due_on"]) == (None, None, None)
    assert after["dedicated_manager"]
    assert due["due_on"] == after["next_visit_due_on"] == f"{today() + timedelta(days=30)}"
    assert due["manager"] == after["dedicated_manager"]
    assert {"sme_loan", "investment_banking_advice", "u_shield"} <= {item["product"] for item in after["bundle"]}
    assert all(item["reason"] for item in after["bundle"])


def test_the_manager_is_the_least_loaded_of_the_outlet_also_when_all_come_at_once(fresh_service: Running) -> None:
    """T3: side by side, nobody has two more than another."""
    second = engage(fresh_service, "ls-1")
    engage(fresh_service, "ls-2")
    customers = [a_customer(fresh_service) for _ in range(8)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda each: put_facts(fresh_service, each, **HIGH), customers))
    named = [plan(fresh_service, each)["dedicated_manager"] for each in customers]

    assert {one: named.count(one) for one in set(named)} == {"ls-manager-1": 4, second: 4}


def test_when_the_tier_ends_service_ends_and_a_later_one_is_a_new_file(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer, **HIGH)
    put_facts(service, customer)
    at = f"/v1/customers/{customer['id']}/high-end-file"
    over = service.staff("ls-manager-1").see(at)
    put_facts(service, customer, **HIGH)
    anew = service.staff("ls-manager-1").see(at)

    assert (over["state"], [one["state"] for one in over["visits"]]) == ("ended", ["dropped"])
    assert (anew["state"], [one["state"] for one in anew["visits"]]) == ("active", ["due", "dropped"])


def test_a_visit_is_reported_and_the_next_is_due(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer, **HIGH)
    (due,) = visits(service, customer_id=customer["id"])
    report = {"visited_on": f"{today()}", "report": "works at full capacity"}
    at = f"/v1/visits/{due['id']}/complete"
    assert service.staff("ls-manager-1").do(at, report | {"visited_on": f"{today() + timedelta(days=1)}"}, expect=422)
    done = service.staff("ls-manager-1").do(at, report)
    later = visits(service, customer_id=customer["id"], due_before=f"{today() + timedelta(days=91)}")

    assert (done["state"], done["completed_by"]) == ("completed", "ls-manager-1")
    assert [one["due_on"] for one in later] == [f"{today() + timedelta(days=90)}"]
    assert visits(service, customer_id=customer["id"], due_before=f"{today() + timedelta(days=90)}") == []
    assert service.staff("ls-manager-1").do(at, report, expect=409)["code"] == "INVALID_STATE"
    service.staff("sz-manager-1").do(at, report, expect=404)


def test_a_customer_whose_manager_has_left_gets_another(fresh_service: Running) -> None:
    """T3: kept up by the job."""
    second = engage(fresh_service, "ls-1")
    customer = a_customer(fresh_service)
    put_facts(fresh_service, customer, **HIGH)
    head, at = fresh_service.staff("head"), "/v1/organisation/staff/ls-manager-1"
    read = head.send("GET", at)
    post = {"name": "王海燕", "roles": ["account_manager"], "sub_branch": "lanshan", "outlet": "ls-1", "active": False}
    assert head.send("PATCH", at, json=post, headers={"If-Match": read.headers["ETag"]}).status_code == 200
    as_runtime_role(
        fresh_service,
        "INSERT INTO pgqueuer (priority, status, entrypoint, payload) VALUES (0, 'queued', $1, '{}'::bytea)",
        QUEUE,
    )
    with working(fresh_service, *queues(fresh_service.settings)):
        wait_for(lambda: plan(fresh_service, customer, "ls-personal")["dedicated_manager"] == second, "the hand-over")

    with superuser(fresh_service.database) as sql:
        told = sql.rows("SELECT data ->> 'to' AS named FROM audit_record WHERE action = 'service.hand_over'")
    assert [row["named"] for row in told] == [second]


def test_needs_are_a_pipeline_until_they_are_met_or_lost(service: Running) -> None:
    customer = a_customer(service)
    manager = service.staff("ls-manager-1")
    body = {"customer_id": customer["id"], "product": "operating", "amount": "300000.00"}
    body |= {"expected_on": f"{today() + timedelta(days=60)}", "note": "second line"}
    made = manager.do("/v1/needs", body, expect=201)
    open_ones = manager.see("/v1/needs", customer_id=customer["id"], expected_before=f"{today() + timedelta(days=61)}")
    closed = manager.do(f"/v1/needs/{made['id']}/close", {"outcome": "converted", "reason": "loan drawn"})

    assert [one["id"] for one in open_ones["items"]] == [made["id"]]
    assert (made["state"], closed["state"], closed["closed_by"]) == ("open", "converted", "ls-manager-1")
    assert manager.do(f"/v1/needs/{made['id']}/close", {"outcome": "lost", "reason": "x"}, expect=409)
    assert manager.do("/v1/needs", body | {"note": "call 13812345678"}, expect=422)


def test_leaflets_go_to_those_who_agreed_and_to_nobody_else(fresh_service: Running) -> None:
    """T3: only with the customer's consent; the database has the last word."""
    agreed, not_agreed = a_customer(fresh_service), a_customer(fresh_service, marketing_consent=False)
    elsewhere = a_customer(fresh_service, sub_branch="shizhong", outlet="sz-1")
    for each in (agreed, not_agreed, elsewhere):
        put_facts(fresh_service, each, **HIGH)
    clerk = fresh_service.staff("ls-personal")
    sent = clerk.do("/v1/mailings", {"title": "理财金账户", "product": "wealth_gold_account", "tiers": ["high_end"]})
    to = clerk.see(f"/v1/mailings/{sent['id']}/recipients")["items"]

    assert (sent["recipients"], sent["without_consent"]) == (1, 1)
    assert [one["customer_id"] for one in to] == [agreed["id"]]
    assert clerk.see(f"/v1/customers/{agreed['id']}/high-end-file")["leaflets"] == 1
    put = "INSERT INTO mailing_recipient SELECT $1, id, sub_branch, outlet FROM customer WHERE id = $2"
    with superuser(fresh_service.database) as sql, pytest.raises(asyncpg.CheckViolationError, match="who agreed"):
        sql.run(put, sent["id"], not_agreed["id"])


def test_before_the_first_facts_there_is_no_plan(service: Running) -> None:
    customer = a_customer(service)
    problem = service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/service-plan", expect=404)

    assert problem["code"] == "NOT_TIERED_YET"


def test_the_job_serves_whom_a_run_raised_and_no_longer_whom_it_lowered(
    fresh_service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T3, T9: batch by batch, shared out evenly in each outlet; the second time there is nothing to do."""
    monkeypatch.setattr(actions, "BATCH", 3)
    second = engage(fresh_service, "ls-1")
    customers = [a_customer(fresh_service) for _ in range(8)] + [a_customer(fresh_service, outlet="ls-2")]
    for each in customers:
        put_facts(fresh_service, each)
    lowered, merged = (a_customer(fresh_service) for _ in range(2))
    for each in (lowered, merged):
        put_facts(fresh_service, each, **HIGH)
    with superuser(fresh_service.database) as sql:
        sql.run("UPDATE customer_tier SET tier = 'high_end', found_tier = 'high_end' WHERE tier = 'general'")
        sql.run(
            "UPDATE customer_tier SET tier = 'general', found_tier = 'general' WHERE customer_id = $1", lowered["id"]
        )
        sql.run("UPDATE customer SET merged_into = $1 WHERE id = $2", customers[0]["id"], merged["id"])
        kept(fresh_service)
        found = [dict(row) for row in sql.rows("SELECT * FROM customer_service ORDER BY id")]
        due = sql.value("SELECT count(*) FROM visit WHERE state = 'due' AND due_on = $1", today() + timedelta(days=30))
        kept(fresh_service)
        again = [dict(row) for row in sql.rows("SELECT * FROM customer_service ORDER BY id")]
        journal = sql.value("SELECT count(*) FROM audit_record WHERE action = 'service.begin' AND sub_branch = '*'")
    active = [row for row in found if row["state"] == "active"]
    named = [row["manager"] for row in active if row["outlet"] == "ls-1"]

    assert sorted(f"{row['customer_id']}" for row in active) == sorted(each["id"] for each in customers)
    assert {one: named.count(one) for one in set(named)} == {"ls-manager-1": 4, second: 4}
    assert [row["manager"] for row in active if row["outlet"] == "ls-2"] == ["ls-manager-2"]
    assert due == 9
    assert (again, journal) == (found, 3)


def kept(service: Running) -> None:
    """Run the job once."""

    async def run() -> None:
        database = Database(service.settings)
        try:
            await actions.keep(database, service.clock(), {})
        finally:
            await database.close()

    asyncio.run(run())
