"""The whole book in one run: as one by one, once, on after a kill, and only what changed (domain T9)."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.ids import new_id
from services.customer.jobs import queues
from services.customer.tiers.rules import Facts, Loan, Table, tier_of
from services.customer.tiers.schemas import TierRules
from tests.customer.making import a_customer, operating, put_facts
from tests.support.building import reference, today
from tests.support.forking import Program, program
from tests.support.running import Running
from tests.support.sql import superuser, wait_for, waiting
from tests.support.working import working

PATH = "/v1/tier-runs"
CUSTOMERS = 10_000
CODES = ["operating", "car", "housing"]


def run(service: Running) -> dict[str, Any]:
    asked = service.staff("head").do(PATH, {}, expect=202)
    with working(service, *queues(service.settings)):
        return ended(service, asked)


def ended(service: Running, asked: dict[str, Any]) -> dict[str, Any]:
    def look() -> Any:
        seen = service.staff("head").see(f"{PATH}/{asked['id']}")
        return seen if seen["state"] != "running" else None

    found: dict[str, Any] = wait_for(look, "the end of the run", 90)
    return found


def activate(service: Running, change: Any) -> str:
    """Put a policy in force that differs from the default one."""
    rules = service.staff("auditor").see("/v1/policies/2026-01")["rules"]
    change(rules)
    draft = {"version": reference("v"), "effective_from": f"{today()}", "rules": rules}
    service.staff("ls-risk").do("/v1/policies", draft, expect=201)
    service.staff("sz-risk").do(f"/v1/policies/{draft['version']}/activate")
    return str(draft["version"])


def near(chance: random.Random, *limits: int) -> int:
    """Fen at, just below or somewhere around a limit in yuan."""
    return max(chance.choice(limits) * 100 + chance.choice((-1, 0, 0, 1, -20_000_00, 30_000_00)), 0)


def book(service: Running, seed: str) -> dict[Any, Facts]:
    """Thousands of customers with facts at and around every limit, in the tables as a report would leave them."""
    chance = random.Random(seed)
    facts, customers, rows = {}, [], []
    for _ in range(CUSTOMERS):
        customer = new_id()
        loans = [(chance.choice(CODES), near(chance, 300_000, 500_000) + 1) for _ in range(chance.choice((0, 0, 1, 2)))]
        known = (
            near(chance, 200_000, 500_000, 1_000_000),
            chance.choice((-5_00, 4_999_99, 5_000_00, 20_00)),
            chance.choice((0, 9, 10, 30)),
            chance.choice((0, 4, 5, 6)),
            near(chance, 80_000, 500_000, 1_000_000),
        )
        needs = chance.sample(CODES, chance.choice((0, 0, 1, 2)))
        facts[customer] = Facts(
            Decimal(known[0]) / 100,
            Decimal(known[1]) / 100,
            known[2],
            [f"p{each}" for each in range(known[3])],
            Decimal(known[4]) / 100,
            [Loan(product, Decimal(amount) / 100) for product, amount in loans],
            needs,
        )
        customers.append(customer)
        products, amounts = [product for product, _ in loans], [amount for _, amount in loans]
        rows.append((customer, new_id(), *known, products, amounts, needs))
    with superuser(service.database) as sql:
        sql.run(
            "INSERT INTO customer (id, external_ref, name, id_number, id_number_index, phone, marketing_consent, "
            "made_by, made_at, sub_branch, outlet) SELECT id, 'R' || n, 'x', decode(repeat('00', 50), 'hex'), "
            "sha256(n::text::bytea), decode(repeat('00', 50), 'hex'), false, 'x', now(), 'lanshan', 'ls-1' "
            "FROM unnest($1::uuid[]) WITH ORDINALITY AS c (id, n)",
            customers,
        )
        put = (
            "INSERT INTO customer_facts SELECT $2, $1, $11, $3, $4, $5, '{}', $7, '[]', $10, 'x', now(), "
            "'lanshan', 'ls-1' WHERE $6::int >= 0 AND $8::text[] IS NOT NULL AND $9::bigint[] IS NOT NULL"
        )
        stand = (
            "INSERT INTO customer_tier (customer_id, facts_id, deposits, monthly_contribution, years_with_bank, "
            "products, annual_income, loan_products, loan_amounts, needs, as_of, tier, found_tier, codes, "
            "policy_version, since, found_at, changes, sub_branch, outlet, operating_loan) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
            "$10, $11, 'general', 'general', '{NONE}', 'none', now(), now(), 1, 'lanshan', 'ls-1', "
            "coalesce((SELECT max(a) FROM unnest($8::text[], $9::bigint[]) AS l (p, a) WHERE p = 'operating'), 0))"
        )
        dated = [(*row, date(2026, 1, 1)) for row in rows]
        sql.run_many(put, dated)
        sql.run_many(stand, dated)
    return facts


def found(service: Running) -> dict[Any, tuple[str, list[str]]]:
    with superuser(service.database) as sql:
        rows = sql.rows("SELECT customer_id, tier, codes FROM customer_tier")
    return {row["customer_id"]: (row["tier"], list(row["codes"])) for row in rows}


def test_a_run_finds_what_each_customer_by_themselves_would_find(fresh_service: Running) -> None:
    """T9: 10,000 random customers at and around every limit, set by set and one by one."""
    facts = book(fresh_service, os.environ.get("LOANOPS_SEED", "a run"))
    done = run(fresh_service)
    rules = TierRules.model_validate(fresh_service.staff("auditor").see("/v1/policies/2026-01")["rules"])
    table = Table("2026-01", [way.way() for way in rules.ways], frozenset(rules.operating_products))
    expected = {customer: tier_of(known, table) for customer, known in facts.items()}

    assert (done["state"], done["progress"], done["counts"]["read"]) == ("completed", 1, CUSTOMERS)
    assert found(fresh_service) == {customer: (one.tier, one.codes) for customer, one in expected.items()}
    assert len({one.tier for one in expected.values()}) == 3
    with superuser(fresh_service.database) as sql:
        history = sql.rows("SELECT customer_id, position, before_tier, tier FROM tier_change WHERE made_by = 'head'")
    assert len(history) == done["counts"]["changed"] == CUSTOMERS
    assert {(row["position"], row["before_tier"]) for row in history} == {(2, "general")}
    again = run(fresh_service)
    assert (again["counts"]["read"], again["counts"]["changed"]) == (CUSTOMERS, 0)


def test_a_new_policy_raises_and_lowers_and_the_tier_names_it(fresh_service: Running) -> None:
    """T9, T1: those who stay are held against the new version, too, and say so."""
    rich, saver, plain = (a_customer(fresh_service) for _ in range(3))
    put_facts(fresh_service, rich, deposits="1000000.00")
    put_facts(fresh_service, saver, deposits="200000.00")
    put_facts(fresh_service, plain)

    def change(rules: Any) -> None:
        for way in rules["ways"]:
            if way["code"] == "DEPOSITS":
                way["at_least"]["deposits"] = {"high_end": "2000000.00", "potential_high_end": "10000.00"}[way["tier"]]

    version = activate(fresh_service, change)
    done = run(fresh_service)
    manager = fresh_service.staff("ls-manager-1")
    seen = [manager.see(f"/v1/customers/{each['id']}/tier") for each in (rich, saver, plain)]

    assert done["counts"] == {"read": 3, "changed": 2, "raised": 1, "lowered": 1}
    assert [one["tier"] for one in seen] == ["potential_high_end"] * 3
    assert {one["policy_version"] for one in seen} == {version}
    assert "10000.00 yuan (at least 10000.00 yuan)" in seen[2]["reasons"][0]["detail"]
    assert "200000.00 yuan (at least 10000.00 yuan)" in seen[1]["reasons"][0]["detail"]
    moved = manager.see("/v1/tier-movements", **{"from": f"{today()}", "to": f"{today()}"})["items"]
    assert {"before": None, "after": "potential_high_end", "customers": 3} in moved


def test_other_loans_count_as_operating_once_the_policy_says_so(fresh_service: Running) -> None:
    """T2: which loans finance a business is the policy's to say."""
    customer = a_customer(fresh_service)
    put_facts(fresh_service, customer, loans=[{"product": "truck", "amount": "600000.00"}, operating("1.00")])
    activate(fresh_service, lambda rules: rules["operating_products"].append("truck"))
    run(fresh_service)
    seen = fresh_service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/tier")

    assert (seen["tier"], [one["code"] for one in seen["reasons"]]) == ("high_end", ["OPERATING_LOAN"])


