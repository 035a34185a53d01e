"""Customers over HTTP: masked, found by number, shown only with a reason (contract, sections 1 and 6)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.customer.making import a_customer, id_number, put_facts, report
from tests.support.building import reference
from tests.support.running import Running

REASON = {"reason": "identity check at the counter"}


def test_a_customer_is_reported_and_read_masked(service: Running) -> None:
    asked = report(company={"name": "鲁南木业有限公司"})
    made = service.staff("core-banking").do("/v1/customers", asked, expect=201)
    number, phone = asked["id_number"], asked["phone"]

    assert made["id_number"] == f"{number[:3]}***********{number[-4:]}"
    assert made["phone"] == f"138****{phone[-4:]}"
    assert (made["name"], made["company"]) == (asked["name"], asked["company"])
    for name in ("ls-manager-1", "ls-outlet", "ls-collector", "auditor", "city"):
        seen = service.staff(name).send("GET", f"/v1/customers/{made['id']}")
        assert seen.json() == made
        assert number not in seen.text
        assert phone not in seen.text
    assert made in service.staff("ls-manager-1").see("/v1/customers", external_ref=asked["external_ref"])["items"]


def test_the_same_reference_is_the_same_customer(service: Running) -> None:
    """Contract, sections 1 and 6: the same content answers the first, what is new changes it."""
    bank, asked = service.staff("core-banking"), report()
    first = bank.do("/v1/customers", asked, expect=201)

    assert bank.do("/v1/customers", asked, expect=200) == first
    assert bank.do("/v1/customers", asked | {"id_number": asked["id_number"].lower()}, expect=200) == first
    for change in ({"phone": "13900000000"}, {"name": "王大明"}, {"company": {"name": "X"}}, {"outlet": "ls-2"}):
        asked |= change
        after = bank.do("/v1/customers", asked, expect=200)
        assert after["version"] == first["version"] + 1
        first = after
    assert (first["phone"], first["name"], first["outlet"]) == ("139****0000", "王大明", "ls-2")
    history = service.staff("auditor").see("/v1/audit-events", resource=first["id"])["items"]
    assert [one["data"].get("changed") for one in history] == [["outlet"], ["company"], ["name"], ["phone"], None]


def test_a_customer_takes_facts_tier_and_history_along_to_another_sub_branch(service: Running) -> None:
    """O1: whoever works with the customer now sees all of it, and those before nothing."""
    bank, asked = service.staff("core-banking"), report()
    customer = bank.do("/v1/customers", asked, expect=201)
    put_facts(service, customer, deposits="1000000.00")
    bank.do("/v1/customers", asked | {"sub_branch": "shizhong", "outlet": "sz-2"}, expect=200)
    at = f"/v1/customers/{customer['id']}"

    for part in ("tier", "tier-history", "facts", "service-plan", "high-end-file"):
        assert service.staff("sz-manager-2").see(f"{at}/{part}")
        service.staff("ls-manager-1").see(f"{at}/{part}", expect=404)


def test_a_known_customer_cannot_take_another_ones_identity_number(service: Running) -> None:
    bank, held, asked = service.staff("core-banking"), report(), report()
    for each in (held, asked):
        bank.do("/v1/customers", each, expect=201)
    problem = bank.do("/v1/customers", asked | {"id_number": held["id_number"]}, expect=409)

    assert problem["code"] == "CUSTOMER_EXISTS"


def test_an_identity_number_is_one_customers_in_the_whole_bank_and_nobody_learns_whose(service: Running) -> None:
    first = report(sub_branch="shizhong", outlet="sz-1")
    service.staff("core-banking").do("/v1/customers", first, expect=201)
    problem = service.staff("core-banking").do("/v1/customers", report(id_number=first["id_number"]), expect=409)

    assert problem["code"] == "CUSTOMER_EXISTS"
    told = str(problem)
    assert not any(first[name] in told for name in ("id_number", "external_ref", "name", "sub_branch", "outlet"))


def test_twins_at_the_same_moment_make_one_customer(service: Running) -> None:
    asked = report()

    def send(_: int) -> tuple[int, Any]:
        answer = service.staff("core-banking").post("/v1/customers", asked)
        return answer.status_code, answer.json().get("id")

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))

    assert sorted(status for status, _ in answers) == [200, 200, 200, 201]
    assert len({customer for _, customer in answers}) == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id_number", "110105194912310021", "ID_NUMBER_INVALID"),
        ("id_number", "371302", "ID_NUMBER_INVALID"),
        ("phone", "12345678901", "PHONE_INVALID"),
        ("outlet", "sz-1", "UNKNOWN_NODE"),
        ("outlet", "lanshan", "UNKNOWN_NODE"),
        ("outlet", "ls-9", "UNKNOWN_NODE"),
        ("company", {"name": "X", "owner": "Y"}, "EXTRA_FORBIDDEN"),
    ],
)
def test_bad_input_is_refused_by_name_and_never_echoed(service: Running, field: str, value: Any, code: str) -> None:
    asked = report(**{field: value})
    problem = service.staff("core-banking").do("/v1/customers", asked, expect=422)

    assert problem["errors"][0]["pointer"].startswith(f"/{field}")
    assert problem["errors"][0]["code"] == code
    assert not any(text in str(problem) for text in (asked["id_number"], asked["phone"]))


def test_only_core_banking_reports_customers(service: Running) -> None:
    for name in ("ls-manager-1", "head", "auditor"):
        assert service.staff(name).do("/v1/customers", report(), expect=403)["code"] == "FORBIDDEN"


def test_a_dry_run_makes_no_customer(service: Running) -> None:
    asked = report()
    service.staff("core-banking").do("/v1/customers?dry_run=true", asked, expect=201)

    assert service.staff("head").see("/v1/customers", external_ref=asked["external_ref"])["items"] == []


def test_a_customer_is_found_by_number_where_the_scope_reaches(service: Running) -> None:
    asked = report()
    made = service.staff("core-banking").do("/v1/customers", asked)
    wanted = {"id_number": asked["id_number"]}

    for name in ("ls-manager-2", "ls-outlet", "head", "auditor", "core-banking"):
        assert service.staff(name).do("/v1/customers/search", wanted, expect=200)["items"] == [made]
    stranger = service.staff("sz-manager-1").do("/v1/customers/search", wanted, expect=200)
    unknown = service.staff("sz-manager-1").do("/v1/customers/search", {"id_number": id_number()}, expect=200)
    assert stranger == unknown == {"items": [], "next_cursor": None}


def test_an_outlet_manager_finds_the_customers_of_the_own_outlet_only(service: Running) -> None:
    """O1."""
    asked = report(outlet="ls-2")
    made = service.staff("core-banking").do("/v1/customers", asked)
    outlet = service.staff("ls-outlet")

    assert outlet.do("/v1/customers/search", {"id_number": asked["id_number"]}, expect=200)["items"] == []
    assert outlet.see("/v1/customers", outlet="ls-2")["items"] == []
    outlet.see(f"/v1/customers/{made['id']}", expect=404)


def test_every_search_is_recorded_and_none_is_kept(service: Running) -> None:
    asked = report()
    made = service.staff("core-banking").do("/v1/customers", asked)
    manager, key, body = service.staff("ls-manager-1"), str(uuid.uuid4()), {"id_number": asked["id_number"]}
    for _ in range(2):
        assert "Idempotent-Replayed" not in manager.post("/v1/customers/search", body, key=key).headers
    service.staff("sz-manager-2").do("/v1/customers/search", body, expect=200)
    history = service.staff("auditor").see("/v1/audit-events", resource=made["id"])["items"]
    missed = service.staff("auditor").see("/v1/audit-events", actor="sz-manager-2")["items"]

    assert [event["action"] for event in history] == ["customer.search"] * 2 + ["customer.register"]
    assert missed[0]["action"] == "customer.search"
    assert missed[0]["data"] == {"found": False}
    assert asked["id_number"] not in str(history) + str(missed)


def test_a_dry_search_would_leave_no_trace_and_finds_nothing(service: Running) -> None:
    asked = report()
    service.staff("core-banking").do("/v1/customers", asked)
    body = {"id_number": asked["id_number"]}
    found = service.staff("ls-manager-1").do("/v1/customers/search?dry_run=true", body, expect=200)

    assert found["items"] == []


def test_numbers_are_shown_to_an_account_manager_with_a_reason_and_recorded(service: Running) -> None:
    asked = report()
    made = service.staff("core-banking").do("/v1/customers", asked)
    manager, key = service.staff("ls-manager-1"), str(uuid.uuid4())
    shown = [manager.post(f"/v1/customers/{made['id']}/reveal", REASON, key=key) for _ in range(2)]
    history = service.staff("auditor").see("/v1/audit-events", resource=made["id"])["items"]

    for answer in shown:
        assert answer.json() == {"id": made["id"], "id_number": asked["id_number"], "phone": asked["phone"]}
        assert "Idempotent-Replayed" not in answer.headers
    assert [(event["action"], event["actor"], event["data"]) for event in history[:2]] == [
        ("customer.reveal", "ls-manager-1", REASON)
    ] * 2
    assert asked["id_number"] not in str(history)
    assert asked["phone"] not in str(history)


def test_a_dry_reveal_shows_nothing(service: Running) -> None:
    made = a_customer(service)
    shown = service.staff("ls-manager-1").do(f"/v1/customers/{made['id']}/reveal?dry_run=true", REASON, expect=200)

    assert shown == {"id": made["id"], "id_number": None, "phone": None}


def test_numbers_are_shown_to_nobody_else_and_not_without_a_proper_reason(service: Running) -> None:
    asked = report()
    made = service.staff("core-banking").do("/v1/customers", asked)
    at = f"/v1/customers/{made['id']}/reveal"

    for name in ("ls-outlet", "ls-collector", "ls-branch-head", "head", "auditor", "core-banking"):
        service.staff(name).do(at, REASON, expect=403)
    service.staff("sz-manager-1").do(at, REASON, expect=404)
    for reason in ("", "  ok  ", f"it is {asked['phone']}"):
        problem = service.staff("ls-manager-1").do(at, {"reason": reason}, expect=422)
        assert problem["errors"][0]["pointer"] == "/reason"
        assert asked["phone"] not in str(problem)
    service.staff("ls-manager-1").do(at, {}, expect=422)


def test_a_list_is_of_the_own_part_of_the_bank_and_can_be_walked(service: Running) -> None:
    mine = [a_customer(service, outlet="ls-2")["id"] for _ in range(3)]
    theirs = a_customer(service, sub_branch="shizhong", outlet="sz-2")["id"]
    manager = service.staff("ls-manager-1")
    first = manager.see("/v1/customers", outlet="ls-2", limit=2)
    second = manager.see("/v1/customers", outlet="ls-2", limit=2, cursor=first["next_cursor"])

    assert [customer["id"] for customer in first["items"] + second["items"]][:3] == mine[::-1]
    assert theirs not in {customer["id"] for customer in manager.see("/v1/customers", limit=200)["items"]}
    assert theirs in {customer["id"] for customer in service.staff("head").see("/v1/customers", limit=200)["items"]}
    service.staff("ls-manager-1").see(f"/v1/customers/{theirs}", expect=404)


def test_a_name_that_is_no_id_is_not_found(service: Running) -> None:
    for name in ("x", "search", reference("C")):
        service.staff("ls-manager-1").see(f"/v1/customers/{name}", expect=404)
