"""Watched loans and disposal plans over HTTP (domain G2, O3)."""

import uuid
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from services.collections.disposals import actions
from tests.support.acting import as_runtime_role, carry_out
from tests.support.lending import a_later_date, a_loan, book, close, repay
from tests.support.running import Running

FAR = date(2035, 1, 20)
DAY = timedelta(days=1)
PLANS = "/v1/disposal-plans"


def behind(service: Running, days: int, **changes: Any) -> tuple[dict[str, Any], Any, date]:
    today = a_later_date(service)
    loan = a_loan((today - days * DAY, "400.00"), (FAR, "600.00"), **changes)
    booked = book(service, loan)
    close(service, today)
    return loan, booked, today


def propose(service: Running, booked: Any, name: str = "ls-manager-1", **changes: Any) -> Any:
    body = {"method": "collateral", "target": "900.00", "due_on": "2035-12-31", "steps": "appraise, auction"} | changes
    return service.staff(name).post(f"/v1/loans/{booked['id']}/disposal-plans", body)


def move(service: Running, plan: Any, verb: str, name: str = "ls-risk", **body: Any) -> Any:
    return service.staff(name).post(f"{PLANS}/{plan['id']}/{verb}", body)


def test_a_loan_of_special_mention_is_watched_with_actions(collections: Running) -> None:
    _, booked, today = behind(collections, 10)
    at = f"/v1/loans/{booked['id']}/watch-actions"
    body = {"kind": "visit", "task": "see whether the shop is open", "due_on": f"{today + 7 * DAY}"}
    made = collections.staff("ls-branch-head").do(at, body)
    by_another = collections.staff("ls-manager-2").post(f"/v1/watch-actions/{made['id']}/complete", {"result": "open"})
    waiting = collections.staff("ls-manager-1").see(
        "/v1/watch-actions", state="open", owner="ls-manager-1", due_before=f"{today + 8 * DAY}"
    )["items"]
    done = collections.staff("ls-manager-1").do(f"/v1/watch-actions/{made['id']}/complete", {"result": "it is"})
    again = collections.staff("ls-manager-1").post(f"/v1/watch-actions/{made['id']}/complete", {"result": "it is"})

    assert (made["owner"], made["state"]) == ("ls-manager-1", "open")
    assert (by_another.status_code, by_another.json()["code"]) == (403, "NOT_YOUR_ACTION")
    assert made["id"] in [each["id"] for each in waiting]
    assert (done["state"], done["result"], done["done_on"]) == ("done", "it is", f"{today + DAY}")
    assert again.json()["code"] == "INVALID_STATE"
    assert [each["id"] for each in collections.staff("auditor").see(at)["items"]] == [made["id"]]


def test_only_special_mention_is_watched_and_only_bad_loans_are_disposed_of(collections: Running) -> None:
    _, bad, today = behind(collections, 91)
    sound = book(collections, a_loan())
    watched = behind(collections, 5)[1]
    action = {"kind": "call", "task": "ask", "due_on": f"{today}"}
    codes = [
        collections.staff("ls-manager-1").post(f"/v1/loans/{each['id']}/watch-actions", action).json().get("code")
        for each in (bad, sound)
    ]

    assert codes == ["NOT_ON_WATCH", "NOT_ON_WATCH"]
    assert [propose(collections, each).json()["code"] for each in (sound, watched)] == ["LOAN_NOT_BAD", "LOAN_NOT_BAD"]


def test_a_plan_is_approved_by_a_second_person_and_its_results_add_up(collections: Running) -> None:
    loan, booked, today = behind(collections, 91)
    made = propose(collections, booked).json()
    twice = propose(collections, booked, method="cash")
    early = move(collections, made, "results", "ls-manager-1", on=f"{today}", amount="1.00", note="n")
    approved = move(collections, made, "approve").json()
    for amount in ("250.00", "100.50"):
        body = {"on": f"{today + DAY}", "amount": amount, "note": "from the auction"}
        assert move(collections, made, "results", "ls-manager-1", **body).status_code == 201
    repay(collections, loan, "350.50", today + DAY)
    by_stranger = move(collections, made, "results", "ls-manager-2", on=f"{today}", amount="1.00", note="n")
    seen = collections.staff("ls-manager-1").see(f"{PLANS}/{made['id']}")
    closed = move(collections, made, "close", outcome="partly", reason="the price fell").json()
    results = collections.staff("ls-manager-1").see(f"{PLANS}/{made['id']}/results")["items"]

    assert (made["state"], approved["state"]) == ("proposed", "approved")
    assert (twice.status_code, twice.json()["code"]) == (409, "DISPOSAL_PLAN_OPEN")
    assert early.json()["code"] == "DISPOSAL_PLAN_NOT_APPROVED"
    assert by_stranger.json()["code"] == "NOT_YOUR_ACTION"
    assert (seen["recovered"], seen["repaid"]) == ("350.50", "350.50")
    assert (closed["state"], closed["outcome"], closed["closed_by"]) == ("closed", "partly", "ls-risk")
    assert [each["amount"] for each in results] == ["100.50", "250.00"]


def test_bad_loans_without_a_plan_are_listed(collections: Running) -> None:
    _, booked, _ = behind(collections, 91, account_manager="ls-disposals")

    def listed(**asked: Any) -> list[Any]:
        found = collections.staff("ls-risk").see("/v1/bad-loans", account_manager="ls-disposals", **asked)["items"]
        return [(each["loan_id"], each["plan_state"]) for each in found]

    before = listed(without_plan="true")
    made = propose(collections, booked).json()
    during = listed(without_plan="true"), listed()
    move(collections, made, "cancel", "ls-manager-1")

    assert before == [(booked["id"], None)]
    assert during == ([], [(booked["id"], "proposed")])
    assert listed(without_plan="true") == [(booked["id"], None)]


def test_neither_maker_nor_owner_checks_in_code_and_in_the_database(collections: Running) -> None:
    _, booked, _ = behind(collections, 91)
    made = propose(collections, booked, owner="ls-risk").json()
    move(collections, made, "approve", "ls-branch-head")
    by_owner = move(collections, made, "close", outcome="failed", reason="nothing came")
    rejected = propose(collections, behind(collections, 91)[1]).json()

    assert (by_owner.status_code, by_owner.json()["code"]) == (403, "MAKER_IS_CHECKER")
    assert move(collections, rejected, "reject").json()["state"] == "rejected"
    for change, constraint in [
        ("state = 'closed', outcome = 'failed', closing_reason = 'x', closed_by = owner", "owner_does_not_close"),
        ("decided_by = made_by", "maker_is_not_checker"),
    ]:
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            as_runtime_role(collections, f"UPDATE disposal_plan SET {change} WHERE id = $1", uuid.UUID(made["id"]))
        assert refused.value.constraint_name == f"disposal_plan_{constraint}"


def test_two_approvals_at_once_leave_one(collections: Running) -> None:
    made = propose(collections, behind(collections, 91)[1]).json()

    async def once(work: Any) -> Any:
        work.if_match = f'"{made["version"]}"'
        return await actions.approve(work, uuid.UUID(made["id"]))

    done = carry_out(collections, "ls-risk", once, once)

    assert sorted(type(each).__name__ for each in done) == ["DisposalPlanOut", "PreconditionFailed"]
