"""What a close makes of a loan: days, judgement, technical delay, the way back from bad (domain C6, C8)."""

from datetime import date, timedelta

import pytest

from services.collections.policies.rules import ClassPolicy
from services.collections.risk_classes.rules import (
    Judgement,
    Kept,
    Life,
    Position,
    Schedule,
    Seen,
    by_days,
    look,
    months_after,
    observed_until,
    path,
    rank,
    risk_class,
    step,
)

POLICY = ClassPolicy("v", (0, 1, 91, 271, 361), 7, 6, 2, 12)
TODAY = date(2026, 5, 20)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def seen(days: int, **more: object) -> Seen:
    return Seen(ago(days), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "normal"),
        (1, "special_mention"),
        (90, "special_mention"),
        (91, "substandard"),
        (270, "substandard"),
        (271, "doubtful"),
        (360, "doubtful"),
        (361, "loss"),
        (5000, "loss"),
    ],
)
def test_the_class_follows_the_days_past_due(days: int, expected: str) -> None:
    """C6: special mention from the first day, substandard over 90, doubtful over 270, loss over 360."""
    assert by_days(days, POLICY) == expected
    assert step(Position(), TODAY, seen(days), POLICY).standing == expected


@pytest.mark.parametrize(("days", "expected"), [(1, "normal"), (7, "normal"), (8, "special_mention")])
def test_a_technical_delay_leaves_a_loan_normal_for_seven_days(days: int, expected: str) -> None:
    """C6."""
    assert step(Position(), TODAY, seen(days, is_technical=True), POLICY).standing == expected


def test_judgement_lowers_a_class_and_never_raises_it() -> None:
    """C6: a person may class lower, higher never."""
    assert step(Position(), TODAY, seen(0, lowest=3), POLICY).standing == "doubtful"
    assert step(Position(), TODAY, seen(400, lowest=1), POLICY).standing == "loss"


def test_a_bad_loan_keeps_its_class_while_anything_is_overdue() -> None:
    """C6: paid in part from 300 to 5 days past due, it is still doubtful."""
    after = step(Position("doubtful"), TODAY, seen(5), POLICY)

    assert after == Position("doubtful", None)


def test_a_bad_loan_is_watched_from_the_day_nothing_is_overdue() -> None:
    """C6: two periods or six months, whichever is longer."""
    monthly = [months_after(TODAY, n) for n in range(1, 12)]
    yearly = [months_after(TODAY, 12 * n) for n in range(1, 4)]

    assert step(Position("substandard"), TODAY, seen(0, due_dates=monthly), POLICY) == Position(
        "substandard", months_after(TODAY, 6)
    )
    assert observed_until(TODAY, yearly, POLICY) == months_after(TODAY, 24)
    assert observed_until(TODAY, yearly[:1], POLICY) == months_after(TODAY, 12)
    assert observed_until(TODAY, [], POLICY) == months_after(TODAY, 6)


def test_it_returns_on_the_last_day_of_the_watch_and_not_before() -> None:
    """C6."""
    watched = Position("loss", TODAY)

    assert step(watched, ago(1), Seen(TODAY), POLICY) == watched
    assert step(watched, TODAY, Seen(TODAY), POLICY) == Position("normal", None)


def test_arrears_during_the_watch_begin_it_anew() -> None:
    """C6: it must have been regular."""
    behind = step(Position("substandard", ago(-10)), TODAY, seen(1), POLICY)
    again = step(behind, ago(-1), Seen(ago(-30)), POLICY)

    assert behind == Position("substandard", None)
    assert again == Position("substandard", months_after(ago(-1), 6))


def test_what_is_paid_off_or_written_off_has_left_the_book() -> None:
    assert step(Position("loss"), TODAY, Seen(None), POLICY) == Position("paid_off")
    assert step(Position("loss"), TODAY, Seen(None, is_written_off=True), POLICY) == Position("written_off")
    assert [risk_class(each) for each in ("paid_off", "written_off", "doubtful")] == ["normal", "loss", "doubtful"]
    assert rank("written_off") == rank("loss")


def test_a_restructured_loan_stays_special_mention_for_a_year() -> None:
    """C6."""
    life = Life(ago(500), [Schedule(None, [Kept(ago(-900), None)])], restructured_on=[TODAY])
    last = months_after(TODAY, 12) - timedelta(days=1)

    assert look(life, last, POLICY).lowest == 1
    assert look(life, last + timedelta(days=1), POLICY).lowest == 0
    assert look(life, ago(1), POLICY).lowest == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_months_end_where_a_shorter_month_ends(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def daily(life: Life, through: date, policies: list[tuple[date, ClassPolicy]]) -> list[tuple[date, str]]:
    """Every close one after the other."""
    found, position, on = [], Position(), life.begins
    while on <= through:
        policy = [each for day, each in policies if day <= on][-1]
        after = step(position, on, look(life, on, policy), policy)
        if after.standing != position.standing:
            found.append((on, after.standing))
        position, on = after, on + timedelta(days=1)
    return found


STRICT = ClassPolicy("strict", (0, 1, 31, 61, 121), 2, 3, 1, 6)


@pytest.mark.parametrize("policies", [[(ago(3000), POLICY)], [(ago(3000), POLICY), (ago(600), STRICT)]])
@pytest.mark.parametrize("late", [0, 1, 8, 95, 300, 380])
@pytest.mark.parametrize("gap", [30, 91, 400])
def test_a_path_says_what_every_close_one_after_the_other_says(
    policies: list[tuple[date, ClassPolicy]], late: int, gap: int
) -> None:
    dues = [ago(1500) + timedelta(days=gap * n) for n in range(4)]
    paid = [Kept(due, due + timedelta(days=late) if n != 3 else None) for n, due in enumerate(dues)]
    later = [*paid[:3], Kept(ago(100), None), Kept(ago(-100), None)]
    life = Life(
        ago(1600),
        [Schedule(None, paid), Schedule(ago(200), later)],
        [Judgement(ago(1490), ago(1400), "doubtful"), Judgement(ago(1499), None, None, dues[0])],
        [ago(200)],
        ago(-20),
    )
    through = TODAY + timedelta(days=30)
    changes, _ = path(life, through, policies)

    assert [(each.from_on, each.standing) for each in changes] == daily(life, through, policies)
