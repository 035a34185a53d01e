"""What is changed after it was asked for, what is left lying, and what is cut into pieces (domain E4, E6, O3)."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.clock import SHANGHAI, system_clock
from chassis.db import Database
from services.escrow.disbursements.actions import expire_overdue
from tests.support.building import (
    House,
    approved_plan,
    ask,
    person,
    receive,
    reference,
    supervised_project,
    unmet,
)
from tests.support.running import Running
from tests.support.sql import connected


@pytest.fixture
def house(escrow: Running) -> House:
    house = supervised_project(escrow, limit="500000.00")
    receive(house, "9000000.00")
    return house


@pytest.fixture
def payable(house: House) -> tuple[str, dict[str, Any]]:
    return approved_plan(house, "2000000.00")


@pytest.fixture
def later(escrow: Running) -> Iterator[Any]:
    """Let so many days pass."""

    def pass_by(days: int) -> None:
        escrow.clock.fixed = system_clock() + timedelta(days=days)

    yield pass_by
    escrow.clock.fixed = None


def at(payment: dict[str, Any], verb: str = "") -> str:
    return f"/v1/disbursements/{payment['id']}" + (f"/{verb}" if verb else "")


def edit(house: House, payment: dict[str, Any], who: str = "manager-1", **changes: Any) -> Any:
    seen = house.staff(who).send("GET", at(payment)).headers["ETag"]
    headers = {"If-Match": seen, "Idempotency-Key": reference("key")}
    return house.staff(who).send("PATCH", at(payment), json=changes, headers=headers)


def test_an_edit_voids_what_was_approved_and_holds_the_new_amount(house: House, payable: Any) -> None:
    """Approvals bind what was approved: an edited payment is approved anew."""
    payment = ask(house, *payable, "300000.00")
    house.staff("personal").do(at(payment, "confirm"), {"comment": "seen"})
    edited = edit(house, payment, amount="450000.00").json()
    refused = house.staff("payments").do(at(payment, "pay"), expect=409)
    house.staff("personal").do(at(payment, "confirm"))
    paying = house.staff("payments").do(at(payment, "pay"))

    assert (edited["state"], edited["amount"]) == ("requested", "450000.00")
    assert [(step["step"], step["stands"]) for step in edited["approvals"]] == [("confirm", False)]
    assert edited["content_sha256"] != payment["content_sha256"]
    assert refused["code"] == "INVALID_STATE"
    assert [(step["step"], step["stands"]) for step in paying["approvals"]] == [
        ("confirm", False),
        ("confirm", True),
        ("pay", True),
    ]
    assert paying["approvals"][1]["content_sha256"] == edited["content_sha256"]
    assert house.balances()["held"] == "450000.00"
    plan = house.staff("manager-1").see(f"{house.at}/fund-plans")["items"][0]
    assert plan["lines"][0]["committed"] == "450000.00"


def test_an_edit_above_the_limit_is_a_large_withdrawal_from_then_on(house: House, payable: Any) -> None:
    """E6."""
    payment = ask(house, *payable, "300000.00")
    unproved = edit(house, payment, amount="500000.01")
    proved = edit(house, payment, amount="500000.01", document_ids=[house.staff("manager-1").document("proof")])

    assert (unproved.status_code, unmet(unproved.json())) == (422, {"EVIDENCE_FOR_LARGE"})
    assert proved.json()["is_large"] is True
    house.staff("personal").do(at(payment, "confirm"), expect=409)
    assert house.staff("corporate").do(at(payment, "review"))["state"] == "reviewed"


def test_an_edit_that_fails_a_condition_changes_nothing(house: House, payable: Any) -> None:
    payment = ask(house, *payable, "300000.00")
    house.staff("personal").do(at(payment, "confirm"))
    refused = edit(house, payment, amount="2000000.01")
    same = edit(house, payment, amount="300000.00")
    seen = house.staff("manager-1").see(at(payment))

    assert refused.json()["code"] == "DISBURSEMENT_CHECKS_FAILED"
    assert [fault["code"] for fault in same.json()["errors"]] == ["NOTHING_TO_CHANGE"]
    assert (seen["state"], seen["amount"], seen["version"]) == ("confirmed", "300000.00", 2)
    assert house.balances()["held"] == "300000.00"


def test_only_its_maker_edits_and_never_once_it_is_paid(house: House, payable: Any) -> None:
    """O3: who changes a payment has made it, so nobody else can."""
    payment = ask(house, *payable, "300000.00")
    assert edit(house, payment, "manager-2", amount="1.00").json()["code"] == "ONLY_THE_MAKER_EDITS"
    assert "edit" not in house.staff("manager-2").see(at(payment))["allowed_actions"]
    house.staff("personal").do(at(payment, "confirm"))
    house.staff("payments").do(at(payment, "pay"))

    assert edit(house, payment, amount="1.00").json()["code"] == "INVALID_STATE"


@pytest.mark.parametrize(("who", "verb"), [("ls-personal", "confirm"), ("ls-manager-2", "cancel")])
def test_an_edit_and_another_move_at_once_have_one_legal_outcome(
    house: House, payable: Any, who: str, verb: str
) -> None:
    """Whoever is second finds a version that is not the one they saw: nobody approves what they have not read."""
    for _ in range(4):
        payment = ask(house, *payable, "10.00")
        seen = {"If-Match": f'"{payment["version"]}"', "Idempotency-Key": reference("key")}

        def change(payment: dict[str, Any] = payment, seen: dict[str, str] = seen) -> int:
            sent = house.staff("manager-1").send("PATCH", at(payment), json={"amount": "11.00"}, headers=seen)
            return sent.status_code

        def act(payment: dict[str, Any] = payment, seen: dict[str, str] = seen) -> int:
            other = seen | {"Idempotency-Key": reference("key")}
            return house.escrow.staff(who).post(at(payment, verb), headers=other).status_code

        with ThreadPoolExecutor(2) as pool:
            answers = [pool.submit(change), pool.submit(act)]
        after = house.staff("manager-1").see(at(payment))

        assert sorted(answer.result() for answer in answers) == [200, 412]
        assert (after["state"], after["amount"]) in {
            ("requested", "11.00"),
            ("confirmed", "10.00"),
            ("cancelled", "10.00"),
        }


def test_two_heads_of_one_department_at_once_confirm_once(house: House, payable: Any) -> None:
    payment = ask(house, *payable, "10.00")
    heads = [house.staff("personal"), person(house.escrow, "personal_dept")]
    seen = {"If-Match": f'"{payment["version"]}"'}
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda head: head.post(at(payment, "confirm"), headers=seen).status_code, heads))
    after = house.staff("manager-1").see(at(payment))

    assert sorted(answers) == [200, 412]
    assert [step["step"] for step in after["approvals"]] == ["confirm"]


def test_the_heads_of_both_departments_at_once_take_only_the_step_that_is_due(house: House, payable: Any) -> None:
    """E6: above the limit a confirmation at the moment of the review is no second approval of the same state."""
    for _ in range(3):
        payment = ask(house, *payable, "600000.00", document_ids=[house.staff("manager-1").document("proof")])
        seen = {"If-Match": f'"{payment["version"]}"'}

        def act(step: tuple[str, str], path: str = at(payment), seen: dict[str, str] = seen) -> int:
            who, verb = step
            return house.staff(who).post(f"{path}/{verb}", headers=seen).status_code

        with ThreadPoolExecutor(2) as pool:
            reviewed, confirmed = pool.map(act, [("corporate", "review"), ("personal", "confirm")])
        after = house.staff("manager-1").see(at(payment))

        assert reviewed == 200
        assert confirmed in (409, 412), "out of turn, or of a version that is gone"
        assert (after["state"], [step["step"] for step in after["approvals"]]) == ("reviewed", ["review"])


def test_the_journal_has_a_request_as_the_next_step_finds_it(house: House, payable: Any) -> None:
    """Design 7: what was written at once, and digested from what was sent, is what is read afterwards."""
    proof = house.staff("manager-1").document("proof")
    payment = ask(house, *payable, "10.00", document_ids=[proof], authority_document_id=proof)
    house.staff("personal").do(at(payment, "confirm"))
    with connected(house.escrow.database.owner_url) as sql:
        rows = sql.rows(
            "SELECT action, before_digest, after_digest FROM audit_record WHERE resource = $1::uuid ORDER BY id",
            payment["id"],
        )
    requested, confirmed = rows

    assert (requested["action"], confirmed["action"]) == ("disbursement.request", "disbursement.confirm")
    assert requested["after_digest"] == confirmed["before_digest"]


def expired(escrow: Running) -> None:
    async def run() -> None:
        database = Database(escrow.settings)
        try:
            while await expire_overdue(database, escrow.clock()):
                pass
        finally:
            await database.close()

    asyncio.run(run())


def test_what_is_not_paid_in_thirty_days_expires_and_gives_everything_back(
    house: House, payable: Any, later: Any
) -> None:
    """Contract, section 3: it expires after 30 days, which are policy."""
    before = house.balances()
    waiting, confirmed, paying = (ask(house, *payable, "10.00") for _ in range(3))
    for payment in (confirmed, paying):
        house.staff("personal").do(at(payment, "confirm"))
    house.staff("payments").do(at(paying, "pay"))
    later(30)
    expired(house.escrow)
    still = house.staff("manager-1").see(at(waiting))["state"]
    later(31)
    late = house.staff("personal").do(at(waiting, "confirm"), expect=409)
    expired(house.escrow)
    expired(house.escrow)
    states = [house.staff("manager-1").see(at(payment))["state"] for payment in (waiting, confirmed, paying)]

    assert (still, late["code"]) == ("requested", "DISBURSEMENT_EXPIRED")
    assert states == ["expired", "expired", "paying"]
    assert house.balances() == before | {"held": "10.00", "available": "1999990.00"}


def test_a_payment_is_due_in_the_working_days_of_its_regime(house: House, payable: Any, later: Any) -> None:
    """E7: five in `standard`; the National Day holiday and its make-up day are the calendar's."""
    house.escrow.clock.fixed = datetime(2026, 9, 29, 12, tzinfo=SHANGHAI)
    contract = payable[1]
    month = {"month": "2026-09", "lines": [{"category": "construction", "contract_id": contract["id"],
                                            "amount": "100.00", "purpose": "frame"}]}  # fmt: skip
    plan = house.staff("manager-1").do(f"{house.at}/fund-plans", month)
    house.staff("manager-1").do(f"/v1/fund-plans/{plan['id']}/submit")
    for department in ("corporate", "personal"):
        house.staff(department).do(f"/v1/fund-plans/{plan['id']}/approve")
        report = {"as_of": "2026-09-29", "progress_percent": "50.00", "units_sold": 0}
        house.staff(department).do(f"{house.at}/site-reports", report)
    payment = ask(house, plan["lines"][0]["id"], contract, "100.00", value_date="2026-09-29")

    # 30 September, 8, 9, 10 (a Saturday that is worked) and 12 October.
    assert (payment["due_on"], payment["due_is_provisional"]) == ("2026-10-12", False)
    assert payment["expires_on"] == "2026-10-29"


