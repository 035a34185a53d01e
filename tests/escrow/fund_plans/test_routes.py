"""Fund plans over HTTP (domain E4, O3)."""

import itertools
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2 as httpx
import pytest

from tests.support.building import House, enter_contract, person, proposed_project, today
from tests.support.running import Running, Staff

MONTH = f"{today():%Y-%m}"
WAGES = {"category": "wages", "amount": "1000.00", "purpose": "site staff"}


def drafted(house: House, month: str = MONTH, by: Staff | None = None) -> dict[str, Any]:
    """A plan of one line of wages."""
    made: dict[str, Any] = (by or house.staff("manager-1")).do(
        f"{house.at}/fund-plans", {"month": month, "lines": [WAGES]}, expect=201
    )
    return made


def submitted(house: House, month: str = MONTH) -> str:
    """The path of a plan that waits for both departments."""
    at = f"/v1/fund-plans/{drafted(house, month)['id']}"
    house.staff("manager-1").do(f"{at}/submit")
    return at


def faults_of(problem: dict[str, Any]) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in problem["errors"]}


def test_a_plan_is_drawn_up_line_by_line_with_the_schedule_of_the_works(house: House) -> None:
    contract = enter_contract(house, "5000.00")
    asked = {
        "month": MONTH,
        "lines": [
            {"category": "construction", "contract_id": contract["id"], "amount": "4000.00", "purpose": "frame"},
            WAGES,
        ],
        "schedule": [{"milestone": "topping_out", "planned_percent": "60.00", "claimed_percent": "55.50"}],
    }
    made = house.staff("manager-1").do(f"{house.at}/fund-plans", asked, expect=201)

    frame, wages = made["lines"]
    assert {name: frame[name] for name in asked["lines"][0]} == asked["lines"][0]
    assert (frame["committed"], frame["remaining"]) == ("0.00", "4000.00")
    assert (wages["category"], wages["contract_id"]) == ("wages", None)
    assert made["schedule"] == [
        asked["schedule"][0] | {"confirmed_percent": "50.00", "claimed_ahead": True, "behind_plan": True}
    ]
    assert (made["total"], made["state"], made["month"], made["version"]) == ("5000.00", "draft", MONTH, 1)
    assert (made["approvals"], made["rejected_reason"], made["allowed_actions"]) == ([], None, ["submit"])
    assert house.staff("manager-1").see(f"/v1/fund-plans/{made['id']}") == made


def test_plans_are_found_by_month_and_state(fresh_house: House) -> None:
    manager, at = fresh_house.staff("manager-1"), f"{fresh_house.at}/fund-plans"
    now, later = drafted(fresh_house), drafted(fresh_house, "2099-01")

    assert manager.see(at)["items"] == [later, now]
    assert manager.see(at, month="2099-01")["items"] == [later]
    assert manager.see(at, state="submitted")["items"] == []
    first = manager.see(at, limit=1)
    assert manager.see(at, limit=1, cursor=first["next_cursor"])["items"] == [now]


def test_every_fault_of_a_plan_is_named(house: House) -> None:
    design = enter_contract(house, "100.00", category="design")
    line = {"category": "construction", "amount": "100.01", "purpose": "frame"}
    asked = {"month": "2020-01", "lines": [line, line | {"contract_id": design["id"]}]}
    manager, at = house.staff("manager-1"), f"{house.at}/fund-plans"

    assert faults_of(manager.do(at, asked, expect=422)) == {
        ("/month", "MONTH_PAST"),
        ("/lines/0/contract_id", "CONTRACT_REQUIRED"),
        ("/lines/1/category", "CATEGORY_DIFFERS"),
        ("/lines/1/amount", "ABOVE_CONTRACT"),
    }
    assert faults_of(manager.do(at, {"month": "2026-13", "lines": []}, expect=422)) == {
        ("/month", "MONTH_FORMAT"),
        ("/lines", "TOO_SHORT"),
    }
    huge = [WAGES | {"amount": "999999999999999.99"}] * 2
    assert faults_of(manager.do(at, {"month": MONTH, "lines": huge}, expect=422)) == {("/lines", "MONEY_TOO_LARGE")}


def test_another_projects_contract_is_unknown(house: House, fresh_house: House) -> None:
    theirs = enter_contract(fresh_house, "100.00")
    line = {"category": "construction", "contract_id": theirs["id"], "amount": "1.00", "purpose": "frame"}
    problem = house.staff("manager-1").do(f"{house.at}/fund-plans", {"month": MONTH, "lines": [line]}, expect=422)

    assert faults_of(problem) == {("/lines/0/contract_id", "UNKNOWN_CONTRACT")}


def test_a_project_without_supervised_account_has_no_plan(escrow: Running) -> None:
    at = f"/v1/projects/{proposed_project(escrow)['id']}/fund-plans"
    problem = escrow.staff("ls-manager-1").do(at, {"month": MONTH, "lines": [WAGES]}, expect=409)

    assert problem["code"] == "INVALID_STATE"


