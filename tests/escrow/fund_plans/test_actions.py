"""What payments take of a plan's line (domain E4, E11)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.writes import Work
from services.escrow.fund_plans import actions
from services.escrow.fund_plans.rules import PlanLineExhausted
from tests.support.acting import Action, as_runtime_role, carry_out
from tests.support.building import House, approved_plan

MANAGER = "ls-manager-1"


@pytest.fixture
def line(fresh_house: House) -> UUID:
    """A line of a thousand yuan in an approved plan, on a contract of two thousand."""
    return UUID(approved_plan(fresh_house, "1000.00", "2000.00")[0])


def taking(line: UUID, amount: str) -> Action:
    """The action of a payment that takes that much."""

    async def take(work: Work) -> Any:
        return await actions.commit(work, line, Decimal(amount))

    return take


def giving_back(line: UUID, amount: str) -> Action:
    """The action of a payment that comes back."""

    async def give(work: Work) -> Any:
        return await actions.free(work, line, Decimal(amount))

    return give


def looking(line: UUID) -> Action:
    """The line as disbursements see it."""

    async def look(work: Work) -> Any:
        return await actions.line(work, line)

    return look


def committed(house: House, line: UUID) -> Decimal:
    """Yuan that payments have taken of the line."""
    [seen] = carry_out(house.escrow, MANAGER, looking(line))
    assert isinstance(seen.committed, Decimal)
    return seen.committed


def test_a_line_is_seen_with_its_plan(fresh_house: House, line: UUID) -> None:
    [seen] = carry_out(fresh_house.escrow, MANAGER, looking(line))

    assert (seen.id, seen.amount, seen.committed) == (line, Decimal("1000.00"), Decimal("0.00"))
    assert (seen.project_id, seen.plan_state) == (UUID(fresh_house.project["id"]), "approved")


def test_another_sub_branches_line_is_none(fresh_house: House, line: UUID) -> None:
    """O1."""
    assert carry_out(fresh_house.escrow, "sz-manager-1", looking(line)) == [None]
    assert carry_out(fresh_house.escrow, MANAGER, looking(new_id())) == [None]


def test_a_payment_takes_of_the_line_and_gives_back(fresh_house: House, line: UUID) -> None:
    """E11: a returned payment comes back to the plan line."""
    carry_out(fresh_house.escrow, MANAGER, taking(line, "600.00"))
    taken = committed(fresh_house, line)
    carry_out(fresh_house.escrow, MANAGER, giving_back(line, "600.00"))

    assert (taken, committed(fresh_house, line)) == (Decimal("600.00"), Decimal("0.00"))
    records = fresh_house.staff("manager-1").see("/v1/audit-events", resource=str(line))["items"]
    assert [(record["action"], record["data"]["change"]) for record in records] == [
        ("fund_plan_line.free", "-600.00"),
        ("fund_plan_line.commit", "600.00"),
    ]
    assert records[0]["before_digest"] == records[1]["after_digest"]


def test_more_than_remains_is_refused_and_takes_nothing(fresh_house: House, line: UUID) -> None:
    carry_out(fresh_house.escrow, MANAGER, taking(line, "600.00"))
    [refused] = carry_out(fresh_house.escrow, MANAGER, taking(line, "400.01"))

    assert isinstance(refused, PlanLineExhausted)
    assert refused.detail.en == "400.00 remains on the plan line; 400.01 was asked for"
    assert committed(fresh_house, line) == Decimal("600.00")


def test_payments_at_the_same_moment_never_exceed_the_line(fresh_house: House, line: UUID) -> None:
    found = carry_out(fresh_house.escrow, MANAGER, *[taking(line, "300.00")] * 12)

    assert sorted(type(each).__name__ for each in found) == ["PlanLineExhausted"] * 9 + ["Row"] * 3
    assert committed(fresh_house, line) == Decimal("900.00")


def test_no_more_comes_back_than_was_taken(fresh_house: House, line: UUID) -> None:
    carry_out(fresh_house.escrow, MANAGER, taking(line, "100.00"))
    [refused] = carry_out(fresh_house.escrow, MANAGER, giving_back(line, "100.01"))

    assert isinstance(refused, AssertionError)
    assert committed(fresh_house, line) == Decimal("100.00")


def test_what_is_left_of_a_line_is_shown_with_the_plan(fresh_house: House, line: UUID) -> None:
    carry_out(fresh_house.escrow, MANAGER, taking(line, "250.00"))
    [plan] = fresh_house.staff("manager-1").see(f"{fresh_house.at}/fund-plans", state="approved")["items"]

    [shown] = plan["lines"]
    assert (shown["committed"], shown["remaining"]) == ("250.00", "750.00")
    rows = as_runtime_role(fresh_house.escrow, "SELECT committed FROM fund_plan_line WHERE id = $1", line)
    assert [row["committed"] for row in rows] == [25_000]