@pytest.mark.parametrize(("regime", "blocks"), [("standard", False), ("enhanced", True)])
def test_one_withdrawal_cut_into_pieces_below_the_limit_is_seen(escrow: Running, regime: str, blocks: bool) -> None:
    """E6: pieces to one payee count together; `standard` warns, `enhanced` blocks."""
    house = supervised_project(escrow, limit="500000.00", regime=regime)
    receive(house, "9000000.00")
    payable = approved_plan(house, "2000000.00")
    ask(house, *payable, "300000.00")
    ask(house, *payable, "200000.00")
    third = ask(house, *payable, "0.01", expect=422 if blocks else 201)
    (split,) = [check for check in third["checks"] if check["code"] == "SPLIT_BELOW_LIMIT"]

    assert (split["passed"], split["blocking"]) == (False, blocks)
    assert "500000.01" in split["detail"]


def test_the_authoritys_notice_is_needed_where_the_agreement_asks_for_it(escrow: Running) -> None:
    house = supervised_project(escrow, authority_notice_required=True)
    receive(house, "9000000.00")
    payable = approved_plan(house, "100000.00")
    without = ask(house, *payable, "100.00", expect=422)
    notice = house.staff("manager-1").document("notice of the housing authority")
    unknown = ask(house, *payable, "100.00", expect=422, authority_document_id=house.project["id"])

    assert unmet(without) == {"AUTHORITY_NOTICE"}
    assert [fault["pointer"] for fault in unknown["errors"]] == ["/authority_document_id"]
    assert ask(house, *payable, "100.00", authority_document_id=notice)["authority_document_id"] == notice