@pytest.mark.parametrize("order", [("corporate", "personal"), ("personal", "corporate")])
def test_a_plan_counts_once_both_departments_have_approved_it(fresh_house: House, order: tuple[str, str]) -> None:
    """E4, in either order."""
    at = submitted(fresh_house)
    first, second = (fresh_house.staff(department) for department in order)

    half = first.do(f"{at}/approve")
    seen_by_second = second.see(at)
    whole = second.do(f"{at}/approve")

    assert (half["state"], half["allowed_actions"]) == ("submitted", ["reject"])
    assert [(each["department"], each["by"]) for each in half["approvals"]] == [(order[0], first.name)]
    assert seen_by_second["allowed_actions"] == ["approve", "reject"]
    assert (whole["state"], whole["allowed_actions"], whole["version"]) == ("approved", [], 4)
    assert [(each["department"], each["by"]) for each in whole["approvals"]] == [
        (order[0], first.name),
        (order[1], second.name),
    ]


def test_a_department_approves_once(fresh_house: House) -> None:
    at = submitted(fresh_house)
    fresh_house.staff("corporate").do(f"{at}/approve")
    colleague = person(fresh_house.escrow, "corporate_dept")

    assert colleague.do(f"{at}/approve", expect=409)["code"] == "DEPARTMENT_HAS_APPROVED"
    assert fresh_house.staff("corporate").do(f"{at}/approve", expect=409)["code"] == "DEPARTMENT_HAS_APPROVED"


def test_the_maker_of_a_plan_does_not_approve_or_reject_it(fresh_house: House) -> None:
    """O3."""
    maker = person(fresh_house.escrow, "account_manager", "corporate_dept")
    at = f"/v1/fund-plans/{drafted(fresh_house, by=maker)['id']}"
    waiting = fresh_house.staff("manager-1").do(f"{at}/submit")

    assert waiting["submitted_by"] == "ls-manager-1"
    assert maker.see(at)["allowed_actions"] == []
    assert maker.do(f"{at}/approve", expect=403)["code"] == "MAKER_IS_CHECKER"
    assert maker.do(f"{at}/reject", {"reason": "second thoughts"}, expect=403)["code"] == "MAKER_IS_CHECKER"


def test_who_submitted_a_plan_does_not_approve_it(fresh_house: House) -> None:
    """O3."""
    submitter = person(fresh_house.escrow, "account_manager", "personal_dept")
    at = f"/v1/fund-plans/{drafted(fresh_house)['id']}"
    submitter.do(f"{at}/submit")

    assert submitter.see(at)["allowed_actions"] == []
    assert submitter.do(f"{at}/approve", expect=403)["code"] == "MAKER_IS_CHECKER"


def test_one_person_does_not_approve_for_both_departments(fresh_house: House) -> None:
    """O3: where two departments must agree, by two different persons."""
    at = submitted(fresh_house)
    deputy = person(fresh_house.escrow, "corporate_dept", "personal_dept")
    half = deputy.do(f"{at}/approve")

    assert half["allowed_actions"] == ["reject"]
    assert deputy.do(f"{at}/approve", expect=403)["code"] == "MAKER_IS_CHECKER"
    assert fresh_house.staff("personal").do(f"{at}/approve")["state"] == "approved"


def test_a_rejected_plan_is_over_and_the_month_can_have_another(fresh_house: House) -> None:
    at = submitted(fresh_house)
    fresh_house.staff("corporate").do(f"{at}/approve")
    fresh_house.staff("personal").do(f"{at}/reject", {"reason": " "}, expect=422)

    rejected = fresh_house.staff("personal").do(f"{at}/reject", {"reason": "frame is not up yet"})

    assert (rejected["state"], rejected["rejected_reason"]) == ("rejected", "frame is not up yet")
    assert rejected["rejected_by"] == "ls-personal"
    for verb, department in (("approve", "corporate"), ("reject", "personal")):
        problem = fresh_house.staff(department).do(f"{at}/{verb}", {"reason": "x"}, expect=409)
        assert problem["code"] == "INVALID_STATE"
    fresh_house.staff("corporate").do(f"{(other := submitted(fresh_house))}/approve")
    assert fresh_house.staff("personal").do(f"{other}/approve")["state"] == "approved"


def test_a_month_has_one_approved_plan(fresh_house: House) -> None:
    first, second = submitted(fresh_house), submitted(fresh_house)
    later = submitted(fresh_house, "2099-01")
    for at in (first, later):
        for department in ("corporate", "personal"):
            approved = fresh_house.staff(department).do(f"{at}/approve")
        assert approved["state"] == "approved"
    fresh_house.staff("corporate").do(f"{second}/approve")

    assert fresh_house.staff("personal").do(f"{second}/approve", expect=409)["code"] == "PLAN_EXISTS"
    assert fresh_house.staff("manager-1").see(second)["state"] == "submitted"
    another = {"month": MONTH, "lines": [WAGES]}
    problem = fresh_house.staff("manager-1").do(f"{fresh_house.at}/fund-plans", another, expect=409)
    assert problem["code"] == "PLAN_EXISTS"