def test_customers_raised_by_a_run_are_served_and_those_lowered_no_more(fresh_service: Running) -> None:
    """T3, T9."""
    up, down = a_customer(fresh_service), a_customer(fresh_service)
    put_facts(fresh_service, up, deposits="900000.00")
    put_facts(fresh_service, down, monthly_contribution="5000.00")

    def change(rules: Any) -> None:
        rules["ways"] = [{"tier": "high_end", "code": "SAVER", "at_least": {"deposits": "900000.00"}}]

    activate(fresh_service, change)
    asked = fresh_service.staff("head").do(PATH, {}, expect=202)
    at = f"/v1/customers/{up['id']}/service-plan"
    manager = fresh_service.staff("ls-manager-1")
    with working(fresh_service, *queues(fresh_service.settings)):
        ended(fresh_service, asked)
        plan = wait_for(lambda: (seen := manager.see(at))["dedicated_manager"] and seen, "the manager", 30)

    assert plan["next_visit_due_on"]
    assert manager.see(f"/v1/customers/{down['id']}/high-end-file")["state"] == "ended"
    assert [one["state"] for one in manager.see("/v1/visits", customer_id=down["id"])["items"]] == ["dropped"]


def test_one_run_at_a_time_and_only_by_those_who_may(service: Running) -> None:
    for name in ("ls-manager-1", "ls-risk", "auditor"):
        service.staff(name).do(PATH, {}, expect=403)
    first = service.staff("head").do(PATH, {}, expect=202)
    problem = service.staff("city").do(PATH, {}, expect=409)
    with working(service, *queues(service.settings)):
        done = ended(service, first)

    assert problem["code"] == "TIER_RUN_UNDER_WAY"
    stream = service.staff("auditor").send("GET", f"{PATH}/{first['id']}/stream")
    assert done["state"] == "completed"
    assert '"completed"' in stream.text


