"""Every route, called by every role from every part of the organisation: what happens is what the table says (O1, O2).

The table is `tests/architecture/access_matrix.txt`; here the running service is asked, on real things of every kind.
"""

import uuid
from typing import Any

import pytest

from chassis.access import Bankwide, Rule
from chassis.openapi import takes_if_match
from services.escrow.access import RULES
from services.escrow.jobs import QUEUES
from tests.architecture.access_matrix import outcome
from tests.support.building import (
    House,
    approved_plan,
    ask,
    confirm_milestone,
    finding,
    person,
    proposed_project,
    receive,
    reference,
    supervised_project,
    today,
)
from tests.support.identities import token
from tests.support.matrix import wrongly_let_in_or_out
from tests.support.running import Running
from tests.support.selling import file_sale, reconcile, report_fund_loan, report_mortgage
from tests.support.sql import wait_for
from tests.support.working import working

DECIDING = [rule for rule in RULES if takes_if_match(rule.method, rule.path)]

# What each deciding verb is sent with; those not named need no body.
BODIES: dict[str, dict[str, Any]] = {
    "assessment.decide": {"decision": "approve"},
    "agreement.sign": {"signed_on": "2026-01-10"},
    "fund_plan.reject": {"reason": "the month is over"},
    "disbursement.edit": {"amount": "1.00"},
    "sale_filing.cancel": {"reason": "withdrew"},
    "project.freeze": {"authority": "Court", "order_no": "1", "frozen_on": "2026-01-10"},
    "project.unfreeze": {"order_no": "2"},
}


@pytest.fixture(scope="session")
def things(escrow: Running) -> dict[str, str]:
    """One thing of every kind, in the sub-branch lanshan, by the name it has in a path."""
    house = supervised_project(escrow)
    manager = house.staff("manager-1")
    receipt = receive(house, "20000000.00")
    line, contract = approved_plan(house, "100000.00")
    disbursement = ask(house, line, contract, "50000.00")
    drawdown = manager.do(f"{house.at}/loan-drawdowns", {"fund_plan_line_id": line, "amount": "100.00"})
    opinion = opinion_on(escrow)
    refund = refunded(house)

    def first(path: str) -> str:
        return str(manager.see(f"{house.at}/{path}")["items"][0]["id"])

    return {
        "developer_id": house.project["developer_id"],
        "project_id": house.project["id"],
        "assessment_id": first("assessments"),
        "agreement_id": first("agreements"),
        "account_id": house.account,
        "receipt_id": receipt["id"],
        "milestone_id": house.milestones[-1]["id"],
        "site_report_id": first("site-reports"),
        "contract_id": contract["id"],
        "document_id": manager.document("proof"),
        "fund_plan_id": first("fund-plans"),
        "disbursement_id": disbursement["id"],
        "loan_drawdown_id": drawdown["id"],
        "refund_id": refund,
        "receipt_identification_id": named(house),
        "assessment_opinion_id": opinion,
        "import_id": imported(escrow, house, f"/v1/accounts/{house.account}/receipt-imports"),
        "sale_filing_import_id": imported(escrow, house, f"{house.at}/sale-filing-imports"),
        **supervision(house),
        "version": "2026-01",  # of every policy
    }


def opinion_on(escrow: Running) -> str:
    """An upper level's opinion on a finding that is still open."""
    project = proposed_project(escrow)
    made = escrow.staff("ls-manager-1").do(f"/v1/projects/{project['id']}/assessments", finding())
    return str(escrow.staff("city").do(f"/v1/assessments/{made['id']}/opinions", {"opinion": "support"})["id"])


def refunded(house: House) -> str:
    """A refund that is asked for, to the buyer of a cancelled filing."""
    core, filing = house.escrow.staff("core-banking"), file_sale(house, "1-103")
    receive(house, "10.00", "1-103", "down_payment")
    core.do(f"/v1/sale-filings/{filing['id']}/cancel", {"reason": "withdrew"})
    asked = {"sale_filing_id": filing["id"], "amount": "10.00"}
    return str(house.staff("manager-1").do(f"{house.at}/refunds", asked)["id"])


def named(house: House) -> str:
    """The unit of a receipt that is named, and not decided on."""
    receipt, manager = receive(house, "10.00", source="mortgage"), house.staff("manager-1")
    body = {"unit_no": "1-104", "reason": "letter", "document_ids": [manager.document("letter")]}
    return str(manager.do(f"/v1/receipts/{receipt['id']}/identifications", body)["id"])


