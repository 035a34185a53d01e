"""Disbursements over HTTP, from request to settlement and back (domain E4, E6, E11)."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from tests.support.building import (
    House,
    approved_plan,
    ask,
    person,
    receive,
    reference,
    report_progress,
    supervised_project,
    today,
    unmet,
)
from tests.support.running import Running


@pytest.fixture
def house(escrow: Running) -> House:
    house = supervised_project(escrow, limit="500000.00")
    receive(house, "9000000.00")
    return house


@pytest.fixture
def payable(house: House) -> tuple[str, dict[str, Any]]:
    return approved_plan(house, "2000000.00")


def at(payment: dict[str, Any], verb: str = "") -> str:
    return f"/v1/disbursements/{payment['id']}" + (f"/{verb}" if verb else "")


def paid(house: House, payment: dict[str, Any]) -> dict[str, Any]:
    """A small payment, confirmed and handed to core banking."""
    house.staff("personal").do(at(payment, "confirm"), {"comment": "seen on site"})
    found: dict[str, Any] = house.staff("payments").do(at(payment, "pay"))
    return found


def settlement(**changes: Any) -> dict[str, Any]:
    return {"bank_ref": reference("OUT"), "settled_on": f"{today()}"} | changes


def test_a_small_payment_holds_then_pays_and_the_money_moves_once(house: House, payable: Any) -> None:
    """E4, E6."""
    payment = ask(house, *payable, "400000.00")
    held = house.balances()
    paid(house, payment)
    settled = house.escrow.staff("core-banking").do(at(payment, "settle"), settlement())

    assert (held["held"], held["available"]) == ("400000.00", "1600000.00")
    assert settled["state"] == "settled"
    assert [step["step"] for step in settled["approvals"]] == ["confirm", "pay"]
    assert house.balances() == {
        "total": "8600000.00",
        "held": "0.00",
        "retained": "7000000.00",
        "available": "1600000.00",
    }


def test_a_settlement_reported_twice_pays_once_and_with_other_content_is_refused(house: House, payable: Any) -> None:
    """Contract, section 1: a money movement has a permanent business key."""
    core = house.escrow.staff("core-banking")
    first, second = ask(house, *payable, "1000.00"), ask(house, *payable, "2000.00")
    paid(house, first)
    paid(house, second)
    body = settlement()
    done = core.do(at(first, "settle"), body)

    assert core.do(at(first, "settle"), body, expect=200) == done
    assert core.do(at(first, "settle"), body | {"settled_on": "2026-01-01"}, expect=409)["code"] == "DUPLICATE_REF"
    assert core.do(at(second, "settle"), body, expect=409)["code"] == "DUPLICATE_REF"
    assert house.balances()["total"] == "8999000.00"


def test_what_failed_or_was_cancelled_or_rejected_gives_everything_back(house: House, payable: Any) -> None:
    """E4: the hold, the plan line, the contract, the invoice."""
    before = house.balances()
    for end in ("fail", "cancel", "reject"):
        payment = ask(house, *payable, "450000.00", invoice_no="INV-AGAIN")
        if end == "fail":
            paid(house, payment)
        who = {"fail": "core-banking", "cancel": "ls-manager-2", "reject": "ls-corporate"}[end]
        ended = house.escrow.staff(who).do(at(payment, end), {"reason": "not now"})

        assert ended["state"] == {"fail": "failed", "cancel": "cancelled", "reject": "rejected"}[end]
        assert ended["end_reason"] == "not now"
        assert house.balances() == before
        house.escrow.staff("core-banking").do(at(payment, "settle"), settlement(), expect=409)


def test_a_returned_payment_comes_back_to_account_line_contract_and_invoice(house: House) -> None:
    """E11."""
    payable = approved_plan(house, "300000.00")
    core = house.escrow.staff("core-banking")
    payment = ask(house, *payable, "300000.00", invoice_no="INV-7")
    paid(house, payment)
    core.do(at(payment, "settle"), settlement())
    back = {"bank_ref": reference("RET"), "reason": "account closed"}
    returned = core.do(at(payment, "return"), back)

    assert returned["state"] == "returned"
    assert core.do(at(payment, "return"), back, expect=200) == returned
    assert core.do(at(payment, "return"), back | {"reason": "other"}, expect=409)["code"] == "DUPLICATE_REF"
    assert house.balances()["total"] == "9000000.00"
    assert ask(house, *payable, "300000.00", invoice_no="INV-7")["state"] == "requested"


def test_a_large_withdrawal_needs_proof_review_and_confirmation_by_three_people(house: House, payable: Any) -> None:
    """E6, O3."""
    assert "EVIDENCE_FOR_LARGE" in unmet(ask(house, *payable, "500000.01", expect=422))
    proof = [house.staff("manager-1").document("stage 2")]
    payment = ask(house, *payable, "500000.01", document_ids=proof)

    house.staff("personal").do(at(payment, "confirm"), expect=409)
    house.staff("manager-1").do(at(payment, "review"), expect=403)
    assert house.staff("corporate").do(at(payment, "review"), {"comment": "read"})["state"] == "reviewed"
    both = person(house.escrow, "corporate_dept", "personal_dept")
    assert house.staff("personal").do(at(payment, "confirm"))["state"] == "confirmed"
    assert both.do(at(payment, "reject"))["state"] == "rejected"


def test_nobody_takes_two_parts_in_one_payment_whatever_their_roles(house: House, payable: Any) -> None:
    """O3: maker, reviewer, confirmer and payer are four people."""
    proof = [house.staff("manager-1").document("stage 2")]
    everyman = person(house.escrow, "account_manager", "corporate_dept", "personal_dept", "payments")
    line, contract = payable
    body = {
        "fund_plan_line_id": line,
        "contract_id": contract["id"],
        "invoice_no": reference("INV"),
        "amount": "600000.00",
        "document_ids": proof,
        "value_date": f"{today()}",
    }
    own = everyman.do(f"{house.at}/disbursements", body)
    others = ask(house, *payable, "600000.00", document_ids=proof)

    assert everyman.do(at(own, "review"), expect=403)["code"] == "MAKER_IS_CHECKER"
    assert own["allowed_actions"] == ["cancel", "edit", "reject"]
    everyman.do(at(others, "review"))
    assert everyman.do(at(others, "confirm"), expect=403)["code"] == "MAKER_IS_CHECKER"
    house.staff("personal").do(at(others, "confirm"))
    assert everyman.do(at(others, "pay"), expect=403)["code"] == "MAKER_IS_CHECKER"


def test_the_database_itself_refuses_one_person_in_two_parts_and_payment_without_approval(
    house: House, payable: Any
) -> None:
    """O3, E6; as the service's own role, around its code."""
    payment = ask(house, *payable, "1000.00")
    url = house.escrow.database.runtime_url

    async def refused(change: str) -> str:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(
                "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
            )
            await connection.execute(f"UPDATE disbursement SET {change} WHERE id = '{payment['id']}'")
        except asyncpg.PostgresError as error:
            return type(error).__name__
        finally:
            await connection.close()
        return "done"

    by_the_maker = "state = 'confirmed', confirmed_by = made_by, confirmed_at = now()"
    unapproved = "state = 'paying', paid_by = 'x', paid_at = now()"
    one_person = "confirmed_by = 'x', confirmed_at = now(), paid_by = 'x', paid_at = now()"
    by_a_leap = "state = 'settled', confirmed_by = 'x', paid_by = 'y', settle_bank_ref = 'r', settled_on = '2026-01-01'"

    unedited = ("amount = 1", "invoice_no = 'x'", "is_large = true", "value_date = '2020-01-01'")
    for change in (by_the_maker, unapproved, one_person, by_a_leap, *unedited):
        assert asyncio.run(refused(change)) == "CheckViolationError"
    for change in ("payee_account = '1'", "contract_id = NULL", "made_by = 'x'"):
        assert asyncio.run(refused(change)) == "InsufficientPrivilegeError"


