"""Assessments over HTTP (domain E1, O1, O3)."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from tests.support.building import SCORES, finding, person, proposed_project
from tests.support.running import Running


@pytest.fixture
def project(escrow: Running) -> str:
    return f"/v1/projects/{proposed_project(escrow)['id']}"


def state_of(escrow: Running, project: str) -> str:
    return str(escrow.staff("ls-manager-1").see(project)["state"])


@pytest.mark.parametrize(("feasible", "state"), [(True, "assessed"), (False, "declined")])
def test_an_approved_finding_decides_what_becomes_of_the_project(
    escrow: Running, project: str, feasible: bool, state: str
) -> None:
    """E1."""
    made = escrow.staff("ls-manager-1").do(f"{project}/assessments", finding(feasible=feasible, conditions=["pledge"]))
    decided = escrow.staff("ls-risk").do(
        f"/v1/assessments/{made['id']}/decide", {"decision": "approve", "comment": "sound"}
    )

    assert (made["state"], made["version"], made["conditions"]) == ("submitted", 1, ["pledge"])
    assert (decided["state"], decided["version"]) == ("approved", 2)
    assert (decided["decided_by"], decided["comment"]) == ("ls-risk", "sound")
    assert state_of(escrow, project) == state


def test_a_rejected_finding_leaves_the_project_proposed_for_a_new_one(escrow: Running, project: str) -> None:
    """E1: sent back, not ended."""
    manager = escrow.staff("ls-manager-1")
    first = manager.do(f"{project}/assessments", finding())
    escrow.staff("ls-risk").do(f"/v1/assessments/{first['id']}/decide", {"decision": "reject", "comment": "thin"})
    second = manager.do(f"{project}/assessments", finding())

    assert state_of(escrow, project) == "proposed"
    assert [each["id"] for each in manager.see(f"{project}/assessments")["items"]] == [second["id"], first["id"]]


def test_one_undecided_finding_at_a_time_is_before_the_risk_officer(escrow: Running, project: str) -> None:
    manager = escrow.staff("ls-manager-1")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: manager.post(f"{project}/assessments", finding()), range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"ASSESSMENT_PENDING"}


def test_nobody_decides_twice_or_on_what_they_have_not_seen(escrow: Running, project: str) -> None:
    made = escrow.staff("ls-manager-1").do(f"{project}/assessments", finding())
    risk, decide = escrow.staff("ls-risk"), f"/v1/assessments/{made['id']}/decide"
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"decision": "approve"}

    assert risk.send("POST", decide, json=body).json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    assert risk.send("POST", decide, json=body, headers=key).json()["code"] == "IF_MATCH_REQUIRED"
    assert risk.do(decide, body, headers={"If-Match": '"7"'}, expect=412)["code"] == "IF_MATCH_STALE"
    risk.do(decide, body)
    assert risk.do(decide, body, expect=409)["code"] == "INVALID_STATE"
    again = escrow.staff("ls-manager-1").do(f"{project}/assessments", finding(), expect=409)
    assert again["code"] == "INVALID_STATE"


def test_only_who_may_decide_is_offered_to(escrow: Running, project: str) -> None:
    made = escrow.staff("ls-manager-1").do(f"{project}/assessments", finding())
    at = f"/v1/assessments/{made['id']}"

    assert made["allowed_actions"] == []
    assert escrow.staff("ls-risk").see(at)["allowed_actions"] == ["decide"]
    assert escrow.staff("ls-manager-1").do(f"{at}/decide", {"decision": "approve"}, expect=403)["code"] == "FORBIDDEN"
    escrow.staff("sz-risk").do(f"{at}/decide", {"decision": "approve"}, expect=404)
    escrow.staff("sz-manager-1").see(at, expect=404)
    escrow.staff("sz-manager-1").see(f"{project}/assessments", expect=404)


def test_the_maker_of_a_finding_never_decides_on_it(escrow: Running, project: str) -> None:
    """O3, for somebody who holds both roles."""
    both = person(escrow, "account_manager", "risk_officer")
    at = f"/v1/assessments/{both.do(f'{project}/assessments', finding())['id']}"

    assert both.see(at)["allowed_actions"] == []
    assert both.do(f"{at}/decide", {"decision": "approve"}, expect=403)["code"] == "MAKER_IS_CHECKER"
    assert state_of(escrow, project) == "proposed"


def test_the_database_itself_refuses_the_maker_and_a_second_decision(escrow: Running, project: str) -> None:
    """O3: not even a program with a fault in it gets past."""
    made = escrow.staff("ls-manager-1").do(f"{project}/assessments", finding())
    decide = (
        "UPDATE assessment SET state = 'approved', comment = '', decided_by = $2, decided_at = now(), "
        "version = version + 1 WHERE id = $1"
    )

    async def attempt() -> None:
        connection = await asyncpg.connect(escrow.database.runtime_url)
        try:
            await connection.execute(
                "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
            )
            with pytest.raises(asyncpg.CheckViolationError, match="assessment_maker_is_not_checker"):
                await connection.execute(decide, uuid.UUID(made["id"]), "ls-manager-1")
            await connection.execute(decide, uuid.UUID(made["id"]), "ls-risk")
            with pytest.raises(asyncpg.CheckViolationError, match="is approved"):
                await connection.execute(decide, uuid.UUID(made["id"]), "ls-risk-2")
            for forbidden in ("UPDATE assessment SET feasible = false", "DELETE FROM assessment"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(forbidden)
        finally:
            await connection.close()

    asyncio.run(attempt())


def test_scores_are_exactly_the_eight_criteria_from_0_to_100(escrow: Running, project: str) -> None:
    """E1."""
    manager = escrow.staff("ls-manager-1")
    wrong = finding(scores={**SCORES, "market": 101, "loan_risk": "80", "luck": 1} | {"papers": -1})
    problem = manager.do(f"{project}/assessments", wrong, expect=422)
    missing = finding(scores={name: 80 for name in SCORES if name != "market"})
    absent = manager.do(f"{project}/assessments", missing, expect=422)

    assert {fault["pointer"] for fault in problem["errors"]} == {
        "/scores/market",
        "/scores/loan_risk",
        "/scores/luck",
        "/scores/papers",
    }
    assert [(fault["pointer"], fault["code"]) for fault in absent["errors"]] == [("/scores/market", "MISSING")]
    manager.do(f"{project}/assessments", finding(scores=SCORES | {"market": 0, "papers": 100}), expect=201)


def test_the_history_tells_who_decided_what(escrow: Running, project: str) -> None:
    made = escrow.staff("ls-manager-1").do(f"{project}/assessments", finding())
    escrow.staff("ls-risk").do(f"/v1/assessments/{made['id']}/decide", {"decision": "approve"})
    events = escrow.staff("ls-manager-1").see("/v1/audit-events", resource=made["id"])["items"]

    assert [(event["action"], event["actor"]) for event in events] == [
        ("assessment.decide", "ls-risk"),
        ("assessment.submit", "ls-manager-1"),
    ]
    assert events[0]["data"]["state"] == "approved"
    assert events[0]["before_digest"] == events[1]["after_digest"]
