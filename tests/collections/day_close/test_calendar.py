"""Every day of ten years through the code that counts days and months (domain C6, C9, S1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.clock import SHANGHAI, business_date
from services.collections.arrears.rules import days_past_due
from services.collections.cases.rules import due_at
from services.collections.day_close.rules import dates_to_close
from services.collections.policies.rules import ClassPolicy, Step
from services.collections.records.rules import History, Kept, months_until, status
from services.collections.risk_classes.rules import Life, Schedule, months_after, path
from tests.support.acting import as_runtime_role
from tests.support.running import Running

DAYS = [date(2024, 1, 1) + timedelta(days=number) for number in range(3653)]  # 2024 to 2033: three leap days
POLICY = ClassPolicy("v", (0, 1, 91, 271, 361), 7, 6, 2, 12)


def test_ten_years_are_closed_day_after_day_and_caught_up_whole() -> None:
    last: date | None = None
    for day in DAYS:
        assert dates_to_close(last, day, day, future_allowed=False) == [day]
        last = day

    assert dates_to_close(DAYS[0], DAYS[3652], DAYS[3652], future_allowed=False) == DAYS[1:]


def test_the_business_day_changes_at_midnight_in_shanghai() -> None:
    """Contract, section 1: 16:00 UTC."""
    for day in DAYS:
        midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)

        assert (midnight.hour, business_date(midnight)) == (16, day)
        assert business_date(midnight - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_a_step_is_due_at_the_end_of_a_calendar_day_whatever_the_month() -> None:
    for day in DAYS:
        due = due_at(Step("borrower", 1, 2, "outlet_manager"), day)

        assert business_date(due - timedelta(microseconds=1)) == day + timedelta(days=2)
        assert business_date(due) == day + timedelta(days=3)


def test_days_past_due_grow_by_one_a_day_and_classes_turn_on_their_days() -> None:
    """C6: whatever months, leap days and years lie between."""
    for due in DAYS[:-400:7]:
        assert [days_past_due(due, due + timedelta(days=n)) for n in range(-1, 400)] == [0, *range(400)]
        life = Life(due - timedelta(days=5), [Schedule(None, [Kept(due, None)])])
        changes, _ = path(life, due + timedelta(days=400), [(DAYS[0], POLICY)])
        assert [(each.from_on - due).days for each in changes] == [1, 91, 271, 361]


def test_the_record_has_24_months_and_ends_with_that_of_the_close() -> None:
    """S1: also where a month is short, and on its first and last day."""
    for day in DAYS[800:]:
        months = months_until(day)
        following = (months[-1] + timedelta(days=32)).replace(day=1)

        assert (len(months), months[0]) == (24, months_after(following, -24))
        assert months[-1] <= day < following
        assert len(status(History(DAYS[0], day, [Kept(day - timedelta(days=30), None)]))) == 24


@pytest.mark.parametrize("months", [6, 12])
def test_the_database_counts_months_as_the_rules_do(collections: Running, months: int) -> None:
    """The twin of `positions_at`: the end of a watch, and of a restructured loan's year."""
    (row,) = as_runtime_role(
        collections,
        "SELECT array_agg((day + make_interval(months => $2))::date ORDER BY day) FROM unnest($1::date[]) AS day",
        DAYS,
        months,
    )

    assert row[0] == [months_after(day, months) for day in DAYS]
