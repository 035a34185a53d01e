"""Which dates a close closes (domain C9; contract, section 4)."""

from datetime import date, timedelta

import pytest

from services.collections.day_close.rules import (
    CATCH_UP_DAYS_MAX,
    CloseInTheFuture,
    ClosesMoveForward,
    CloseTooFarAhead,
    dates_to_close,
)

LAST, TODAY = date(2026, 2, 26), date(2026, 3, 1)


def dates(asked: date, last: date | None = LAST, *, future_allowed: bool = False) -> list[date]:
    return dates_to_close(last, asked, TODAY, future_allowed=future_allowed)


def test_the_first_close_ever_starts_at_its_own_date() -> None:
    assert dates(date(2020, 1, 1), None) == [date(2020, 1, 1)]


def test_a_later_date_first_catches_up_every_missed_one_in_order() -> None:
    assert dates(TODAY) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]


@pytest.mark.parametrize("asked", [LAST, LAST - timedelta(days=1)])
def test_closes_move_forward_only(asked: date) -> None:
    with pytest.raises(ClosesMoveForward):
        dates(asked)


def test_a_date_that_has_not_come_is_closed_in_development_only() -> None:
    tomorrow = TODAY + timedelta(days=1)

    assert dates(tomorrow, future_allowed=True)[-1] == tomorrow
    with pytest.raises(CloseInTheFuture):
        dates(tomorrow)
    with pytest.raises(CloseInTheFuture):
        dates(tomorrow, None)


def test_a_slip_of_the_pen_does_not_start_a_thousand_years_of_closes() -> None:
    furthest = LAST + timedelta(days=CATCH_UP_DAYS_MAX)

    assert len(dates(furthest, future_allowed=True)) == CATCH_UP_DAYS_MAX
    with pytest.raises(CloseTooFarAhead):
        dates(furthest + timedelta(days=1), future_allowed=True)
