"""Facts and tiers over HTTP (domain T1, T2)."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.customer.making import a_customer, known, operating, put_facts
from tests.support.building import reference, today
from tests.support.running import Running


def history(service: Running, customer: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/tier-history")[
        "items"
    ]
    return items


def test_a_tier_comes_of_the_facts_at_once_with_reasons_facts_and_policy_version(service: Running) -> None:
    """T1, T2."""
    customer = a_customer(service)
    put_facts(service, customer)
    answered = put_facts(service, customer, loans=[operating("500000.00")])
    seen = service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/tier")

    assert seen == answered
    assert (seen["tier"], seen["policy_version"]) == ("high_end", "2026-01")
    assert [reason["code"] for reason in seen["reasons"]] == ["OPERATING_LOAN"]
    assert {name: seen["facts"][name] for name in known()} == known(loans=[operating("500000.00")])


def test_the_first_tier_is_history_and_so_is_every_change(service: Running) -> None:
    """T1; contract, section 6."""
    customer = a_customer(service)
    for loan in ("100.00", "300000.00", "500000.00", "600000.00", "100.00"):
        put_facts(service, customer, loans=[operating(loan)])
    found = history(service, customer)

    assert [(change["position"], change["tier"]) for change in found] == [
        (4, "general"),
        (3, "high_end"),
        (2, "potential_high_end"),
        (1, "general"),
    ]
    assert [change["facts"]["loans"][0]["amount"] for change in found] == ["100.00", "500000.00", "300000.00", "100.00"]
    assert all(change["reasons"] and change["policy_version"] == "2026-01" for change in found)


def test_another_reason_for_the_same_tier_is_history_and_the_tier_keeps_its_beginning(service: Running) -> None:
    customer = a_customer(service)
    first = put_facts(service, customer, loans=[operating("500000.00")])
    second = put_facts(service, customer, deposits="1000000.00")

    assert [reason["code"] for reason in second["reasons"]] == ["DEPOSITS"]
    assert second["since"] == first["since"]
    assert [change["tier"] for change in history(service, customer)] == ["high_end", "high_end"]


def test_new_facts_with_the_same_outcome_are_shown_and_are_no_change_of_tier(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer, deposits="1.00")
    shown = put_facts(service, customer, deposits="2.00")
    facts = service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/facts")["items"]

    assert shown["facts"]["deposits"] == "2.00"
    assert len(history(service, customer)) == 1
    assert [one["deposits"] for one in facts] == ["2.00", "1.00"]


def test_the_same_facts_again_write_nothing_down(service: Running) -> None:
    customer = a_customer(service)

    assert put_facts(service, customer) == put_facts(service, customer)
    assert len(service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/facts")["items"]) == 1


def test_facts_of_an_earlier_day_or_a_day_to_come_are_refused(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer)
    early = put_facts(service, customer, expect=409, as_of=f"{today() - timedelta(days=1)}")
    ahead = put_facts(service, customer, expect=422, as_of=f"{today() + timedelta(days=1)}")

    assert early["code"] == "FACTS_SUPERSEDED"
    assert [fault["code"] for fault in ahead["errors"]] == ["DATE_IN_THE_FUTURE"]


def test_facts_are_strict_and_name_every_fault(service: Running) -> None:
    customer = a_customer(service)
    problem = put_facts(
        service, customer, expect=422, deposits=10, years_with_bank="1", loans=[{"product": "operating"}], mood="good"
    )

    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/deposits", "MONEY_FORMAT"),
        ("/years_with_bank", "INT_TYPE"),
        ("/loans/0/amount", "MISSING"),
        ("/mood", "EXTRA_FORBIDDEN"),
    }


def test_without_facts_there_is_no_tier_yet(service: Running) -> None:
    customer = a_customer(service)
    problem = service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/tier", expect=404)

    assert problem["code"] == "NOT_TIERED_YET"
    assert history(service, customer) == []


def test_reasons_are_told_in_the_callers_language(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer, deposits="200000.00")
    chinese = {"Accept-Language": "zh-CN"}
    manager, at = service.staff("ls-manager-1"), f"/v1/customers/{customer['id']}"
    seen = manager.send("GET", f"{at}/tier", headers=chinese).json()
    earlier = manager.send("GET", f"{at}/tier-history", headers=chinese).json()["items"][0]

    assert seen["reasons"][0]["detail"] == "存款 200000.00 元（不低于 200000.00 元）" == earlier["reasons"][0]["detail"]
    assert "deposits" in manager.see(f"{at}/tier")["reasons"][0]["detail"]


def test_a_dry_run_answers_the_tier_and_writes_nothing(service: Running) -> None:
    customer = a_customer(service)
    path = f"/v1/customers/{customer['id']}/facts?dry_run=true"
    answer = service.staff("core-banking").send("PUT", path, json=known(deposits="1000000.00"))

    assert answer.json()["tier"] == "high_end"
    assert history(service, customer) == []


def test_only_core_banking_reports_facts_and_only_the_own_branch_reads_them(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer)
    at = f"/v1/customers/{customer['id']}"

    assert service.staff("ls-manager-1").send("PUT", f"{at}/facts", json=known()).status_code == 403
    for part in ("tier", "tier-history", "facts"):
        service.staff("sz-manager-1").see(f"{at}/{part}", expect=404)
        service.staff("ls-outlet").see(f"{at}/{part}")
        service.staff("auditor").see(f"{at}/{part}")


def test_facts_at_the_same_moment_are_taken_one_after_another(service: Running) -> None:
    customer = a_customer(service)

    def send(amount: int) -> int:
        body = known(loans=[operating(f"{amount}.00")])
        answer = service.staff("core-banking").send("PUT", f"/v1/customers/{customer['id']}/facts", json=body)
        return answer.status_code

    with ThreadPoolExecutor(6) as threads:
        statuses = list(threads.map(send, (100_000, 300_000, 500_000) * 4))
    found = history(service, customer)
    seen = service.staff("head").see(f"/v1/customers/{customer['id']}/tier")

    assert statuses == [200] * 12
    assert [change["position"] for change in found] == list(range(len(found), 0, -1))
    assert all(one["tier"] != other["tier"] for one, other in itertools.pairwise(found))
    assert seen["tier"] == found[0]["tier"]


def test_what_happened_stands_under_the_customer_in_the_journal(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer, deposits="200000.00")
    events = service.staff("auditor").see("/v1/audit-events", resource=customer["id"])["items"]

    assert [event["action"] for event in events] == ["customer.tier", "customer.report_facts", "customer.register"]
    assert events[0]["data"]["tier"] == "potential_high_end"


def test_a_new_policy_counts_from_its_start_for_the_facts_that_come_after(fresh_service: Running) -> None:
    """T1: the bank's staff set the figures, one makes and another activates (O3)."""
    customer = a_customer(fresh_service)
    before = put_facts(fresh_service, customer, deposits="100000.00")
    rules = fresh_service.staff("auditor").see("/v1/policies/2026-01")["rules"]
    rules["ways"].append({"tier": "high_end", "code": "SAVER", "need": None, "at_least": {"deposits": "100000.00"}})
    draft = {"version": reference("v"), "effective_from": f"{today()}", "rules": rules}
    at = f"/v1/policies/{draft['version']}/activate"
    drafted = fresh_service.staff("ls-risk").do("/v1/policies", draft, expect=201)
    assert fresh_service.staff("ls-risk").do(at, expect=403)["code"] == "MAKER_IS_CHECKER"
    fresh_service.staff("sz-risk").do(at)
    after = put_facts(fresh_service, customer, deposits="100000.00")

    assert drafted["kind"] == "tiers"
    assert (before["tier"], before["policy_version"]) == ("general", "2026-01")
    assert (after["tier"], after["policy_version"]) == ("high_end", draft["version"])
    assert [reason["code"] for reason in after["reasons"]] == ["SAVER"]


