"""The two closings of a project, through the running service (domain E12)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.building import (
    House,
    approved_plan,
    ask,
    confirm_milestone,
    person,
    receive,
    reference,
    report_progress,
    supervised_project,
    today,
)
from tests.support.running import Running
from tests.support.selling import file_sale, report_mortgage


def paid_out_project(escrow: Running) -> House:
    """One unit sold for a million; all of it came, and was paid for works; every milestone is confirmed."""
    house = supervised_project(escrow)
    for place in range(1, len(house.milestones)):
        confirm_milestone(house, place)
    report_progress(house, "100.00")
    file_sale(house, "1-101")
    report_mortgage(house, "1-101", "700000.00")
    receive(house, "300000.00", "1-101", "down_payment")
    receive(house, "700000.00", "1-101", "mortgage")
    payment = ask(house, *approved_plan(house, "1000000.00"), "1000000.00")
    at = f"/v1/disbursements/{payment['id']}"
    house.staff("personal").do(f"{at}/confirm")
    house.staff("payments").do(f"{at}/pay")
    settlement = {"bank_ref": reference("OUT"), "settled_on": f"{today()}"}
    escrow.staff("core-banking").do(f"{at}/settle", settlement)
    return house


def close(house: House, **options: Any) -> Any:
    return house.staff("branch-head").do(f"{house.at}/close", **options)


def test_supervision_ends_with_an_empty_sealed_account_and_the_deposit_with_the_last_registration(
    escrow: Running,
) -> None:
    """E12: two closings."""
    house = paid_out_project(escrow)
    core, manager = escrow.staff("core-banking"), house.staff("manager-1")
    deposit = {"amount": "35000.00", "bank_ref": reference("DP"), "paid_on": f"{today()}"}
    core.do(f"{house.at}/guarantee-deposit/payments", deposit)
    closed = close(house)
    again = close(house, expect=409)
    late_money = receive_refused(house)
    still_open = manager.see(f"{house.at}/guarantee-deposit")
    report_mortgage(house, "1-101", "700000.00", mortgage_registered_on=f"{today()}")
    ended = manager.see(f"{house.at}/guarantee-deposit")
    more = report_mortgage(house, "1-102", expect=409)

    assert (closed["entries"], closed["money_in"], closed["money_out"]) == (3, "1000000.00", "1000000.00")
    assert manager.see(house.at)["state"] == "closed"
    assert manager.see(f"{house.at}/closings")["items"] == [closed]
    assert manager.see(f"/v1/closings/{closed['id']}") == closed
    assert (again["code"], late_money["code"]) == ("INVALID_STATE", "ACCOUNT_SEALED")
    assert (still_open["state"], still_open["paid"]) == ("open", "35000.00")
    assert (ended["state"], ended["paid"], ended["required"]) == ("closed", "0.00", "0.00")
    assert more["code"] == "DEPOSIT_CLOSED"


def receive_refused(house: House) -> Any:
    body = {"source": "other", "amount": "1.00", "bank_ref": reference("IN"), "value_date": f"{today()}"}
    path = f"/v1/accounts/{house.account}/receipts"
    return house.escrow.staff("core-banking").do(path, body, expect=409)


def test_a_deposit_whose_units_are_all_registered_closes_with_the_project(escrow: Running) -> None:
    """E12."""
    house = paid_out_project(escrow)
    report_mortgage(house, "1-101", "700000.00", mortgage_registered_on=f"{today()}")
    deposit = {"amount": "10.00", "bank_ref": reference("DP"), "paid_on": f"{today()}"}
    escrow.staff("core-banking").do(f"{house.at}/guarantee-deposit/payments", deposit)
    close(house)
    found = house.staff("manager-1").see(f"{house.at}/guarantee-deposit")
    (release,) = house.staff("manager-1").see(f"{house.at}/guarantee-deposit/releases")["items"]

    assert (found["state"], found["paid"], release["amount"]) == ("closed", "0.00", "10.00")


def test_what_is_not_finished_is_named_and_nothing_is_closed(escrow: Running) -> None:
    """E12."""
    house = supervised_project(escrow)
    receive(house, "9000000.00")
    file_sale(house, "1-101")
    ask(house, *approved_plan(house, "500000.00"), "1000.00")
    refused = close(house, expect=422)

    assert refused["code"] == "CLOSING_CHECKS_FAILED"
    assert {check["code"] for check in refused["checks"] if not check["passed"]} == {
        "FIRST_REGISTRATION_CONFIRMED",
        "ACCOUNT_EMPTY",
        "NOTHING_HELD",
        "PROCEEDS_MATCHED",
    }
    assert house.staff("manager-1").see(house.at)["state"] == "supervised"


@pytest.mark.parametrize("post", ["manager-1", "corporate", "payments"])
def test_only_the_branch_head_closes(escrow: Running, post: str) -> None:
    """E12; contract, section 2."""
    house = supervised_project(escrow)

    assert house.staff(post).do(f"{house.at}/close", expect=403)["code"] == "FORBIDDEN"


def test_money_that_comes_as_the_account_is_closed_is_in_before_or_refused(escrow: Running) -> None:
    """E12: never lost in a sealed account."""
    house = paid_out_project(escrow)
    head = person(escrow, "branch_head")
    core = escrow.staff("core-banking")
    body = {"source": "other", "amount": "1.00", "bank_ref": reference("IN"), "value_date": f"{today()}"}

    def end(_: int) -> int:
        return int(head.post(f"{house.at}/close").status_code)

    def money(_: int) -> int:
        return int(core.post(f"/v1/accounts/{house.account}/receipts", body).status_code)

    with ThreadPoolExecutor(2) as pool:
        closing, receipt = pool.submit(end, 0), pool.submit(money, 0)
        found = (closing.result(), receipt.result())

    assert found in {(201, 409), (422, 201)}
    assert house.balances()["total"] == ("0.00" if found[0] == 201 else "1.00")
