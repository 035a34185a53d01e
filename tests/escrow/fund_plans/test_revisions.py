"""Plans that are revised while payments are under way on them (domain E4, O3)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.building import House, approved_plan, ask, draft_plan, enter_contract, receive, supervised_project
from tests.support.running import Running


@pytest.fixture
def house(escrow: Running) -> House:
    house = supervised_project(escrow)
    receive(house, "9000000.00")
    return house


def plan_of(house: House, line: str) -> dict[str, Any]:
    plans = house.staff("manager-1").see(f"{house.at}/fund-plans")["items"]
    return next(plan for plan in plans if line in {each["id"] for each in plan["lines"]})


def a_line(contract: dict[str, Any], amount: str, **more: Any) -> dict[str, Any]:
    return {
        "category": contract["category"],
        "contract_id": contract["id"],
        "amount": amount,
        "purpose": "frame",
    } | more


def revise(house: House, plan: dict[str, Any], *lines: dict[str, Any], expect: int = 201) -> Any:
    path = f"/v1/fund-plans/{plan['id']}/revise"
    return house.staff("manager-1").do(path, {"lines": list(lines)}, expect=expect)


def approve(house: House, plan: dict[str, Any], expect: int = 200) -> Any:
    at = f"/v1/fund-plans/{plan['id']}"
    house.staff("manager-1").do(f"{at}/submit")
    house.staff("corporate").do(f"{at}/approve")
    return house.staff("personal").do(f"{at}/approve", expect=expect)


def codes(problem: dict[str, Any]) -> list[str]:
    return [fault["code"] for fault in problem["errors"]]


def test_a_revision_counts_once_approved_and_takes_over_what_payments_have_taken(house: House) -> None:
    """E4: each revision a version, one approved a month."""
    line, contract = approved_plan(house, "300000.00", "2000000.00")
    payment = ask(house, line, contract, "200000.00")
    plan = plan_of(house, line)
    drafted = revise(house, plan, a_line(contract, "900000.00", replaces=line))
    before = ask(house, line, contract, "100000.01", expect=422)
    approved = approve(house, drafted)
    old = house.staff("manager-1").see(f"/v1/fund-plans/{plan['id']}")

    assert (drafted["revision"], drafted["revises_id"], drafted["state"]) == (2, plan["id"], "draft")
    assert before["code"] == "DISBURSEMENT_CHECKS_FAILED"
    assert (old["state"], approved["state"]) == ("superseded", "approved")
    assert [(each["committed"], each["replaced_by"]) for each in old["lines"]] == [("0.00", approved["lines"][0]["id"])]
    assert approved["lines"][0]["committed"] == "200000.00"
    # The payment goes on against the line that took its own's place, and gives back to it.
    house.staff("personal").do(f"/v1/disbursements/{payment['id']}/confirm")
    house.staff("manager-2").do(f"/v1/disbursements/{payment['id']}/cancel")
    assert ask(house, approved["lines"][0]["id"], contract, "900000.00")["state"] == "requested"
    assert plan_of(house, line)["lines"][0]["committed"] == "0.00"


def test_a_revision_leaves_payments_what_they_have_taken(house: House) -> None:
    line, contract = approved_plan(house, "300000.00", "2000000.00")
    other = enter_contract(house, "500000.00")
    ask(house, line, contract, "200000.00")
    plan = plan_of(house, line)

    assert codes(revise(house, plan, a_line(contract, "199999.99", replaces=line), expect=422)) == ["BELOW_COMMITTED"]
    assert codes(revise(house, plan, a_line(contract, "300000.00"), expect=422)) == ["COMMITTED_LINE_MISSING"]
    assert codes(revise(house, plan, a_line(other, "300000.00", replaces=line), expect=422)) == ["LINE_DIFFERS"]
    twice = [a_line(contract, "300000.00", replaces=line)] * 2
    assert codes(revise(house, plan, *twice, expect=422)) == ["UNKNOWN_PLAN_LINE"]


def test_what_payments_take_while_a_revision_waits_is_not_lost(house: House) -> None:
    """The second department approves a revision that no longer leaves enough: it is refused, and the plan stays."""
    line, contract = approved_plan(house, "300000.00", "2000000.00")
    plan = plan_of(house, line)
    drafted = revise(house, plan, a_line(contract, "100.00", replaces=line))
    ask(house, line, contract, "200.00")
    refused = approve(house, drafted, expect=409)

    assert refused["code"] == "REVISION_OUTRUN"
    assert plan_of(house, line)["state"] == "approved"


def test_of_two_revisions_the_first_approved_counts(house: House) -> None:
    line, contract = approved_plan(house, "300000.00", "2000000.00")
    plan = plan_of(house, line)
    first, second = (revise(house, plan, a_line(contract, "400000.00", replaces=line)) for _ in range(2))
    approve(house, second)

    assert (first["revision"], second["revision"]) == (2, 3)
    assert approve(house, first, expect=409)["code"] == "INVALID_STATE"


def test_a_rejected_plan_is_revised_with_nothing_to_take_over(house: House) -> None:
    contract = enter_contract(house, "1000.00")
    plan = draft_plan(house, [(contract, "1000.00")])
    at = f"/v1/fund-plans/{plan['id']}"
    assert revise(house, plan, a_line(contract, "10.00"), expect=409)["code"] == "INVALID_STATE"
    house.staff("manager-1").do(f"{at}/submit")
    rejected = house.staff("corporate").do(f"{at}/reject", {"reason": "too much"})
    again = revise(house, rejected, a_line(contract, "10.00"))

    assert house.staff("manager-1").see(at)["allowed_actions"] == ["revise"]
    assert (again["revision"], again["revises_id"]) == (2, None)
    assert approve(house, again)["state"] == "approved"


def test_payments_and_the_approval_of_a_revision_at_once_lose_nothing(house: House) -> None:
    """Whatever comes first: what is committed on the standing line is the sum of the payments let in."""
    line, contract = approved_plan(house, "1000000.00", "2000000.00")
    drafted = revise(house, plan_of(house, line), a_line(contract, "1000000.00", replaces=line))
    at = f"/v1/fund-plans/{drafted['id']}"
    house.staff("manager-1").do(f"{at}/submit")
    house.staff("corporate").do(f"{at}/approve")
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, house, line, contract, "1000.00", expect=(201, 422)) for _ in range(7)]
        approval = pool.submit(house.staff("personal").do, f"{at}/approve")
    taken = sum(answer.result().get("state") == "requested" for answer in asked)
    standing = house.staff("manager-1").see(at)

    assert approval.result()["state"] == "approved"
    assert taken == 7
    assert standing["lines"][0]["committed"] == "7000.00"
