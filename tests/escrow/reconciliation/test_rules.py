"""What the records of a unit say together, in rules and in SQL alike (domain E2, E5)."""

from datetime import date
from decimal import Decimal

import pytest

from chassis.errors import InvalidState
from services.escrow.reconciliation.rules import (
    MonthAhead,
    Records,
    capture_rate,
    day_reached,
    expected_of,
    is_month_done,
    is_news,
    is_reconciled,
    last_day,
    month_due,
    require_unsigned,
    status_of,
)


def records(
    filed: bool, expected: int, received: int, *, was_cancelled: bool = False, diverted: bool = False
) -> Records:
    return Records(filed, was_cancelled, Decimal(expected), Decimal(received), diverted)


@pytest.mark.parametrize(
    ("of_unit", "status"),
    [
        (records(True, 10, 10), "matched"),
        (records(True, 10, 10, diverted=True), "matched"),
        (records(True, 10, 4), "short"),
        (records(True, 10, 0), "missing"),
        (records(True, 10, 11), "over"),
        (records(True, 10, 4, diverted=True), "misdirected"),
        (records(True, 10, 0, diverted=True), "misdirected"),
        (records(False, 0, 4), "unfiled"),
        (records(False, 0, 0), "unfiled"),
        (records(False, 0, 4, was_cancelled=True), "over"),
    ],
    ids=["all", "all by another way", "part", "none", "more", "part elsewhere", "all elsewhere", "no filing",
         "a mortgage alone", "a cancelled sale"],
)  # fmt: skip
def test_a_units_status_follows_from_its_records(of_unit: Records, status: str) -> None:
    """E5."""
    assert status_of(of_unit) == status


def test_loan_records_replace_what_the_filing_expected_of_them_even_by_less() -> None:
    """E5; contract, section 3."""
    filed = (Decimal(3), Decimal(5), Decimal(2))

    assert expected_of(*filed, None, None) == 10
    assert expected_of(*filed, Decimal(4), None) == 9
    assert expected_of(*filed, None, Decimal(0)) == 8


def test_a_month_is_reconciled_to_its_end_or_to_today_while_it_runs() -> None:
    """E5."""
    today = date(2026, 11, 24)

    assert day_reached("2026-10", today) == date(2026, 10, 31)
    assert day_reached("2026-11", today) == today
    assert last_day("2028-02") == date(2028, 2, 29)
    with pytest.raises(MonthAhead):
        day_reached("2026-12", today)


def test_the_month_that_must_be_signed_is_the_last_whose_days_are_over() -> None:
    """E5: with ten days for it, October is due from 11 November on."""
    assert month_due(date(2026, 11, 10), 10) == "2026-09"
    assert month_due(date(2026, 11, 11), 10) == "2026-10"
    assert month_due(date(2026, 1, 5), 10) == "2025-11"
    assert month_due(date(2026, 11, 1), 0) == "2026-10"


def test_findings_of_this_month_and_the_last_raise_an_alarm() -> None:
    """E5."""
    today = date(2026, 11, 24)

    assert [is_news(month, today) for month in ("2026-09", "2026-10", "2026-11")] == [False, True, True]


def test_the_capture_rate_is_ours_of_all_that_carry_a_mortgage() -> None:
    """E2: there is none while no sale carries one."""
    assert capture_rate(0, 0) is None
    assert capture_rate(1, 3) == Decimal("0.3333")
    assert capture_rate(3, 3) == 1


def test_proceeds_are_reconciled_when_nothing_stands_and_what_is_due_is_signed() -> None:
    """E5."""
    assert is_reconciled(0, True)[0]
    assert not is_reconciled(1, True)[0]
    assert not is_reconciled(0, False)[0]


def test_a_month_is_done_when_it_or_a_later_one_is_signed_or_nothing_was_sold_by_then() -> None:
    """E5: each reconciliation is cumulative."""
    sold = date(2026, 10, 31)

    assert is_month_done("2026-10", None, None)
    assert is_month_done("2026-09", None, sold)
    assert not is_month_done("2026-10", None, sold)
    assert not is_month_done("2026-10", "2026-09", sold)
    assert is_month_done("2026-10", "2026-10", sold)
    assert is_month_done("2026-10", "2026-11", sold)


def test_a_department_signs_once() -> None:
    """O3."""
    require_unsigned(None)
    with pytest.raises(InvalidState):
        require_unsigned("ls-corporate")