@contextmanager
def worker(service: Running) -> Iterator[Program]:
    """`python -m services.customer.jobs`, as the stack runs it; a job of a dead one comes back after two seconds."""
    settings = service.settings.model_copy(
        update={"job_lost_after_seconds": 2, "lock_timeout_ms": 60_000, "statement_timeout_ms": 60_000}
    )
    with program(settings, "services.customer.jobs") as process:
        yield process


def test_a_run_whose_worker_is_killed_goes_on_and_does_nothing_twice(fresh_service: Running) -> None:
    """T9: the worker dies within a range; the next one ends the run."""
    book(fresh_service, "killed")
    asked = fresh_service.staff("head").do(PATH, {}, expect=202)
    with superuser(fresh_service.database) as holder, superuser(fresh_service.database) as watcher:
        holder.run("BEGIN")
        holder.run(
            "UPDATE customer_tier SET since = since WHERE customer_id = (SELECT max(customer_id::text)::uuid "
            "FROM customer_tier)"
        )
        with worker(fresh_service) as first:
            wait_for(lambda: waiting(watcher), "the held-up range", 60)
            first.send_signal(signal.SIGKILL)
            first.wait()
        holder.run("ROLLBACK")
    with worker(fresh_service):
        done = ended(fresh_service, asked)

    assert (done["state"], done["counts"]["changed"]) == ("completed", CUSTOMERS)
    with superuser(fresh_service.database) as sql:
        assert sql.value("SELECT count(*) FROM tier_change") == CUSTOMERS
        assert sql.value("SELECT count(*) FROM audit_record WHERE action = 'tier_run.advance'") == 1


def test_one_who_changes_is_found_also_behind_many_who_do_not(fresh_service: Running) -> None:
    """T9: ranges without a change are told by their first customers, and read to the end all the same."""
    customers = book(fresh_service, "behind")
    first = run(fresh_service)
    last = max(customers)
    with superuser(fresh_service.database) as sql:
        sql.run("UPDATE customer_tier SET deposits = 900000000 + deposits WHERE customer_id = $1", last)
    again = run(fresh_service)

    assert (first["counts"]["read"], again["counts"]["read"]) == (CUSTOMERS, CUSTOMERS)
    assert again["counts"]["changed"] == 1
    with superuser(fresh_service.database) as sql:
        told = sql.rows("SELECT found_tier, codes FROM customer_tier WHERE customer_id = $1", last)
    assert (told[0]["found_tier"], "DEPOSITS" in told[0]["codes"]) == ("high_end", True)
