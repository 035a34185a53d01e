"""What the database itself holds of a fund plan, whatever the service may do wrong (domain E4, O3)."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chassis.ids import new_id
from tests.support.acting import as_runtime_role
from tests.support.building import House, approved_plan, draft_plan, enter_contract

MAKER, SUBMITTER = "ls-manager-1", "ls-manager-2"


@pytest.fixture
def plan(fresh_house: House) -> UUID:
    """A plan that waits for both departments: manager 1 made it, manager 2 submitted it."""
    made = draft_plan(fresh_house, [(enter_contract(fresh_house, "1000.00"), "1000.00")])
    fresh_house.staff("manager-2").do(f"/v1/fund-plans/{made['id']}/submit")
    return UUID(made["id"])


def change(house: House, plan: UUID, what: str) -> None:
    """Write that into the plan's row, as the service could."""
    as_runtime_role(house.escrow, f"UPDATE fund_plan SET {what} WHERE id = $1", plan)


def add_line(house: House, plan: UUID, **changes: Any) -> None:
    """Put a second line into a plan."""
    values = {"category": "wages", "amount": 1, "purpose": "x", "committed": 0, "position": 9} | changes
    names = ", ".join(values)
    places = ", ".join(f"${place}" for place in range(3, 3 + len(values)))
    as_runtime_role(
        house.escrow,
        f"INSERT INTO fund_plan_line (id, fund_plan_id, sub_branch, outlet, {names}) "
        f"VALUES ($1, $2, 'lanshan', 'ls-1', {places})",
        new_id(),
        plan,
        *values.values(),
    )


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        (f"corporate_by = '{MAKER}', corporate_at = now()", "fund_plan_maker_is_not_checker"),
        (f"personal_by = '{MAKER}', personal_at = now()", "fund_plan_maker_is_not_checker"),
        (f"corporate_by = '{SUBMITTER}', corporate_at = now()", "fund_plan_submitter_is_not_checker"),
        (f"personal_by = '{SUBMITTER}', personal_at = now()", "fund_plan_submitter_is_not_checker"),
        (
            f"state = 'rejected', rejected_by = '{MAKER}', rejected_at = now(), rejected_reason = 'x'",
            "fund_plan_maker_is_not_checker",
        ),
        (
            "state = 'approved', corporate_by = 'li', corporate_at = now(), personal_by = 'li', personal_at = now()",
            "fund_plan_two_persons_approve",
        ),
        ("state = 'approved'", "fund_plan_approved_by_both_check"),
        ("state = 'approved', corporate_by = 'li', corporate_at = now()", "fund_plan_approved_by_both_check"),
        (
            "corporate_by = 'li', corporate_at = now(), personal_by = 'wu', personal_at = now()",
            "fund_plan_approved_by_both_check",
        ),
        ("state = 'rejected'", "fund_plan_rejected_check"),
        ("submitted_by = 'li'", "fund_plan_names_stay"),
        ("state = 'draft', submitted_by = NULL, submitted_at = NULL", "fund_plan_names_stay"),
    ],
)
def test_a_plan_is_approved_by_two_others_than_its_makers_or_not_at_all(
    fresh_house: House, plan: UUID, what: str, rule: str
) -> None:
    """O3, E4."""
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        change(fresh_house, plan, what)

    assert refused.value.constraint_name == rule


def test_an_approval_that_was_given_stays(fresh_house: House, plan: UUID) -> None:
    fresh_house.staff("corporate").do(f"/v1/fund-plans/{plan}/approve")

    for what in ("corporate_by = NULL, corporate_at = NULL", "corporate_by = 'li'", "corporate_at = now()"):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            change(fresh_house, plan, what)
        assert refused.value.constraint_name == "fund_plan_names_stay"


def test_a_decided_plan_is_never_changed(fresh_house: House, plan: UUID) -> None:
    fresh_house.staff("corporate").do(f"/v1/fund-plans/{plan}/reject", {"reason": "x"})

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        change(fresh_house, plan, "state = 'submitted', rejected_by = NULL, rejected_at = NULL, rejected_reason = NULL")

    assert refused.value.constraint_name == "fund_plan_decided_is_never_changed"


def test_a_plan_grows_only_while_it_is_a_draft(fresh_house: House, plan: UUID) -> None:
    draft = draft_plan(fresh_house, [(enter_contract(fresh_house, "1.00"), "1.00")])
    add_line(fresh_house, UUID(draft["id"]))

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        add_line(fresh_house, plan)

    assert refused.value.constraint_name == "fund_plan_line_only_in_draft"


def test_works_in_a_plan_have_a_contract(fresh_house: House) -> None:
    draft = draft_plan(fresh_house, [(enter_contract(fresh_house, "1.00"), "1.00")])

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        add_line(fresh_house, UUID(draft["id"]), category="design")

    assert refused.value.constraint_name == "fund_plan_line_works_have_a_contract"


@pytest.mark.parametrize("committed", [100_001, -1])
def test_what_is_taken_stays_within_the_line(fresh_house: House, committed: int) -> None:
    line = UUID(approved_plan(fresh_house, "1000.00")[0])

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        as_runtime_role(fresh_house.escrow, "UPDATE fund_plan_line SET committed = $2 WHERE id = $1", line, committed)

    assert refused.value.constraint_name == "fund_plan_line_committed_within_amount"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fund_plan_line SET amount = amount + 1 WHERE fund_plan_id = $1",
        "UPDATE fund_plan_line SET contract_id = NULL WHERE fund_plan_id = $1",
        "UPDATE fund_plan SET made_by = 'li' WHERE id = $1",
        "UPDATE fund_plan SET month = '2099-01' WHERE id = $1",
        "DELETE FROM fund_plan_line WHERE fund_plan_id = $1",
        "DELETE FROM fund_plan WHERE id = $1",
    ],
)
def test_the_service_cannot_rewrite_or_remove_a_plan(fresh_house: House, plan: UUID, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(fresh_house.escrow, statement, plan)
