"""Refunds to the buyers of cancelled filings, from request to settlement and back (domain E5, E6, E13, O3)."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from chassis.clock import system_clock
from chassis.db import Database
from services.escrow.refunds.actions import expire_overdue
from tests.support.acting import as_runtime_role
from tests.support.building import House, person, receive, reference, supervised_project, today, unmet
from tests.support.running import Running
from tests.support.selling import file_sale


@pytest.fixture
def house(escrow: Running) -> House:
    """Two million are available; the large-withdrawal limit is half a million."""
    house = supervised_project(escrow, limit="500000.00")
    receive(house, "9000000.00")
    return house


@pytest.fixture
def filing(house: House) -> dict[str, Any]:
    """A filing on 1-101 that was cancelled, after the buyer had paid 300,000 down and 700,000 by mortgage."""
    filed: dict[str, Any] = file_sale(house, "1-101")
    receive(house, "300000.00", "1-101", "down_payment")
    receive(house, "700000.00", "1-101", "mortgage")
    core = house.escrow.staff("core-banking")
    cancelled: dict[str, Any] = core.do(f"/v1/sale-filings/{filed['id']}/cancel", {"reason": "withdrawn"})
    return cancelled


def ask(house: House, filing: dict[str, Any], amount: str, *, expect: Any = 201, **more: Any) -> Any:
    body = {"sale_filing_id": filing["id"], "amount": amount} | more
    return house.staff("manager-1").do(f"{house.at}/refunds", body, expect=expect)


def at(refund: dict[str, Any], verb: str = "") -> str:
    return f"/v1/refunds/{refund['id']}" + (f"/{verb}" if verb else "")


def paid(house: House, refund: dict[str, Any]) -> None:
    house.staff("personal").do(at(refund, "confirm"), {"comment": "the buyer was heard"})
    house.staff("payments").do(at(refund, "pay"))


def settlement() -> dict[str, Any]:
    return {"bank_ref": reference("RF"), "settled_on": f"{today()}"}


def test_a_refund_holds_then_pays_once_and_the_buyer_gets_no_more_than_was_paid(house: House, filing: Any) -> None:
    """E5."""
    refund = ask(house, filing, "400000.00")
    held = house.balances()["held"]
    too_much = ask(house, filing, "600000.01", expect=422)
    paid(house, refund)
    body, core = settlement(), house.escrow.staff("core-banking")
    settled = core.do(at(refund, "settle"), body)
    again = core.do(at(refund, "settle"), body, expect=200)
    other = core.do(at(refund, "settle"), body | {"settled_on": "2026-01-01"}, expect=409)

    assert (held, unmet(too_much)) == ("400000.00", {"WITHIN_PROCEEDS", "EVIDENCE_FOR_LARGE"})
    assert settled == again
    assert (settled["state"], other["code"]) == ("settled", "DUPLICATE_REF")
    assert (house.balances()["total"], house.balances()["held"]) == ("9600000.00", "0.00")
    assert "WITHIN_PROCEEDS" in unmet(ask(house, filing, "600000.01", expect=422))


def test_a_large_refund_needs_proof_and_a_review_by_another_department(house: House, filing: Any) -> None:
    """E6, O3."""
    proof = [house.staff("manager-1").document("the bureau's cancellation")]
    refund = ask(house, filing, "500000.01", document_ids=proof)
    house.staff("personal").do(at(refund, "confirm"), expect=409)
    everyman = person(house.escrow, "corporate_dept", "personal_dept", "payments")
    everyman.do(at(refund, "review"))

    assert everyman.do(at(refund, "confirm"), expect=403)["code"] == "MAKER_IS_CHECKER"
    house.staff("personal").do(at(refund, "confirm"))
    assert everyman.do(at(refund, "pay"), expect=403)["code"] == "MAKER_IS_CHECKER"
    assert house.staff("payments").do(at(refund, "pay"))["state"] == "paying"


def test_what_comes_to_nothing_gives_everything_back(house: House, filing: Any) -> None:
    before = house.balances()
    for end, who in (("cancel", "ls-manager-2"), ("reject", "ls-corporate"), ("fail", "core-banking")):
        refund = ask(house, filing, "450000.00")
        if end == "fail":
            paid(house, refund)
        ended = house.escrow.staff(who).do(at(refund, end), {"reason": "not now"})

        assert ended["end_reason"] == "not now"
        assert house.balances() == before


def test_a_returned_refund_is_in_the_account_again_and_may_be_asked_for_anew(house: House, filing: Any) -> None:
    """E11."""
    core = house.escrow.staff("core-banking")
    refund = ask(house, filing, "450000.00")
    paid(house, refund)
    core.do(at(refund, "settle"), settlement())
    back = {"bank_ref": reference("BACK"), "reason": "account closed"}
    returned = core.do(at(refund, "return"), back)

    assert core.do(at(refund, "return"), back, expect=200) == returned
    assert house.balances()["total"] == "10000000.00"
    proof = [house.staff("manager-1").document("the bureau's cancellation")]
    assert ask(house, filing, "1000000.00", document_ids=proof)["state"] == "requested"


def test_while_a_filing_stands_and_from_another_project_nothing_goes_back(house: House, filing: Any) -> None:
    standing = file_sale(house, "1-102")
    foreign = ask(supervised_project(house.escrow), filing, "1.00", expect=422)

    assert ask(house, standing, "1.00", expect=409)["code"] == "INVALID_STATE"
    assert [(fault["pointer"], fault["code"]) for fault in foreign["errors"]] == [("/sale_filing_id", "UNKNOWN_FILING")]


def test_many_at_once_never_give_back_more_than_was_paid(house: House, filing: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(house, filing, "300000.00", expect=(201, 422)), range(8)))

    assert sum(answer.get("state") == "requested" for answer in answers) == 3
    assert house.balances()["held"] == "900000.00"


def test_a_frozen_account_refunds_with_the_authoritys_approval_alone(house: House, filing: Any) -> None:
    """E13."""
    order = house.staff("manager-1").document("court order")
    notice = house.staff("manager-1").document("the authority's approval")
    served = {"authority": "the court", "order_no": reference("CO"), "frozen_on": f"{today()}", "document_id": order}
    seen = house.staff("branch-head").send("GET", house.at).headers["ETag"]
    answer = house.staff("branch-head").post(f"{house.at}/freeze", served, headers={"If-Match": seen})
    assert answer.status_code in (200, 201), answer.text
    refused = ask(house, filing, "10.00", expect=422)

    assert unmet(refused) == {"ACCOUNT_NOT_FROZEN"}
    assert ask(house, filing, "10.00", authority_document_id=notice)["state"] == "requested"


def test_what_is_not_paid_in_thirty_days_expires(house: House, filing: Any) -> None:
    refund = ask(house, filing, "10.00")

    async def run() -> None:
        database = Database(house.escrow.settings)
        try:
            while await expire_overdue(database, house.escrow.clock()):
                pass
        finally:
            await database.close()

    house.escrow.clock.fixed = system_clock() + timedelta(days=31)
    late = house.staff("personal").do(at(refund, "confirm"), expect=409)
    asyncio.run(run())
    house.escrow.clock.fixed = None

    assert late["code"] == "DISBURSEMENT_EXPIRED"
    assert house.staff("manager-1").see(at(refund))["state"] == "expired"
    assert house.balances()["held"] == "0.00"


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE refund SET amount = 1", asyncpg.InsufficientPrivilegeError),
        ("UPDATE refund SET confirmed_by = made_by", asyncpg.CheckViolationError),
        ("UPDATE refund SET state = 'paying', paid_by = 'x'", asyncpg.CheckViolationError),
        ("DELETE FROM refund", asyncpg.InsufficientPrivilegeError),
    ],
)
def test_the_database_itself_keeps_what_was_asked_and_who_approves(
    house: House, filing: Any, statement: str, refusal: type[Exception]
) -> None:
    ask(house, filing, "10.00")
    with pytest.raises(refusal):
        as_runtime_role(house.escrow, f"{statement} WHERE project_id = $1", uuid.UUID(house.project["id"]))
