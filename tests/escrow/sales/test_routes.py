"""Sale filings through the running service (domain E5)."""

import functools
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest

from chassis.errors import InvalidState
from services.escrow.sales import actions
from services.escrow.sales.rules import RefundTooLarge
from tests.support.acting import carry_out
from tests.support.building import receive, reference, supervised_project, today
from tests.support.running import Running
from tests.support.selling import file_sale


def test_a_filing_is_taken_in_once_and_answers_its_repeat(escrow: Running) -> None:
    """E5, contract section 1: the bureau's number counts once."""
    house = supervised_project(escrow)
    body = {"unit_no": "1-101", "filing_no": reference("BA"), "filed_on": f"{today()}", "price": "900000.00"}
    body |= {"down_payment": "300000.00", "mortgage": "600000.00"}
    core = escrow.staff("core-banking")
    first = core.post(f"{house.at}/sale-filings", body)
    again = core.post(f"{house.at}/sale-filings", body)
    other = core.post(f"{house.at}/sale-filings", body | {"down_payment": "200000.00", "mortgage": "700000.00"})

    assert first.status_code == 201, first.text
    assert (again.status_code, again.json()) == (200, first.json())
    assert (other.status_code, other.json()["code"]) == (409, "DUPLICATE_REF")
    assert first.json()["state"] == "filed"
    assert core.see(f"/v1/sale-filings/{first.json()['id']}") == first.json()


def test_the_parts_must_be_the_price(escrow: Running) -> None:
    """E5: what a filing leaves out would never be missed."""
    house = supervised_project(escrow)
    answer = file_sale(house, "1-101", mortgage="1.00", expect=422)

    assert answer["errors"][0]["code"] == "PARTS_ARE_NOT_THE_PRICE"


def test_a_unit_is_sold_once_and_again_only_after_the_cancellation(escrow: Running) -> None:
    """E5."""
    house = supervised_project(escrow)
    first = file_sale(house, "1-101")
    refused = file_sale(house, "1-101", expect=409)
    cancelled = house.staff("manager-1").do(f"/v1/sale-filings/{first['id']}/cancel", {"reason": "buyer withdrew"})
    file_sale(house, "1-101", expect=201)
    house.staff("manager-1").do(f"/v1/sale-filings/{first['id']}/cancel", {"reason": "again"}, expect=409)

    assert refused["code"] == "UNIT_ALREADY_FILED"
    assert (cancelled["state"], cancelled["cancelled_on"]) == ("cancelled", f"{today()}")


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"filed_on": "2999-01-01"}, "FILED_IN_FUTURE"), ({"unit_no": "9-999"}, "UNKNOWN_UNIT")],
    ids=["ahead", "unknown unit"],
)
def test_what_cannot_be_on_file_is_refused(escrow: Running, changes: dict[str, str], code: str) -> None:
    """E5."""
    house = supervised_project(escrow)
    answer = file_sale(house, changes.pop("unit_no", "1-101"), expect=422, **changes)

    assert answer["code"] == code


def test_a_filing_is_not_cancelled_before_it_was_made(escrow: Running) -> None:
    """E5."""
    house = supervised_project(escrow)
    filing = file_sale(house, "1-101")
    days = [f"{today() - timedelta(days=1)}", f"{today() + timedelta(days=1)}"]
    found = [
        house.staff("manager-1").do(
            f"/v1/sale-filings/{filing['id']}/cancel", {"reason": "x", "cancelled_on": day}, expect=422
        )["errors"][0]["code"]
        for day in days
    ]

    assert found == ["CANCELLED_BEFORE_FILED", "DATE_IN_THE_FUTURE"]


def test_of_two_filings_on_one_unit_at_once_one_stands(escrow: Running) -> None:
    """E5: the database keeps it, whoever looks first."""
    house = supervised_project(escrow)

    def sell(_: int) -> str:
        answer = file_sale(house, "1-102", expect=(201, 409))
        return str(answer.get("state", answer.get("code")))

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(sell, range(4)))

    assert found == ["UNIT_ALREADY_FILED"] * 3 + ["filed"]


def test_money_goes_back_only_under_a_cancelled_filing_and_never_more_than_came_in(escrow: Running) -> None:
    """E5: bounded by the price, and by what the unit's proceeds hold."""
    house = supervised_project(escrow)
    filing = file_sale(house, "1-103")
    receive(house, "300000.00", "1-103", "down_payment")
    identity, project = uuid.UUID(filing["id"]), uuid.UUID(house.project["id"])

    async def ask(amount: str, work: actions.Work) -> Decimal:
        row = await actions.lock_for_refund(work, project, identity)
        return Decimal((await actions.commit_refund(work, row, Decimal(amount))).refund_committed)

    standing = carry_out(escrow, "ls-manager-1", functools.partial(ask, "1.00"))
    house.staff("manager-1").do(f"/v1/sale-filings/{filing['id']}/cancel", {"reason": "withdrew"})
    first = carry_out(escrow, "ls-manager-1", functools.partial(ask, "250000.00"))
    second = carry_out(escrow, "ls-manager-1", functools.partial(ask, "50000.01"))
    third = carry_out(escrow, "ls-manager-1", functools.partial(ask, "50000.00"))

    assert isinstance(standing[0], InvalidState)
    assert first == [Decimal("250000.00")]
    assert isinstance(second[0], RefundTooLarge)
    assert third == [Decimal("300000.00")]


def test_cancelling_and_asking_back_at_once_never_gives_back_under_a_filing_that_stands(escrow: Running) -> None:
    """E5: whichever comes first; a refund is asked for after the cancellation or refused."""
    house = supervised_project(escrow)
    project = uuid.UUID(house.project["id"])
    receive(house, "300000.00", "1-104", "down_payment")
    filing = file_sale(house, "1-104")
    identity = uuid.UUID(filing["id"])

    async def ask(work: actions.Work) -> str:
        row = await actions.lock_for_refund(work, project, identity)
        return str((await actions.commit_refund(work, row, Decimal("1.00"))).state)

    async def cancel(work: actions.Work) -> str:
        work.if_match = "*"
        return str((await actions.cancel(work, identity, actions.CancellationIn(reason="withdrew"))).state)

    found = carry_out(escrow, "ls-manager-1", ask, cancel, ask, ask)
    after = escrow.staff("auditor").see(f"/v1/sale-filings/{filing['id']}")

    assert found[1] == "cancelled"
    assert all(isinstance(each, InvalidState) or each == "cancelled" for each in found)
    assert Decimal(after["refund_committed"]) == sum(each == "cancelled" for each in (found[0], *found[2:]))


def test_another_sub_branch_finds_no_filing(escrow: Running) -> None:
    """O1."""
    house = supervised_project(escrow)
    filing = file_sale(house, "1-105", filed_on=f"{date(2026, 1, 5)}")

    assert escrow.staff("sz-manager-1").see(f"/v1/sale-filings/{filing['id']}", expect=404)["code"] == "NOT_FOUND"
    assert escrow.staff("ls-manager-2").see(f"{house.at}/sale-filings", unit_no="1-105")["items"] == [
        filing | {"allowed_actions": ["cancel"]}
    ]
