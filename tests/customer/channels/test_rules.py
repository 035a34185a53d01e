"""Where a lead goes, who works it, until when (domain T5)."""

from datetime import date

import pytest

from chassis.errors import InvalidState
from services.customer.channels.rules import (
    LEAD_MOVES,
    LeadOfAnother,
    LeadOfTheDepartment,
    Pace,
    due_on,
    is_overdue,
    require_sharing_out,
    require_working,
    routed,
)

DAY = date(2026, 1, 30)
PACE = Pace("2026-01", 1, 3, 30)


def test_wholesale_goes_to_the_department_and_retail_to_the_outlet() -> None:
    """T5."""
    assert routed(True, "car", ["car"]) == ("personal_dept", "PARTNER")
    assert routed(False, "car", None) == ("outlet", "RETAIL")
    assert routed(False, "car", ["car"]) == ("outlet", "RETAIL")


def test_what_an_outlet_may_not_accept_goes_to_the_department() -> None:
    """T5: an outlet of which nothing was said accepts all, one of which `nothing` was said none."""
    assert routed(False, "operating", ["car"]) == ("personal_dept", "OUTLET_MAY_NOT_ACCEPT")
    assert routed(False, "car", []) == ("personal_dept", "OUTLET_MAY_NOT_ACCEPT")


def test_each_step_has_its_day_and_the_end_none() -> None:
    """T5: ageing; a step is overdue from the day after."""
    assert due_on(PACE, "new", DAY) == date(2026, 1, 31)
    assert due_on(PACE, "assigned", DAY) == date(2026, 2, 2)
    assert due_on(PACE, "contacted", DAY) == date(2026, 3, 1)
    assert due_on(PACE, "lost", DAY) is None
    assert not is_overdue("new", DAY, DAY)
    assert is_overdue("new", DAY, date(2026, 1, 31))
    assert not is_overdue("converted", None, date(2026, 1, 31))


def test_a_lead_is_not_converted_before_somebody_has_it_and_never_moves_after_its_end() -> None:
    """T5."""
    assert LEAD_MOVES.after("contacted", "assign") == "assigned"
    for state, verb in (("new", "convert"), ("new", "contact"), ("lost", "assign"), ("converted", "lose")):
        with pytest.raises(InvalidState):
            LEAD_MOVES.after(state, verb)


def test_the_department_shares_out_its_own_leads() -> None:
    """T5."""
    require_sharing_out("personal_dept", {"personal_dept"})
    require_sharing_out("outlet", {"outlet_manager"})
    require_sharing_out("outlet", {"personal_dept"})
    with pytest.raises(LeadOfTheDepartment):
        require_sharing_out("personal_dept", {"outlet_manager"})


def test_a_lead_is_worked_by_its_manager_their_deputy_or_who_shares_it_out() -> None:
    """T5, O4."""
    manager = {"account_manager"}
    require_working("anna", "outlet", "anna", None, manager)
    require_working("anna", "outlet", "bert", "anna", manager)
    require_working("anna", "personal_dept", "chen", None, {"personal_dept"})
    with pytest.raises(LeadOfAnother):
        require_working("anna", "outlet", "bert", None, manager)
    with pytest.raises(LeadOfAnother):
        require_working(None, "outlet", "bert", None, manager)
    with pytest.raises(LeadOfTheDepartment):
        require_working("anna", "personal_dept", "dora", None, {"outlet_manager"})
