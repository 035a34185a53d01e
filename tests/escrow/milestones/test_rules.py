"""Milestones: what a list must be, who confirms, what is retained (domain E10, O3)."""

from datetime import date
from decimal import Decimal

import pytest

from chassis.errors import BadInput, Forbidden, InvalidState
from services.escrow.milestones.rules import (
    DepartmentUnclear,
    MilestoneConfirmed,
    MilestoneOutOfOrder,
    Planned,
    Reached,
    confirmed_by_both,
    department_of,
    require_confirmed_kept,
    require_in_order,
    require_not_future,
    require_open,
    require_sound,
    retained,
)


def planned(code: str, progress: str, retained_share: str) -> Planned:
    return Planned(code, date(2026, 3, 31), Decimal(progress), Decimal(retained_share))


FOUNDATION = planned("foundation", "0.2000", "0.7000")
TOPPING_OUT = planned("topping_out", "0.6000", "0.4000")
COMPLETION = planned("completion", "1.0000", "0.0000")


def test_progress_rises_strictly_and_the_retained_share_may_stay_but_never_rises() -> None:
    """E10."""
    require_sound([FOUNDATION, planned("frame", "0.2001", "0.7000"), COMPLETION])

    with pytest.raises(BadInput) as caught:
        require_sound([FOUNDATION, planned("frame", "0.2000", "0.7001"), planned("foundation", "0.9000", "0.7001")])
    assert [(fault.pointer, fault.code) for fault in caught.value.errors] == [
        ("/milestones/1/progress_share", "PROGRESS_NOT_RISING"),
        ("/milestones/1/retained_share", "RETAINED_SHARE_RISES"),
        ("/milestones/2/code", "CODE_REPEATED"),
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        [TOPPING_OUT, COMPLETION],
        [planned("clearing", "0.1000", "0.9000"), FOUNDATION, TOPPING_OUT],
        [planned("foundation", "0.2000", "0.6999"), TOPPING_OUT],
        [planned("foundation", "0.2001", "0.7000"), TOPPING_OUT],
        [],
    ],
)
def test_a_confirmed_milestone_is_not_dropped_preceded_or_changed(wanted: list[Planned]) -> None:
    """E10, contract section 3."""
    require_confirmed_kept([FOUNDATION, COMPLETION], [FOUNDATION])
    require_confirmed_kept([TOPPING_OUT], [])

    with pytest.raises(MilestoneConfirmed):
        require_confirmed_kept(wanted, [FOUNDATION])


def test_milestones_are_confirmed_in_list_order() -> None:
    require_in_order(1, 0)
    require_in_order(3, 2)

    with pytest.raises(MilestoneOutOfOrder):
        require_in_order(3, 1)


def test_a_milestone_is_confirmed_once_both_departments_have() -> None:
    """E10."""
    assert confirmed_by_both(["personal", "corporate"])
    assert not confirmed_by_both(["corporate"])
    assert not confirmed_by_both([])


def test_a_person_speaks_for_one_department() -> None:
    """O3: two departments are two persons."""
    assert department_of({"corporate_dept", "account_manager"}) == "corporate"
    assert department_of({"personal_dept"}) == "personal"
    with pytest.raises(DepartmentUnclear):
        department_of({"personal_dept", "corporate_dept"})
    with pytest.raises(Forbidden):
        department_of({"account_manager"})


def test_before_the_first_confirmed_milestone_the_whole_amount_is_retained() -> None:
    """E10: the retained share is 1 before the first."""
    whole = Decimal("10000000.00")

    assert retained(whole, []) == whole
    assert retained(whole, [Reached(Decimal("0.7000"), False)]) == whole


def test_the_last_confirmed_milestone_in_list_order_says_what_is_retained() -> None:
    """E10."""
    whole = Decimal("10000000.00")
    three = [Reached(Decimal("0.7000"), True), Reached(Decimal("0.4000"), True), Reached(Decimal("0.0000"), False)]

    assert retained(whole, three[:1]) == Decimal("7000000.00")
    assert retained(whole, three) == Decimal("4000000.00")
    assert retained(whole, [*three[:2], Reached(Decimal("0.0000"), True)]) == Decimal("0.00")


def test_the_retained_amount_is_rounded_half_up_to_the_fen() -> None:
    assert retained(Decimal("0.03"), [Reached(Decimal("0.5000"), True)]) == Decimal("0.02")
    assert retained(Decimal("100.01"), [Reached(Decimal("0.3333"), True)]) == Decimal("33.33")


def test_what_was_seen_was_seen_today_or_before() -> None:
    require_not_future(date(2026, 4, 2), date(2026, 4, 2))

    with pytest.raises(BadInput):
        require_not_future(date(2026, 4, 3), date(2026, 4, 2))


@pytest.mark.parametrize("state", ["declined", "closed"])
def test_a_project_that_is_over_has_no_milestones_to_set(state: str) -> None:
    require_open("supervised")

    with pytest.raises(InvalidState):
        require_open(state)