def test_every_unmet_condition_is_named_and_nothing_is_held(house: House) -> None:
    """E4, E6: one refusal says it all."""
    payable = approved_plan(house, "300000.00")
    report_progress(house, "1.00")
    refused = ask(house, *payable, "2500000.00", expect=422)

    assert refused["code"] == "DISBURSEMENT_CHECKS_FAILED"
    assert unmet(refused) == {
        "PLAN_LINE_REMAINING",
        "CONTRACT_REMAINING",
        "AVAILABLE_BALANCE",
        "WITHIN_PROGRESS",
        "EVIDENCE_FOR_LARGE",
    }
    assert len(refused["checks"]) == 19
    assert house.balances()["held"] == "0.00"
    assert house.staff("manager-1").see(f"{house.at}/disbursements")["items"] == []


def test_conditions_are_looked_at_again_at_each_approval_the_own_hold_apart(house: House, payable: Any) -> None:
    """Contract, section 3: they run again at review, confirm and pay."""
    payment = ask(house, *payable, "400000.00")
    report_progress(house, "10.00", ["personal"])
    refused = house.staff("personal").do(at(payment, "confirm"), expect=422)
    report_progress(house, "50.00", ["personal"])

    assert unmet(refused) == {"PROGRESS_CONFIRMED", "WITHIN_PROGRESS"}
    assert house.staff("personal").do(at(payment, "confirm"))["state"] == "confirmed"


