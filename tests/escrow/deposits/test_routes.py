"""The guarantee deposit through the running service (domain E8)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.escrow.jobs import JOBS
from tests.support.building import House, approved_plan, ask, receive, reference, supervised_project, today
from tests.support.running import Running
from tests.support.selling import report_mortgage
from tests.support.sql import wait_for
from tests.support.working import working


@pytest.fixture
def moving(fresh_escrow: Running) -> Iterator[Running]:
    yield fresh_escrow
    fresh_escrow.clock.fixed = None


def deposit_of(house: House) -> Any:
    return house.staff("manager-1").see(f"{house.at}/guarantee-deposit")


def pay_in(house: House, amount: str, **more: Any) -> Any:
    body = {"amount": amount, "bank_ref": reference("DP"), "paid_on": f"{today()}"} | more
    expect = body.pop("expect", 201)
    return house.escrow.staff("core-banking").do(f"{house.at}/guarantee-deposit/payments", body, expect=expect)


def claim(house: House, unit_no: str, amount: str, expect: Any = 201, **more: Any) -> Any:
    manager = house.staff("manager-1")
    body = {
        "unit_no": unit_no,
        "amount": amount,
        "missed_instalments": 3,
        "document_ids": [manager.document("arrears")],
    }
    return manager.do(f"{house.at}/guarantee-deposit/claims", body | more, expect=expect)


def test_it_is_the_rate_of_unregistered_mortgages_due_after_the_months_end(escrow: Running) -> None:
    """E8."""
    house = supervised_project(escrow)
    before = deposit_of(house)
    report_mortgage(house, "1-101", "700000.00")
    report_mortgage(house, "1-102", "300000.00", drawn_on=None)
    after = deposit_of(house)

    assert (before["required"], before["shortfall"], before["rate"]) == ("0.00", "0.00", "0.0500")
    assert (after["outstanding"], after["mortgages"]) == ("700000.00", 1)
    assert (after["required"], after["paid"], after["shortfall"]) == ("35000.00", "0.00", "35000.00")
    assert after["due_date"] > f"{today()}"


def test_a_payment_counts_once_and_a_registration_gives_the_units_share_back(escrow: Running) -> None:
    """E8; contract, section 1."""
    house = supervised_project(escrow)
    for unit in ("1-101", "1-102"):
        report_mortgage(house, unit, "700000.00")
    bank_ref = reference("DP")
    first = pay_in(house, "70000.00", bank_ref=bank_ref)
    again = pay_in(house, "70000.00", bank_ref=bank_ref, expect=200)
    other = pay_in(house, "1.00", bank_ref=bank_ref, expect=409)
    report_mortgage(house, "1-101", "700000.00", mortgage_registered_on=f"{today()}")
    found = deposit_of(house)
    (release,) = house.staff("manager-1").see(f"{house.at}/guarantee-deposit/releases")["items"]

    assert (again, other["code"]) == (first, "DUPLICATE_REF")
    assert (found["required"], found["paid"], found["shortfall"]) == ("35000.00", "35000.00", "0.00")
    assert (release["unit_no"], release["amount"]) == ("1-101", "35000.00")
    assert house.staff("manager-1").see(f"/v1/deposit-movements/{first['id']}") == first
    assert house.balances()["total"] == "0.00", "it is kept in an account of its own"


def test_a_registration_is_not_taken_back(escrow: Running) -> None:
    """E8."""
    house = supervised_project(escrow)
    report_mortgage(house, "1-101", mortgage_registered_on=f"{today()}")
    silent = report_mortgage(house, "1-101", outstanding="600000.00")
    other = report_mortgage(house, "1-101", mortgage_registered_on="2026-01-05", expect=409)

    assert silent["mortgage_registered_on"] == f"{today()}"
    assert other["code"] == "MORTGAGE_REGISTERED"


def test_it_is_drawn_on_by_another_persons_word_after_three_missed_instalments(escrow: Running) -> None:
    """E8, O3."""
    house = supervised_project(escrow)
    report_mortgage(house, "1-101", "700000.00")
    pay_in(house, "35000.00")
    few = claim(house, "1-101", "5000.00", 422, missed_instalments=2)
    much = claim(house, "1-101", "700000.01", 422)
    made = claim(house, "1-101", "5000.00")
    twice = claim(house, "1-101", "1.00", 409)
    at = f"/v1/deposit-claims/{made['id']}"
    paid = house.staff("personal").do(f"{at}/approve", {"comment": "arrears seen"})
    house.staff("personal").do(f"{at}/reject", expect=409)

    assert [answer["code"] for answer in (few, much, twice)] == [
        "TOO_FEW_INSTALMENTS_MISSED",
        "CLAIM_ABOVE_OUTSTANDING",
        "CLAIM_PENDING",
    ]
    assert (paid["state"], paid["decided_by"], paid["allowed_actions"]) == ("paid", "ls-personal", [])
    assert deposit_of(house)["paid"] == "30000.00"


def test_claims_approved_at_once_never_take_more_than_is_there(escrow: Running) -> None:
    """E8: three claims of 20,000 on 50,000."""
    house = supervised_project(escrow)
    for unit in ("1-101", "1-102", "1-103"):
        report_mortgage(house, unit, "700000.00")
    pay_in(house, "50000.00")
    made = [claim(house, unit, "20000.00") for unit in ("1-101", "1-102", "1-103")]

    def approve(each: dict[str, Any]) -> int:
        return int(house.staff("personal").post(f"/v1/deposit-claims/{each['id']}/approve").status_code)

    with ThreadPoolExecutor(3) as pool:
        found = sorted(pool.map(approve, made))

    assert found == [200, 200, 422]
    assert deposit_of(house)["paid"] == "10000.00"


def test_it_is_due_on_the_fifth_working_day_after_the_months_end(moving: Running) -> None:
    """E8: what was required at the end of October 2026 is due on 6 November, by the calendar of that year."""
    house = supervised_project(moving)
    moving.clock.fixed = datetime(2026, 10, 20, 2, tzinfo=UTC)
    report_mortgage(house, "1-101", "700000.00", drawn_on="2026-10-20")
    moving.clock.fixed = datetime(2026, 11, 6, 2, tzinfo=UTC)
    in_time = deposit_of(house)["last_due"]
    moving.clock.fixed = datetime(2026, 11, 7, 2, tzinfo=UTC)
    late = deposit_of(house)["last_due"]
    moving.clock.fixed = datetime(2026, 12, 31, 2, tzinfo=UTC)
    provisional = deposit_of(house)

    assert (in_time["month"], in_time["late"]) == ("2026-09", "0.00")
    assert (late["month"], late["due_date"], late["due_is_provisional"]) == ("2026-10", "2026-11-06", False)
    assert late["late"] == "35000.00"
    assert (provisional["due_date"], provisional["due_is_provisional"]) == ("2027-01-07", True)


def test_late_it_warns_in_standard_blocks_in_enhanced_and_is_lifted_when_it_is_paid(fresh_escrow: Running) -> None:
    """E8, E7."""
    long_ago = f"{today() - timedelta(days=75)}"
    checks, payable = {}, {}
    houses = {regime: supervised_project(fresh_escrow, regime=regime) for regime in ("standard", "enhanced")}
    for regime, house in houses.items():
        receive(house, "9000000.00")
        report_mortgage(house, "1-101", "700000.00", drawn_on=long_ago, as_of=long_ago)
        payable[regime] = approved_plan(house, "500000.00")
        answer = ask(house, *payable[regime], "1000.00", expect=422 if regime == "enhanced" else 201)
        (checks[regime],) = [check for check in answer["checks"] if check["code"] == "DEPOSIT_CURRENT"]
    people = fresh_escrow.staff("ls-manager-1")

    def opened() -> Any:
        found = people.see("/v1/alerts", kind="DEPOSIT_LATE", state="open")["items"]
        return found if len(found) == 2 else None

    with working(fresh_escrow, jobs=JOBS):
        found = wait_for(opened, "the alerts", 30)
    pay_in(houses["enhanced"], "35000.00")
    ask(houses["enhanced"], *payable["enhanced"], "1000.00")

    assert {alert["details"]["late"] for alert in found} == {"35000.00"}
    assert (checks["standard"]["passed"], checks["standard"]["blocking"]) == (False, False)
    assert (checks["enhanced"]["passed"], checks["enhanced"]["blocking"]) == (False, True)
    assert len(people.see("/v1/alerts", kind="DEPOSIT_LATE", state="lifted")["items"]) == 1


def test_another_sub_branch_finds_no_deposit(escrow: Running) -> None:
    """O1."""
    house = supervised_project(escrow)

    assert escrow.staff("sz-manager-1").see(f"{house.at}/guarantee-deposit", expect=404)["code"] == "NOT_FOUND"
