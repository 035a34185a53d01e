"""The loan committee over HTTP (domain S4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from chassis.clock import SHANGHAI
from services.scoring.jobs import JOBS
from tests.scoring.conftest import CLEAN, Gate
from tests.support.acting import as_runtime_role
from tests.support.building import reference, today
from tests.support.working import working

AT, CHECKS = "/v1/committee-cases", "/v1/credit-checks"


def referred(gate: Gate, customer: str | None = None, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """(check, case) of an application that is referred because somebody in the other sub-branch warned."""
    customer = customer or reference("C")
    body = {"customer_ref": customer, "severity": "caution", "reason": "x", "expires_on": f"{today() + timedelta(60)}"}
    gate.service.staff("ls-manager-1").do("/v1/warnings", body)
    check = gate.check(customer, CLEAN, **changes)
    assert check["outcome"] == "referred"
    cases = gate.service.staff("sz-committee-1").see(AT, state="open")["items"]
    return check, next(case for case in cases if case["credit_check_id"] == check["id"])


def vote(gate: Gate, case: dict[str, Any], member: str, what: str, expect: int = 201) -> Any:
    body = {"vote": what, "reason": "as heard"}
    return gate.service.staff(f"sz-{member}").do(f"{AT}/{case['id']}/votes", body, expect=expect)


def test_two_of_three_approve_and_the_amount_is_reserved(gate: Gate) -> None:
    """S4: and the decision is a decision of the gate, that replays."""
    check, case = referred(gate)
    first = vote(gate, case, "committee-1", "approve")
    second = vote(gate, case, "committee-2", "approve")
    after = gate.service.staff("sz-manager-1").see(f"{CHECKS}/{check['id']}")

    assert (case["state"], case["members"], case["due_on"]) == ("open", 3, f"{today() + timedelta(10)}")
    assert [reason["code"] for reason in first["reasons"]] == ["OPEN_WARNING"]
    assert (first["state"], first["allowed_actions"]) == ("open", [])
    assert (second["state"], [each["member"] for each in second["votes"]]) == (
        "approved", ["sz-committee-1", "sz-committee-2"],
    )  # fmt: skip
    assert (after["outcome"], after["application"], after["approved_amount"]) == ("approved", "reserved", "100000.00")
    assert after["committee_case_id"] == case["id"]
    for number in (1, 2):
        again = gate.service.staff("auditor").do(f"{CHECKS}/{check['id']}/replay", {"number": number})
        assert again["same"] is True


def test_two_of_three_refuse(gate: Gate) -> None:
    check, case = referred(gate)
    vote(gate, case, "committee-1", "refuse")
    vote(gate, case, "committee-3", "approve")
    decided = vote(gate, case, "committee-2", "refuse")
    after = gate.service.staff("sz-manager-1").see(f"{CHECKS}/{check['id']}")

    assert decided["state"] == "refused"
    assert (after["outcome"], after["application"]) == ("refused", "closed")
    assert [reason["code"] for reason in after["reasons"]] == ["COMMITTEE_REFUSED", "OPEN_WARNING"]


def test_a_red_line_that_has_come_up_since_refuses_whatever_the_committee_says(gate: Gate) -> None:
    """S1: no path, committee included."""
    check, case = referred(gate)
    gate.collections.says[check["customer_ref"]] = {"written_off": True}
    vote(gate, case, "committee-1", "approve")
    decided = vote(gate, case, "committee-2", "approve")
    after = gate.service.staff("sz-manager-1").see(f"{CHECKS}/{check['id']}")

    assert decided["state"] == "refused"
    assert after["outcome"] == "refused"
    assert after["reasons"][0]["code"] == "OWN_BANK_WRITTEN_OFF"


def test_the_cap_holds_for_the_committee_too(gate: Gate) -> None:
    """S2."""
    check, case = referred(gate, amount="460000.00")
    for member in ("committee-1", "committee-2"):
        vote(gate, case, member, "approve")
    after = gate.service.staff("sz-manager-1").see(f"{CHECKS}/{check['id']}")

    assert (after["outcome"], after["approved_amount"]) == ("capped", "450000.00")


def test_a_vote_that_would_settle_it_waits_for_our_own_record(gate: Gate) -> None:
    """S7: it does not count; sent again it does."""
    check, case = referred(gate)
    vote(gate, case, "committee-1", "approve")
    gate.collections.fault = lambda: httpx.Response(500)
    problem = vote(gate, case, "committee-2", "approve", expect=503)
    gate.collections.fault = None
    seen = gate.service.staff("sz-committee-2").see(f"{AT}/{case['id']}")
    decided = vote(gate, case, "committee-2", "approve")

    assert problem["retryable"] is True
    assert (seen["state"], len(seen["votes"])) == ("open", 1)
    assert decided["state"] == "approved"
    assert gate.service.staff("sz-manager-1").see(f"{CHECKS}/{check['id']}")["outcome"] == "approved"


def test_a_vote_is_final_and_of_a_member(gate: Gate) -> None:
    """S4."""
    _, case = referred(gate)
    vote(gate, case, "committee-1", "refuse")

    assert vote(gate, case, "committee-1", "approve", expect=409)["code"] == "ALREADY_VOTED"
    for name in ("manager-1", "risk", "branch-head"):
        assert vote(gate, case, name, "approve", expect=403)["code"] == "FORBIDDEN"
    at = f"{AT}/{case['id']}/votes"
    body = {"vote": "approve", "reason": "as heard"}
    assert gate.service.staff("ls-committee-1").do(at, body, expect=404)["code"] == "NOT_FOUND"
    assert gate.service.staff("sz-committee-2").do(at, body | {"reason": ""}, expect=422)
    assert gate.service.staff("sz-committee-2").send("POST", at, json=body).status_code == 400


def test_who_visited_has_no_vote(gate: Gate) -> None:
    """S4: conflicts barred, in the database too."""
    visit = {"by": "sz-committee-1", "visited_on": f"{today()}", "findings": "seen"}
    _, case = referred(gate, investigation=visit)

    assert case["barred"] == ["sz-committee-1", "sz-manager-1"]
    assert vote(gate, case, "committee-1", "approve", expect=403)["code"] == "CONFLICT_OF_INTEREST"
    for member, message in (("sz-committee-1", "conflict of interest"), ("ls-manager-1", "conflict of interest")):
        with pytest.raises(asyncpg.CheckViolationError, match=message):
            as_runtime_role(
                gate.service,
                "INSERT INTO committee_vote SELECT id, 1, $2, 'approve', 'x', now(), sub_branch, outlet "
                "FROM committee_case WHERE id = $1",
                case["id"],
                member,
            )


def test_the_database_takes_no_word_of_a_committee_that_did_not_vote(gate: Gate) -> None:
    """S1, S4."""
    refused = gate.check(reference("C"), "3" * 24)
    check, case = referred(gate)
    with pytest.raises(asyncpg.CheckViolationError, match="committee case"):
        as_runtime_role(
            gate.service,
            "UPDATE committee_case SET state = 'approved', decided_at = now(), version = 2 WHERE id = $1",
            case["id"],
        )
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="committee_case_was_referred"):
        as_runtime_role(
            gate.service,
            "INSERT INTO committee_case SELECT gen_random_uuid(), $2, 1, referred, customer_ref, state, members, "
            "quorum, majority, due_on, barred, policy_version, made_at, NULL, 1, sub_branch, outlet "
            "FROM committee_case WHERE id = $1",
            case["id"],
            refused["id"],
        )
    with pytest.raises(asyncpg.CheckViolationError, match="does not follow"):
        as_runtime_role(
            gate.service,
            "INSERT INTO credit_check_decision (credit_check_id, number, outcome, reasons, policy_kind, "
            "policy_version, investigation, own_record, decided_on, decided_by, decided_at, sub_branch, outlet) "
            "SELECT credit_check_id, 2, 'approved', '[]', policy_kind, policy_version, investigation, own_record, "
            "decided_on, decided_by, decided_at, sub_branch, outlet FROM credit_check_decision "
            "WHERE credit_check_id = $1",
            check["id"],
        )


def test_members_who_vote_at_once_decide_once(gate: Gate) -> None:
    check, case = referred(gate)
    with ThreadPoolExecutor(3) as several:
        body = {"vote": "approve", "reason": "as heard"}
        answers = list(
            several.map(
                lambda member: gate.service.staff(f"sz-committee-{member}").post(f"{AT}/{case['id']}/votes", body),
                (1, 2, 3),
            )
        )

    assert sorted(answer.status_code for answer in answers) == [201, 201, 409]
    assert gate.service.staff("sz-manager-1").see(f"{CHECKS}/{check['id']}")["version"] == 2


def test_a_case_that_is_not_decided_in_time_lapses_and_its_application_ends(gate: Gate) -> None:
    """S4."""
    check, case = referred(gate)
    gate.service.clock.fixed = datetime.combine(today() + timedelta(days=11), datetime.min.time(), SHANGHAI)
    member = gate.service.staff("sz-committee-1")

    assert vote(gate, case, "committee-1", "approve", expect=409)["code"] == "INVALID_STATE"
    with working(gate.service, jobs=JOBS):
        for _ in range(100):
            if (state := member.see(f"{AT}/{case['id']}")["state"]) == "lapsed":
                break

    assert state == "lapsed"
    assert member.see(f"{CHECKS}/{check['id']}")["application"] == "expired"


def test_a_released_application_comes_before_no_committee(gate: Gate) -> None:
    check, case = referred(gate)
    gate.service.staff("sz-manager-1").do(f"{CHECKS}/{check['id']}/release")

    assert gate.service.staff("sz-committee-1").see(f"{AT}/{case['id']}")["state"] == "lapsed"
    assert vote(gate, case, "committee-1", "approve", expect=409)["code"] == "INVALID_STATE"