def test_the_last_fen_of_line_contract_and_balance_can_be_asked_for_and_approved(house: House) -> None:
    """The payment's own hold must not be counted against it when the conditions are looked at again."""
    payable = approved_plan(house, "2000000.00")
    proof = [house.staff("manager-1").document("stage 2")]
    payment = ask(house, *payable, "2000000.00", document_ids=proof)
    house.staff("corporate").do(at(payment, "review"))
    house.staff("personal").do(at(payment, "confirm"))
    house.staff("payments").do(at(payment, "pay"))
    settled = house.escrow.staff("core-banking").do(at(payment, "settle"), settlement())

    assert settled["state"] == "settled"
    assert house.balances()["available"] == "0.00"


def test_fifty_at_once_never_hold_more_than_is_available(house: House) -> None:
    """E3: 2,000,000 available, 100,000 each."""
    payable = approved_plan(house, "5000000.00")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: ask(house, *payable, "100000.00", expect=(201, 422)), range(50)))

    assert sum(answer.get("state") == "requested" for answer in answers) == 20
    assert all(unmet(answer) == {"AVAILABLE_BALANCE"} for answer in answers if "state" not in answer)
    assert house.balances()["available"] == "0.00"


def test_one_invoice_is_paid_once_however_many_ask_at_once(house: House, payable: Any) -> None:
    """E11."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: ask(house, *payable, "10.00", expect=(201, 422, 409), invoice_no="INV-1"), range(8))
        )

    assert sum(answer.get("state") == "requested" for answer in answers) == 1
    assert house.balances()["held"] == "10.00"


def test_confirm_and_cancel_at_once_have_one_legal_outcome(house: House, payable: Any) -> None:
    """E4: whoever is second finds a version that is not the one they saw."""
    acts = [("ls-personal", "confirm"), ("ls-manager-2", "cancel")]

    def act(who: str, verb: str, payment: dict[str, Any]) -> int:
        seen = {"If-Match": f'"{payment["version"]}"'}
        return house.escrow.staff(who).post(at(payment, verb), headers=seen).status_code

    for _ in range(4):
        payment = ask(house, *payable, "10.00")
        with ThreadPoolExecutor(2) as pool:
            answers = [pool.submit(act, who, verb, payment) for who, verb in acts]

        assert sorted(answer.result() for answer in answers) == [200, 412]


def test_the_same_settlement_from_many_at_once_moves_the_money_once(house: House, payable: Any) -> None:
    """E3, E11."""
    payment = ask(house, *payable, "5000.00")
    paid(house, payment)
    body = settlement()
    core = house.escrow.staff("core-banking")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: core.post(at(payment, "settle"), body).status_code, range(8)))

    assert answers == [200] * 8
    assert house.balances()["total"] == "8995000.00"


def test_the_payee_is_the_contracts_and_its_account_is_masked(house: House, payable: Any) -> None:
    """E11; contract, section 1, personal data."""
    payment = ask(house, *payable, "10.00")
    other = ask(house, *payable, "10.00", expect=422, payee_name="Somebody", payee_account="6222029999999999999")

    assert payment["payee_name"] == "Works Ltd"
    assert "6222020000000000001" not in str(payment)
    assert payment["payee_account"].endswith("0001")
    assert unmet(other) == {"PAYEE_MATCHES_CONTRACT"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"fund_plan_line_id": str(uuid.uuid4())}, "/fund_plan_line_id"),
        ({"contract_id": str(uuid.uuid4())}, "/contract_id"),
        ({"document_ids": [str(uuid.uuid4())]}, "/document_ids/0"),
        ({"invoice_no": ""}, "/invoice_no"),
    ],
)
def test_what_does_not_exist_here_is_named_by_its_field(
    house: House, payable: Any, change: dict[str, Any], pointer: str
) -> None:
    """Contract, section 1, Errors."""
    problem = ask(house, *payable, "10.00", expect=422, **change)

    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]


def test_details_are_in_the_readers_language(house: House, payable: Any) -> None:
    """Contract, section 1: messages in English and Chinese."""
    payment = ask(house, *payable, "10.00")
    chinese = house.staff("manager-1").send("GET", at(payment), headers={"Accept-Language": "zh-CN"}).json()

    assert "可用余额" in str(chinese["checks"])
    assert "available" in str(payment["checks"])
