"""Agreements over HTTP (domain E2, O1, O3)."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from chassis.clock import business_date, system_clock
from tests.support.building import assessed_project, finding, person, proposed_project, terms
from tests.support.running import Running


@pytest.fixture
def project(escrow: Running) -> str:
    return f"/v1/projects/{assessed_project(escrow)['id']}"


def signing(escrow: Running, **changes: Any) -> dict[str, Any]:
    document = escrow.staff("ls-manager-1").document("agreement")
    return {"signed_on": "2026-01-10", "document_id": document} | changes


def test_a_signed_agreement_makes_the_project_agreed(escrow: Running, project: str) -> None:
    """E2."""
    drafted = escrow.staff("ls-manager-1").do(f"{project}/agreements", terms())
    paper = signing(escrow)
    signed = escrow.staff("ls-branch-head").do(f"/v1/agreements/{drafted['id']}/sign", paper)

    assert {name: drafted[name] for name in terms()} == terms()
    assert (drafted["state"], drafted["version"], drafted["authority_notice_required"]) == ("draft", 1, False)
    assert (signed["state"], signed["signed_by"], signed["document_id"]) == (
        "signed",
        "ls-branch-head",
        paper["document_id"],
    )
    assert escrow.staff("ls-manager-1").see(project)["state"] == "agreed"
    assert escrow.staff("ls-manager-1").see(f"{project}/agreements")["items"] == [signed]


def test_no_agreement_without_an_approved_assessment(escrow: Running) -> None:
    """E1, E2: the review comes before anything."""
    project = f"/v1/projects/{proposed_project(escrow)['id']}"
    manager = escrow.staff("ls-manager-1")
    assert manager.do(f"{project}/agreements", terms(), expect=409)["code"] == "INVALID_STATE"
    manager.do(f"{project}/assessments", finding())

    assert manager.do(f"{project}/agreements", terms(), expect=409)["code"] == "INVALID_STATE"


def test_the_conditions_of_the_assessment_stand_in_the_agreement(escrow: Running) -> None:
    """E1: the review ends in conditions to agree."""
    project = f"/v1/projects/{proposed_project(escrow)['id']}"
    manager = escrow.staff("ls-manager-1")
    made = manager.do(f"{project}/assessments", finding(conditions=["land is pledged"]))
    escrow.staff("ls-risk").do(f"/v1/assessments/{made['id']}/decide", {"decision": "approve"})

    assert manager.do(f"{project}/agreements", terms())["conditions"] == ["land is pledged"]


def test_of_two_drafts_one_is_signed(escrow: Running, project: str) -> None:
    """E2: a project has one agreement in force."""
    manager, head = escrow.staff("ls-manager-1"), escrow.staff("ls-branch-head")
    first, second = (manager.do(f"{project}/agreements", terms())["id"] for _ in range(2))
    head.do(f"/v1/agreements/{second}/sign", signing(escrow))

    assert head.do(f"/v1/agreements/{first}/sign", signing(escrow), expect=409)["code"] == "AGREEMENT_SIGNED"
    assert manager.see(f"/v1/agreements/{first}")["state"] == "draft"
    assert manager.do(f"{project}/agreements", terms(), expect=409)["code"] == "INVALID_STATE"


def test_an_agreement_is_signed_with_a_document_and_not_ahead_of_its_day(escrow: Running, project: str) -> None:
    sign = f"/v1/agreements/{escrow.staff('ls-manager-1').do(f'{project}/agreements', terms())['id']}/sign"
    head = escrow.staff("ls-branch-head")
    tomorrow = f"{business_date(system_clock()) + timedelta(days=1)}"
    early = head.do(sign, signing(escrow, signed_on=tomorrow), expect=422)
    without = head.do(sign, signing(escrow, document_id=str(uuid.uuid4())), expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in early["errors"]] == [("/signed_on", "DATE_IN_THE_FUTURE")]
    assert without["errors"][0]["pointer"].startswith("/document_id")
    assert without["errors"][0]["code"] == "UNKNOWN_DOCUMENT"


def test_the_head_of_the_branch_signs_what_they_have_seen(escrow: Running, project: str) -> None:
    at = f"/v1/agreements/{escrow.staff('ls-manager-1').do(f'{project}/agreements', terms())['id']}"
    head, paper = escrow.staff("ls-branch-head"), signing(escrow)
    key = {"Idempotency-Key": str(uuid.uuid4())}

    assert head.see(at)["allowed_actions"] == ["sign"]
    assert escrow.staff("ls-manager-1").see(at)["allowed_actions"] == []
    assert head.send("POST", f"{at}/sign", json=paper, headers=key).status_code == 428
    head.do(f"{at}/sign", paper, headers={"If-Match": '"9"'}, expect=412)
    escrow.staff("ls-manager-1").do(f"{at}/sign", paper, expect=403)
    escrow.staff("sz-branch-head").do(f"{at}/sign", paper, expect=404)
    escrow.staff("sz-manager-1").see(f"{project}/agreements", expect=404)


def test_who_drew_it_up_does_not_sign_it(escrow: Running, project: str) -> None:
    """O3, for somebody who holds both roles."""
    both = person(escrow, "account_manager", "branch_head")
    at = f"/v1/agreements/{both.do(f'{project}/agreements', terms())['id']}"

    assert both.see(at)["allowed_actions"] == []
    assert both.do(f"{at}/sign", signing(escrow), expect=403)["code"] == "MAKER_IS_CHECKER"


def test_the_database_itself_refuses_the_maker_and_a_change_after_signing(escrow: Running, project: str) -> None:
    """O3, E2."""
    made = escrow.staff("ls-manager-1").do(f"{project}/agreements", terms())
    document = escrow.staff("ls-manager-1").document("agreement")
    sign = (
        "UPDATE agreement SET state = 'signed', signed_by = $2, signed_at = now(), signed_on = '2026-01-10', "
        "document_id = $3, version = version + 1 WHERE id = $1"
    )

    async def attempt() -> None:
        connection = await asyncpg.connect(escrow.database.runtime_url)
        try:
            await connection.execute(
                "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
            )
            things = uuid.UUID(made["id"]), uuid.UUID(document)
            with pytest.raises(asyncpg.CheckViolationError, match="agreement_maker_is_not_checker"):
                await connection.execute(sign, things[0], "ls-manager-1", things[1])
            await connection.execute(sign, things[0], "ls-branch-head", things[1])
            with pytest.raises(asyncpg.CheckViolationError, match="is signed"):
                await connection.execute(sign, things[0], "sz-branch-head", things[1])
            for forbidden in ("UPDATE agreement SET supervised_amount = 1", "DELETE FROM agreement"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(forbidden)
        finally:
            await connection.close()

    asyncio.run(attempt())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("guarantee_deposit_rate", "1.0001", "RATE_ABOVE_ONE"),
        ("large_withdrawal_limit", "-0.01", "MONEY_NEGATIVE"),
        ("supervised_amount", "0.00", "MONEY_NOT_POSITIVE"),
        ("supervised_amount", 1000000, "MONEY_FORMAT"),
        ("exclusive", "yes", "BOOL_TYPE"),
        ("terms", "", "TOO_SHORT"),
    ],
)
def test_a_figure_that_makes_no_sense_is_named(
    escrow: Running, project: str, name: str, value: object, code: str
) -> None:
    problem = escrow.staff("ls-manager-1").do(f"{project}/agreements", terms(**{name: value}), expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(f"/{name}", code)]
