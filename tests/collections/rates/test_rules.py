"""The curve: periods, checkpoints, limits, and how sure a rate is (domain C5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.collections.policies.rules import Benchmarks, Limit, limit_faults
from services.collections.rates.rules import Period, checkpoint_at, limits_at, period_of, share, status_of, wilson
from tests.support.postgres import fresh_database
from tests.support.sql import connected


def limit(status: str, rate: str, *, inclusive: bool = False) -> Limit:
    return Limit(status, Decimal(rate), inclusive)  # type: ignore[arg-type]


LOST, MEASURES = limit("out_of_control", "0.2", inclusive=True), limit("measures", "0.1", inclusive=True)
CURVE = Benchmarks(
    "v",
    20,
    26,
    {
        "settlement": (limit("watch", "0.05"), MEASURES, LOST),
        "day_26": (limit("watch", "0.03"), MEASURES, LOST),
        "month_end": (limit("watch", "0.01"), limit("inspection", "0.03"), LOST),
    },
    1000,
    10,
    {},
)


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2027, 3, 20), date(2027, 1, 21), date(2027, 2, 20)),
        (date(2027, 3, 21), date(2027, 2, 21), date(2027, 3, 20)),
        (date(2027, 3, 31), date(2027, 2, 21), date(2027, 3, 20)),
        (date(2027, 1, 20), date(2026, 11, 21), date(2026, 12, 20)),
        (date(2027, 1, 21), date(2026, 12, 21), date(2027, 1, 20)),
        (date(2028, 2, 29), date(2028, 1, 21), date(2028, 2, 20)),
    ],
)
def test_on_the_21st_and_after_the_period_that_ended_on_the_last_20th_counts(day: date, start: date, end: date) -> None:
    assert period_of(day, 20) == Period(start, end)


def test_every_day_of_ten_years_belongs_to_a_period_that_ended_before_it() -> None:
    day = date(2024, 1, 1)
    for _ in range(3653):
        period = period_of(day, 20)
        assert period.end.day == 20
        assert period.start.day == 21
        assert 1 <= (day - period.end).days <= 31
        assert 28 <= (period.end - period.start).days + 1 <= 31
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "checkpoint", "first"),
    [
        (date(2027, 3, 20), None, "0.01"),
        (date(2027, 3, 21), "settlement", "0.05"),
        (date(2027, 3, 25), None, "0.05"),
        (date(2027, 3, 26), "day_26", "0.03"),
        (date(2027, 3, 30), None, "0.03"),
        (date(2027, 3, 31), "month_end", "0.01"),
        (date(2027, 4, 1), None, "0.01"),
        (date(2027, 2, 28), "month_end", "0.01"),
        (date(2028, 2, 28), None, "0.03"),
        (date(2028, 2, 29), "month_end", "0.01"),
    ],
)
def test_between_checkpoints_the_limits_of_the_last_one_hold(day: date, checkpoint: str | None, first: str) -> None:
    assert checkpoint_at(day, CURVE) == checkpoint
    assert limits_at(day, CURVE)[0].rate == Decimal(first)


@pytest.mark.parametrize(
    ("day", "owing", "status"),
    [
        (21, 50, "normal"),
        (21, 51, "watch"),
        (21, 99, "watch"),
        (21, 100, "measures"),
        (21, 199, "measures"),
        (21, 200, "out_of_control"),
        (26, 30, "normal"),
        (26, 31, "watch"),
        (26, 100, "measures"),
        (26, 200, "out_of_control"),
        (31, 10, "normal"),
        (31, 11, "watch"),
        (31, 30, "watch"),
        (31, 31, "inspection"),
        (31, 200, "out_of_control"),
    ],
)
def test_from_a_thousand_customers_on_the_rate_itself_decides(day: int, owing: int, status: str) -> None:
    assert status_of(owing, 1000, limits_at(date(2027, 3, day), CURVE), CURVE) == status


@pytest.mark.parametrize(
    ("owing", "customers", "status"),
    [
        (9, 9, "too_few_loans"),
        (3, 10, "measures"),
        (2, 10, "watch"),
        (1, 10, "normal"),
        (3, 30, "normal"),
        (99, 999, "watch"),
        (130, 999, "measures"),
    ],
)
def test_a_smaller_book_is_judged_by_the_lower_end_of_its_interval(owing: int, customers: int, status: str) -> None:
    """C5: it never cries wolf on three loans."""
    assert status_of(owing, customers, limits_at(date(2027, 3, 21), CURVE), CURVE) == status


def test_the_interval_is_wilsons() -> None:
    """The textbook's 95 % interval of 10 among 100."""
    low, high = wilson(10, 100)

    assert (round(low, 4), round(high, 4)) == (Decimal("0.0552"), Decimal("0.1744"))
    assert wilson(0, 50)[0] == 0
    assert wilson(50, 50)[1] == 1
    assert share(1, 0) == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_narrows_with_more_customers(pair: tuple[int, int]) -> None:
    owing, customers = pair
    low, high = wilson(owing, customers)
    more_low, more_high = wilson(owing * 4, customers * 4)

    assert 0 <= low <= Decimal(owing) / customers <= high <= 1
    assert more_high - more_low < high - low


def test_the_database_works_out_the_same_interval() -> None:
    database = fresh_database("collections")
    with connected(database.owner_url) as sql:
        for owing, customers in [(0, 1), (1, 1), (1, 3), (7, 10), (70, 1000), (123, 999), (5000, 123_457)]:
            row = sql.rows("SELECT low, high FROM wilson($1, $2, 1.959963984540054)", owing, customers)[0]
            for mine, theirs in zip(wilson(owing, customers), (row["low"], row["high"]), strict=True):
                assert abs(mine - theirs) <= Decimal("1E-10")


def test_limits_must_get_worse_as_the_rate_rises() -> None:
    sound = [("watch", Decimal("0.05")), ("measures", Decimal("0.1"))]

    assert limit_faults("settlement", sound) == []
    assert [fault.pointer for fault in limit_faults("settlement", sound[::-1])] == ["/rules/settlement/1"]
    assert limit_faults("settlement", [sound[0], ("measures", Decimal("0.05"))])[0].code == "LIMITS_NOT_RISING"
