"""What the money is to be used for, and whose word makes it count (domain E4, E11, O3)."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from chassis.errors import InvalidState
from chassis.ids import new_id
from services.escrow.fund_plans.rules import (
    Contracted,
    DepartmentHasApproved,
    Planned,
    approving_department,
    line_faults,
    month_faults,
    require_supervised,
    state_when_approved,
    verbs_for,
)

FRAME, DESIGN = new_id(), new_id()
CONTRACTS = {FRAME: Contracted("construction", Decimal("100.00")), DESIGN: Contracted("design", Decimal("50.00"))}


def works(contract: UUID | None, amount: str, category: str = "construction") -> Planned:
    return Planned(category, contract, Decimal(amount), needs_contract=True)


def found(*lines: Planned) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in line_faults(lines, CONTRACTS)]


def test_lines_that_their_contracts_bear_have_no_fault() -> None:
    wages = Planned("wages", None, Decimal("9999.00"), needs_contract=False)

    assert found(works(FRAME, "60.00"), works(FRAME, "40.00"), works(DESIGN, "50.00", "design"), wages) == []


def test_works_are_planned_against_a_contract_of_the_project() -> None:
    assert found(works(None, "1.00"), works(new_id(), "1.00")) == [
        ("/lines/0/contract_id", "CONTRACT_REQUIRED"),
        ("/lines/1/contract_id", "UNKNOWN_CONTRACT"),
    ]


def test_a_line_is_of_its_contracts_category() -> None:
    assert found(works(DESIGN, "1.00", "equipment")) == [("/lines/0/category", "CATEGORY_DIFFERS")]


def test_the_lines_on_one_contract_together_stay_within_it() -> None:
    """E11."""
    assert found(works(FRAME, "100.01")) == [("/lines/0/amount", "ABOVE_CONTRACT")]
    assert found(works(FRAME, "60.00"), works(DESIGN, "1.00", "design"), works(FRAME, "40.01")) == [
        ("/lines/2/amount", "ABOVE_CONTRACT")
    ]


@pytest.mark.parametrize("month", ["2026-11", "2026-12", "2027-01"])
def test_a_plan_is_for_this_month_or_one_to_come(month: str) -> None:
    assert month_faults(month, date(2026, 11, 30)) == []


def test_a_month_that_is_over_is_not_planned() -> None:
    assert [fault.code for fault in month_faults("2026-10", date(2026, 11, 1))] == ["MONTH_PAST"]


@pytest.mark.parametrize("state", ["proposed", "assessed", "agreed", "closed", "declined"])
def test_only_a_supervised_project_has_money_to_plan(state: str) -> None:
    require_supervised("supervised")

    with pytest.raises(InvalidState):
        require_supervised(state)


def test_a_plan_counts_once_both_departments_have_approved_it() -> None:
    """E4."""
    assert state_when_approved("submitted", ["corporate"]) == "submitted"
    assert state_when_approved("submitted", ["personal"]) == "submitted"
    assert state_when_approved("submitted", ["personal", "corporate"]) == "approved"


@pytest.mark.parametrize("state", ["draft", "approved", "rejected"])
def test_only_a_submitted_plan_is_approved(state: str) -> None:
    with pytest.raises(InvalidState):
        state_when_approved(state, ["corporate", "personal"])


def test_each_department_approves_once() -> None:
    assert approving_department({"corporate_dept"}, []) == "corporate"
    assert approving_department({"corporate_dept", "personal_dept"}, ["corporate"]) == "personal"
    with pytest.raises(DepartmentHasApproved):
        approving_department({"corporate_dept"}, ["corporate"])


def test_the_verbs_offered_are_those_that_would_be_accepted() -> None:
    given = {"corporate": "li"}

    assert verbs_for("draft", ["account_manager"], {}, "wang") == ["submit"]
    assert verbs_for("submitted", ["corporate_dept"], {}, "li") == ["approve", "reject"]
    assert verbs_for("submitted", ["corporate_dept"], given, "zhou") == ["reject"]
    assert verbs_for("submitted", ["corporate_dept", "personal_dept"], given, "li") == ["reject"]
    assert verbs_for("submitted", ["personal_dept"], given, "zhao") == ["approve", "reject"]
    assert verbs_for("approved", ["personal_dept"], given, "zhao") == []