def test_a_policy_that_makes_no_sense_is_refused_by_name(service: Running) -> None:
    rules = service.staff("auditor").see("/v1/policies/2026-01")["rules"]
    rules["ways"].append({"tier": "high_end", "code": "ALL", "at_least": {}})
    draft = {"version": reference("v"), "effective_from": f"{today()}", "rules": rules}
    problem = service.staff("ls-risk").do("/v1/policies", draft, expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [
        (f"/rules/ways/{len(rules['ways']) - 1}/at_least", "WAY_ASKS_NOTHING")
    ]


def test_a_tier_that_fell_by_facts_names_the_arrears_they_tell_of_and_is_found_by_them(service: Running) -> None:
    """T1: the change, the tier as it stands and the event name them; facts that changed nothing are of no change."""
    customer, arrears = a_customer(service), [str(uuid4()), str(uuid4())]
    put_facts(service, customer, deposits="1000000.00")
    fallen = put_facts(service, customer, deposits="1.00", correlation_ids=[*arrears, arrears[0]])
    put_facts(service, customer, deposits="2.00", correlation_ids=[str(uuid4())])
    changes = history(service, customer)
    see = service.staff("ls-manager-1").see
    (found,) = see("/v1/tier-changes", correlation_id=arrears)["items"]
    told = service.staff("auditor").see("/v1/audit-events", resource=customer["id"])["items"]

    assert (fallen["tier"], fallen["correlation_ids"]) == ("general", arrears)
    assert [change["correlation_ids"] for change in changes] == [arrears, []]
    assert found == changes[0] | {"customer_id": customer["id"], "sub_branch": "lanshan", "outlet": "ls-1"}
    assert next(one for one in told if one["action"] == "customer.tier")["data"]["correlation_ids"] == arrears
    assert service.staff("sz-manager-1").see("/v1/tier-changes", correlation_id=arrears)["items"] == []
    assert see("/v1/tier-changes", expect=422)["errors"][0]["pointer"] == "/correlation_id"


def test_facts_told_anew_under_the_same_policy_are_of_no_other_change(service: Running) -> None:
    customer, arrears = a_customer(service), str(uuid4())
    put_facts(service, customer, correlation_ids=[arrears])
    put_facts(service, customer, correlation_ids=[arrears])

    assert len(service.staff("ls-manager-1").see("/v1/tier-changes", correlation_id=arrears)["items"]) == 1
