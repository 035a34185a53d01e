"""Working days (domain E8, E4: what is due within so many of them)."""

from datetime import date

import pytest

from services.escrow.calendar.rules import Due, Year, is_working, working_days_after, year_faults

YEARS = {2026: Year(frozenset({date(2026, 10, 1), date(2026, 10, 2)}), frozenset({date(2026, 10, 10)}))}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 3), False),
        (date(2026, 10, 10), True),
        (date(2027, 10, 1), True),
        (date(2027, 10, 2), False),
    ],
)
def test_holidays_are_free_and_make_up_days_worked_in_years_that_are_announced(day: date, works: bool) -> None:
    assert is_working(day, YEARS) is works


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 9, 30), 1, Due(date(2026, 10, 5), False)),
        (date(2026, 10, 9), 1, Due(date(2026, 10, 10), False)),
        (date(2026, 10, 9), 2, Due(date(2026, 10, 12), False)),
        (date(2026, 10, 9), 0, Due(date(2026, 10, 9), False)),
        (date(2026, 12, 31), 1, Due(date(2027, 1, 1), True)),
    ],
)
def test_the_day_it_begins_does_not_count_and_an_unannounced_year_is_provisional(
    start: date, days: int, due: Due
) -> None:
    assert working_days_after(start, days, YEARS) == due


def test_only_exceptions_of_that_year_are_announced() -> None:
    faults = year_faults("2026", [date(2026, 10, 3), date(2025, 10, 1)], [date(2026, 10, 9), date(2026, 10, 10)])

    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/rules/years/2026/holidays/0", "DAY_NOT_AN_EXCEPTION"),
        ("/rules/years/2026/holidays/1", "DAY_OF_ANOTHER_YEAR"),
        ("/rules/years/2026/workdays/0", "DAY_NOT_AN_EXCEPTION"),
    ]
