"""Contracts over HTTP (domain E11)."""

import uuid
from typing import Any

import pytest

from tests.support.building import finding, proposed_project
from tests.support.running import Running

ACCOUNT = "6222020000000000001"
MANAGER = "ls-manager-1"


@pytest.fixture(scope="module")
def project(escrow: Running) -> str:
    """The path of a project that takes contracts."""
    return f"/v1/projects/{proposed_project(escrow)['id']}"


def terms(escrow: Running, **changes: Any) -> dict[str, Any]:
    """A works contract as it is entered."""
    return {
        "payee_name": "Works Ltd",
        "payee_account": ACCOUNT,
        "category": "construction",
        "amount": "1000000.00",
        "document_id": escrow.staff(MANAGER).document("contract"),
    } | changes


def test_a_contract_is_entered_with_nothing_paid_on_it(escrow: Running, project: str) -> None:
    manager = escrow.staff(MANAGER)
    asked = terms(escrow)

    made = manager.do(f"{project}/contracts", asked, expect=201)

    assert {name: made[name] for name in asked} == asked | {"payee_account": "6222 **** 0001"}
    assert (made["committed"], made["remaining"], made["version"]) == ("0.00", "1000000.00", 1)
    assert made["made_by"] == MANAGER
    assert manager.see(f"/v1/contracts/{made['id']}") == made
    assert manager.see(f"{project}/contracts", limit=1)["items"] == [made]
    assert made["id"] not in {item["id"] for item in manager.see(f"{project}/contracts", category="tax")["items"]}


def test_every_fault_of_a_contract_is_named(escrow: Running, project: str) -> None:
    wrong = {"payee_account": "12 34", "amount": "0.00", "category": "gifts", "document_id": "x", "surprise": 1}
    problem = escrow.staff(MANAGER).do(f"{project}/contracts", wrong, expect=422)

    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/payee_name", "MISSING"),
        ("/payee_account", "ACCOUNT_NUMBER_FORMAT"),
        ("/amount", "MONEY_NOT_POSITIVE"),
        ("/category", "LITERAL_ERROR"),
        ("/document_id", "UUID_PARSING"),
        ("/surprise", "EXTRA_FORBIDDEN"),
    }
    assert "12 34" not in str(problem)


def test_the_signed_contract_must_be_on_file_here(escrow: Running, project: str) -> None:
    theirs = escrow.staff("sz-manager-1").document("their contract")

    for unknown in (str(uuid.uuid4()), theirs):
        asked = terms(escrow, document_id=unknown)
        problem = escrow.staff(MANAGER).do(f"{project}/contracts", asked, expect=422)
        assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [
            ("/document_id", "UNKNOWN_DOCUMENT")
        ]


def test_what_is_refused_is_refused_in_order(escrow: Running, project: str) -> None:
    """401, 403, 404, 415, 422, 409 (contract, section 1)."""
    at = f"{project}/contracts"
    manager = escrow.staff(MANAGER)
    over = proposed_project(escrow)
    found = manager.do(f"/v1/projects/{over['id']}/assessments", finding(feasible=False))
    escrow.staff("ls-risk").do(f"/v1/assessments/{found['id']}/decide", {"decision": "approve"})

    assert escrow.client.post(at, content=b"junk").status_code == 401
    escrow.staff("auditor").do(at, {}, expect=403)
    escrow.staff("sz-manager-1").do(at, {}, expect=404)
    manager.do(f"/v1/projects/{uuid.uuid4()}/contracts", {}, expect=404)
    assert manager.send("POST", at, content=b"junk", headers={"Content-Type": "text/plain"}).status_code == 415
    manager.do(f"/v1/projects/{over['id']}/contracts", {}, expect=422)
    refused = manager.do(f"/v1/projects/{over['id']}/contracts", terms(escrow), expect=409)
    assert refused["code"] == "INVALID_STATE"


def test_another_sub_branch_finds_no_contract(escrow: Running, project: str) -> None:
    made = escrow.staff(MANAGER).do(f"{project}/contracts", terms(escrow))
    at = f"/v1/contracts/{made['id']}"

    escrow.staff("sz-manager-1").see(at, expect=404)
    escrow.staff("sz-manager-1").do(f"{at}/reveal", {"reason": "curious"}, expect=404)
    escrow.staff("auditor").see(at)


def test_a_look_at_the_account_number_is_in_the_journal_with_its_reason(escrow: Running, project: str) -> None:
    made = escrow.staff(MANAGER).do(f"{project}/contracts", terms(escrow))
    at = f"/v1/contracts/{made['id']}"
    escrow.staff("ls-corporate").do(f"{at}/reveal", {"reason": "curious"}, expect=403)
    escrow.staff("ls-payments").do(f"{at}/reveal", {"reason": ""}, expect=422)

    shown = escrow.staff("ls-payments").do(f"{at}/reveal", {"reason": "payment order 17"}, expect=200)

    assert shown == {"id": made["id"], "payee_name": "Works Ltd", "payee_account": ACCOUNT}
    looked, entered = escrow.staff("auditor").see("/v1/audit-events", resource=made["id"])["items"]
    assert (looked["action"], looked["actor"]) == ("contract.reveal", "ls-payments")
    assert looked["data"]["reason"] == "payment order 17"
    assert looked["before_digest"] == looked["after_digest"]
    assert entered["action"] == "contract.enter"
    assert ACCOUNT not in str([looked, entered])


def test_what_was_revealed_is_not_kept_for_a_replay(escrow: Running, project: str) -> None:
    """Contract, section 1: with the same key it is a second look, and a second record."""
    manager = escrow.staff(MANAGER)
    made = manager.do(f"{project}/contracts", terms(escrow))
    at, key = f"/v1/contracts/{made['id']}/reveal", str(uuid.uuid4())

    looks = [manager.post(at, {"reason": reason}, key=key) for reason in ("first", "first", "another")]

    assert [look.status_code for look in looks] == [200, 200, 200]
    assert not any("idempotent-replayed" in look.headers for look in looks)
    records = manager.see("/v1/audit-events", resource=made["id"])["items"]
    assert [record["action"] for record in records].count("contract.reveal") == 3


def test_a_dry_run_leaves_no_record_and_so_reveals_nothing(escrow: Running, project: str) -> None:
    manager = escrow.staff(MANAGER)
    made = manager.do(f"{project}/contracts", terms(escrow))

    tried = manager.do(f"/v1/contracts/{made['id']}/reveal", {"reason": "x"}, params={"dry_run": "true"})

    assert tried["payee_account"] == "6222 **** 0001"
    assert len(manager.see("/v1/audit-events", resource=made["id"])["items"]) == 1
