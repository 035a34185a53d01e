"""What upper levels say to a finding, and where their conditions go (domain E1, E2, O3)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from services.escrow.assessments.rules import carried
from tests.support.acting import as_runtime_role
from tests.support.building import finding, person, proposed_project, terms
from tests.support.running import Running

SUPPORT = {"opinion": "support"}


@pytest.fixture
def submitted(escrow: Running) -> dict[str, Any]:
    project = proposed_project(escrow)
    body = finding(conditions=["accounts only with us"])
    made: dict[str, Any] = escrow.staff("ls-manager-1").do(f"/v1/projects/{project['id']}/assessments", body)
    return made


def at(made: dict[str, Any]) -> str:
    return f"/v1/assessments/{made['id']}"


def test_upper_levels_conditions_go_into_the_agreement(escrow: Running, submitted: dict[str, Any]) -> None:
    """E1, E2."""
    conditional = {"opinion": "support_with_conditions", "conditions": ["monthly visit", "accounts only with us"]}
    given = escrow.staff("city").do(f"{at(submitted)}/opinions", conditional | {"comment": "sound"}, expect=201)
    escrow.staff("head").do(f"{at(submitted)}/opinions", SUPPORT, expect=201)
    escrow.staff("ls-risk").do(f"{at(submitted)}/decide", {"decision": "approve"})
    path = f"/v1/projects/{submitted['project_id']}/agreements"
    agreement = escrow.staff("ls-manager-1").do(path, terms())
    listed = escrow.staff("ls-manager-1").see(f"{at(submitted)}/opinions")["items"]

    assert agreement["conditions"] == ["accounts only with us", "monthly visit"]
    assert {each["level"] for each in listed} == {"city_branch", "head_office"}
    assert escrow.staff("ls-manager-1").see(f"/v1/assessment-opinions/{given['id']}") == given


def test_each_level_is_heard_once_and_before_the_decision(escrow: Running, submitted: dict[str, Any]) -> None:
    city = [escrow.staff("city"), person(escrow, "city_branch")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: who.post(f"{at(submitted)}/opinions", SUPPORT), city))
    escrow.staff("ls-risk").do(f"{at(submitted)}/decide", {"decision": "approve"})
    late = escrow.staff("head").do(f"{at(submitted)}/opinions", SUPPORT, expect=409)

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "LEVEL_HAS_OPINION"}
    assert late["code"] == "INVALID_STATE"


def test_who_made_the_finding_gives_no_opinion_on_it(escrow: Running) -> None:
    """O3."""
    project = proposed_project(escrow)
    both = person(escrow, "account_manager", "city_branch")
    made = both.do(f"/v1/projects/{project['id']}/assessments", finding())

    assert both.do(f"{at(made)}/opinions", SUPPORT, expect=403)["code"] == "MAKER_IS_CHECKER"
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        as_runtime_role(
            escrow,
            "INSERT INTO assessment_opinion SELECT gen_random_uuid(), id, 'city_branch', 'support', '[]', '', made_by, "
            "now(), sub_branch, outlet FROM assessment WHERE id = $1::uuid",
            made["id"],
        )
    assert refused.value.constraint_name == "assessment_opinion_in_time"


@pytest.mark.parametrize("body", [{"opinion": "support", "conditions": ["x"]}, {"opinion": "support_with_conditions"}])
def test_conditions_go_with_a_conditional_opinion_and_only_there(
    escrow: Running, submitted: dict[str, Any], body: dict[str, Any]
) -> None:
    problem = escrow.staff("city").do(f"{at(submitted)}/opinions", body, expect=422)

    assert [fault["code"] for fault in problem["errors"]] == ["CONDITIONS_DO_NOT_FIT"]


def test_each_condition_is_carried_once_in_the_order_it_came() -> None:
    assert carried(["a", "b"], [["b", "c"], [], ["a", "d"]]) == ["a", "b", "c", "d"]