def supervision(house: House) -> dict[str, str]:
    """What supervises the money: one of each kind, in the states in which they can be decided on."""
    core, manager = house.escrow.staff("core-banking"), house.staff("manager-1")
    deposit, account = f"{house.at}/guarantee-deposit", f"/v1/accounts/{house.account}"
    mortgage = report_mortgage(house, "1-101")
    payment = {"amount": "100.00", "bank_ref": reference("DP"), "paid_on": f"{today()}"}
    claim = {
        "unit_no": "1-101",
        "amount": "1.00",
        "missed_instalments": 3,
        "document_ids": [manager.document("arrears")],
    }
    found = {
        "sale_filing_id": file_sale(house, "1-101")["id"],
        "mortgage_id": mortgage["id"],
        "provident_fund_approval_id": report_fund_loan(house, "1-102", "1.00")["id"],
        "reconciliation_id": reconcile(house)["id"],
        "deposit_movement_id": core.do(f"{deposit}/payments", payment)["id"],
        "deposit_claim_id": manager.do(f"{deposit}/claims", claim)["id"],
        "balance_check_id": core.do(f"{account}/balance-checks", {"balance": "1.00"})["id"],
        "freeze_id": frozen(house),
        "closing_id": closed(house.escrow),
    }
    alert = manager.see("/v1/alerts", project_id=house.project["id"])["items"][0]
    return found | {"alert_id": alert["id"]}


def frozen(house: House) -> str:
    """A freeze that was lifted again."""
    paper = house.staff("corporate").document("court order")
    served = {"authority": "Court", "order_no": "1", "frozen_on": f"{today()}", "document_id": paper}
    house.staff("corporate").do(f"{house.at}/freeze", served)
    lifting = {"order_no": "2", "document_id": paper}
    return str(house.staff("branch-head").do(f"{house.at}/unfreeze", lifting)["id"])


def closed(escrow: Running) -> str:
    """The closing of a project in which nothing ever happened."""
    house = supervised_project(escrow)
    for place in range(1, len(house.milestones)):
        confirm_milestone(house, place)
    return str(house.staff("branch-head").do(f"{house.at}/close")["id"])


def path_of(rule: Rule, things: dict[str, str]) -> str:
    """The route's path with the things of this test in it."""
    imports = {"import_id": things["sale_filing_import_id"]} if "sale-filing-imports" in rule.path else {}
    return rule.path.format_map(things | imports)


def imported(escrow: Running, house: House, path: str) -> str:
    """A file that has been taken: one that is still running would be followed for ever."""
    core = escrow.staff("core-banking")
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": str(uuid.uuid4())}
    sent = core.send("POST", path, content=b"{}", headers=headers).json()["id"]
    with working(escrow, *QUEUES):
        wait_for(lambda: core.see(f"{path}/{sent}")["state"] == "completed", "the import", 30)
    return str(sent)


def test_every_role_gets_in_where_the_table_says_and_nowhere_else(escrow: Running, things: dict[str, str]) -> None:
    wrong = wrongly_let_in_or_out(escrow, lambda rule: path_of(rule, things), outcome)

    assert wrong == [], "\n".join(wrong)


def test_a_token_without_a_place_in_the_bank_finds_nothing(escrow: Running, things: dict[str, str]) -> None:
    claims = {"sub": "matrix-nowhere", "name": "nowhere", "roles": ["account_manager"]}
    headers = {"Authorization": f"Bearer {token(claims)}"}
    listed = [rule for rule in RULES if rule.method == "GET" and "{" not in rule.path]
    lists = [rule for rule in listed if not isinstance(rule.scope, Bankwide)]

    for rule in lists:
        assert escrow.client.get(rule.path, headers=headers).json()["items"] == [], rule.path

    assert escrow.client.get(f"/v1/projects/{things['project_id']}", headers=headers).status_code == 404


@pytest.mark.parametrize("rule", DECIDING, ids=lambda rule: rule.permission)
def test_who_decides_without_saying_on_what_is_answered_428(
    escrow: Running, things: dict[str, str], rule: Rule
) -> None:
    """Contract, section 1, concurrency: If-Match is missing, so nothing is decided."""
    # Of a payment's request only its maker changes anything, which comes before what they have seen of it.
    maker = rule.permission == "disbursement.edit"
    decider = escrow.staff("ls-manager-1") if maker else person(escrow, min(rule.roles))
    body = dict(BODIES.get(rule.permission, {}))
    if rule.permission in ("agreement.sign", "project.freeze", "project.unfreeze"):
        body["document_id"] = things["document_id"]
    path = path_of(rule, things)
    answer = decider.send(rule.method, path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    stale = decider.send(
        rule.method, path, json=body, headers={"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"of another time"'}
    )

    assert (answer.status_code, answer.json()["code"]) == (428, "IF_MATCH_REQUIRED")
    assert (stale.status_code, stale.json()["code"]) == (412, "IF_MATCH_STALE")


def test_a_key_is_required_where_the_table_says(escrow: Running, things: dict[str, str]) -> None:
    """Contract, section 1: 400 comes before anything is said about the body."""
    found = {}
    for rule in RULES:
        if rule.method == "POST":
            answer = person(escrow, min(rule.roles)).send("POST", path_of(rule, things))
            found[rule.path] = answer.json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"

    assert found == {rule.path: rule.key_required for rule in RULES if rule.method == "POST"}