def at_once(*calls: tuple[Staff, str, str]) -> list[httpx.Response]:
    """Approvals of (person, plan, ETag) at the same moment."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda c: c[0].post(f"{c[1]}/approve", headers={"If-Match": c[2]}), calls))


def test_of_two_approvers_at_once_one_is_told_that_the_plan_has_changed(fresh_house: House) -> None:
    at = submitted(fresh_house)
    corporate, personal = fresh_house.staff("corporate"), fresh_house.staff("personal")

    answers = at_once((corporate, at, '"2"'), (personal, at, '"2"'))

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    late = corporate if answers[0].status_code == 412 else personal
    assert late.do(f"{at}/approve")["state"] == "approved"


def test_of_two_plans_approved_at_once_one_counts(fresh_house: House) -> None:
    plans = [submitted(fresh_house), submitted(fresh_house)]
    for at in plans:
        fresh_house.staff("corporate").do(f"{at}/approve")

    answers = at_once(*((fresh_house.staff("personal"), at, '"3"') for at in plans))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [a.json()["code"] for a in answers if a.status_code == 409] == ["PLAN_EXISTS"]
    states = sorted(fresh_house.staff("manager-1").see(at)["state"] for at in plans)
    assert states == ["approved", "submitted"]


def test_what_is_refused_is_refused_in_order(fresh_house: House) -> None:
    """401, 403, 404, 415, 400, 422, 428, 412, 409 (contract, section 1)."""
    at = f"/v1/fund-plans/{drafted(fresh_house)['id']}"
    corporate, manager = fresh_house.staff("corporate"), fresh_house.staff("manager-1")
    key = {"Idempotency-Key": str(uuid.uuid4())}
    stale = {"headers": {"If-Match": '"7"'}}

    assert fresh_house.escrow.client.post(f"{at}/approve", content=b"junk").status_code == 401
    assert manager.send("POST", f"{at}/approve", content=b"junk").status_code == 403
    assert fresh_house.escrow.staff("sz-corporate").send("POST", f"{at}/approve", content=b"junk").status_code == 404
    text = {"Content-Type": "text/plain"}
    assert corporate.send("POST", f"{at}/approve", content=b"junk", headers=text).status_code == 415
    assert corporate.send("POST", f"{at}/reject", json={}).json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    corporate.do(f"{at}/reject", {}, expect=422, **stale)
    assert corporate.send("POST", f"{at}/approve", json={}, headers=key).status_code == 428
    assert manager.send("POST", f"{at}/submit", json={}, headers=key).status_code == 428
    corporate.do(f"{at}/approve", expect=412, **stale)
    corporate.do(f"{at}/reject", {"reason": "x"}, expect=412, **stale)
    manager.do(f"{at}/submit", expect=412, **stale)
    assert corporate.do(f"{at}/approve", expect=409)["code"] == "INVALID_STATE"
    assert corporate.do(f"{at}/reject", {"reason": "x"}, expect=409)["code"] == "INVALID_STATE"


def test_the_same_key_approves_once(fresh_house: House) -> None:
    at, key = submitted(fresh_house), str(uuid.uuid4())
    corporate = fresh_house.staff("corporate")

    first = corporate.post(f"{at}/approve", key=key)
    again = corporate.post(f"{at}/approve", key=key)

    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["idempotent-replayed"] == "true"


def test_another_sub_branch_finds_no_plan(house: House) -> None:
    made, stranger = drafted(house), house.escrow.staff("sz-manager-1")

    stranger.see(f"/v1/fund-plans/{made['id']}", expect=404)
    stranger.see(f"{house.at}/fund-plans", expect=404)
    stranger.do(f"{house.at}/fund-plans", {}, expect=404)
    house.escrow.staff("auditor").do(f"{house.at}/fund-plans", {}, expect=403)
    assert house.escrow.staff("auditor").see(f"/v1/fund-plans/{made['id']}")["allowed_actions"] == []


def test_the_journal_tells_each_step_of_a_plan(fresh_house: House) -> None:
    at = submitted(fresh_house)
    fresh_house.staff("corporate").do(f"{at}/approve")
    fresh_house.staff("personal").do(f"{at}/approve")

    records = fresh_house.staff("manager-1").see("/v1/audit-events", resource=at.rsplit("/", 1)[-1])["items"]

    told = [(r["action"], r["actor"], r["data"]["state"], r["data"].get("department")) for r in reversed(records)]
    assert told == [
        ("fund_plan.draft", "ls-manager-1", "draft", None),
        ("fund_plan.submit", "ls-manager-1", "submitted", None),
        ("fund_plan.approve", "ls-corporate", "submitted", "corporate"),
        ("fund_plan.approve", "ls-personal", "approved", "personal"),
    ]
    assert records[-1]["data"]["total"] == "1000.00"
    for later, earlier in itertools.pairwise(records):
        assert later["before_digest"] == earlier["after_digest"]
