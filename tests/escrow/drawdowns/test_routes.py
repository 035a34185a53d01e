"""Drawdowns of the development loan over HTTP (domain E1, E4, O3)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from tests.support.acting import as_runtime_role
from tests.support.building import House, approved_plan, person, report_progress, supervised_project, unmet
from tests.support.running import Running


@pytest.fixture
def house(escrow: Running) -> House:
    """Eight million are assessed, and half of the works confirmed: four million may be drawn."""
    return supervised_project(escrow)


def ask(house: House, line: str, amount: str, *, expect: Any = 201, **more: Any) -> Any:
    body = {"fund_plan_line_id": line, "amount": amount} | more
    return house.staff("manager-1").do(f"{house.at}/loan-drawdowns", body, expect=expect)


def at(drawdown: dict[str, Any], verb: str = "") -> str:
    return f"/v1/loan-drawdowns/{drawdown['id']}" + (f"/{verb}" if verb else "")


def loan(house: House) -> dict[str, str]:
    found: dict[str, str] = house.staff("manager-1").see(f"{house.at}/development-loan")
    return found


def test_a_drawdown_goes_through_four_people_and_is_taken_of_the_loan(house: House) -> None:
    line, _ = approved_plan(house, "5000000.00")
    before = loan(house)
    asked = ask(house, line, "1000000.00")
    house.staff("personal").do(at(asked, "confirm"), expect=409)
    assert house.staff("corporate").do(at(asked, "review"), {"comment": "read"})["state"] == "reviewed"
    both = person(house.escrow, "account_manager", "payments")
    assert house.staff("personal").do(at(asked, "confirm"))["state"] == "confirmed"
    held = loan(house)
    drawn = house.staff("payments").do(at(asked, "pay"))

    assert before == {"assessed": "8000000.00", "committed": "0.00", "drawn": "0.00", "remaining": "8000000.00"}
    assert (held["committed"], held["drawn"]) == ("1000000.00", "0.00")
    assert (loan(house)["drawn"], loan(house)["remaining"]) == ("1000000.00", "7000000.00")
    assert [step["step"] for step in drawn["approvals"]] == ["review", "confirm", "pay"]
    assert both.do(at(asked, "cancel"), expect=409)["code"] == "INVALID_STATE"


def test_it_is_never_ahead_of_the_works_and_what_is_turned_down_is_given_back(house: House) -> None:
    """E4."""
    line, _ = approved_plan(house, "8000000.00")
    first = ask(house, line, "4000000.00")
    assert unmet(ask(house, line, "0.01", expect=422)) == {"WITHIN_PROGRESS"}
    house.staff("corporate").do(at(first, "reject"), {"reason": "not now"})
    second = ask(house, line, "4000000.00")
    report_progress(house, "40.00")
    refused = house.staff("corporate").do(at(second, "review"), expect=422)

    assert refused["code"] == "DRAWDOWN_CHECKS_FAILED"
    assert unmet(refused) == {"WITHIN_PROGRESS"}
    assert loan(house)["committed"] == "4000000.00"
    assert house.staff("manager-2").do(at(second, "cancel"))["state"] == "cancelled"
    assert loan(house)["committed"] == "0.00"


def test_many_at_once_never_draw_more_than_the_works_carry(house: House) -> None:
    line, _ = approved_plan(house, "8000000.00")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: ask(house, line, "500000.00", expect=(201, 422)), range(12)))

    assert sum(answer.get("state") == "requested" for answer in answers) == 8
    assert loan(house)["committed"] == "4000000.00"


def test_one_person_takes_one_part_whatever_their_roles(house: House) -> None:
    """O3."""
    line, _ = approved_plan(house, "1000.00")
    everyman = person(house.escrow, "corporate_dept", "personal_dept", "payments")
    asked = ask(house, line, "10.00")
    everyman.do(at(asked, "review"))

    assert everyman.do(at(asked, "confirm"), expect=403)["code"] == "MAKER_IS_CHECKER"
    house.staff("personal").do(at(asked, "confirm"))
    assert everyman.do(at(asked, "pay"), expect=403)["code"] == "MAKER_IS_CHECKER"
    assert everyman.see(at(asked))["allowed_actions"] == ["reject"]


def test_it_is_for_a_line_of_this_projects_plan(house: House) -> None:
    other, _ = approved_plan(supervised_project(house.escrow), "1000.00")
    (fault,) = ask(house, other, "10.00", expect=422)["errors"]

    assert (fault["pointer"], fault["code"]) == ("/fund_plan_line_id", "UNKNOWN_PLAN_LINE")


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE development_loan SET committed = assessed + 1", asyncpg.CheckViolationError),
        ("UPDATE development_loan SET assessed = assessed + 1", asyncpg.InsufficientPrivilegeError),
        ("UPDATE loan_drawdown SET amount = 1", asyncpg.InsufficientPrivilegeError),
        ("UPDATE loan_drawdown SET reviewed_by = made_by", asyncpg.CheckViolationError),
        ("UPDATE loan_drawdown SET state = 'drawn'", asyncpg.CheckViolationError),
        ("DELETE FROM loan_drawdown", asyncpg.InsufficientPrivilegeError),
    ],
)
def test_the_database_itself_bounds_the_loan_and_keeps_what_was_asked(
    house: House, statement: str, refusal: type[Exception]
) -> None:
    line, _ = approved_plan(house, "1000.00")
    ask(house, line, "10.00")
    with pytest.raises(refusal):
        as_runtime_role(house.escrow, statement)
