"""The own repayment record in the bureau's codes (domain S1)."""

from datetime import date, timedelta

import pytest

from services.collections.records.rules import (
    MONTHS,
    Former,
    History,
    Kept,
    begins,
    code_of,
    had_early_arrears,
    months_until,
    status,
    worst_code,
    worst_of,
)

AS_OF = date(2026, 5, 20)
LONG_AGO = date(2020, 1, 1)


def monthly(settled: dict[int, date | None] | None = None, *, taken: tuple[int, ...] = ()) -> list[Kept]:
    """Instalments due on the 10th of the 24 months of the record, paid on the day unless `settled` says otherwise."""
    dues = [month.replace(day=10) for month in months_until(AS_OF)]
    return [
        Kept(due, None if place in taken else (settled or {}).get(place, due), place in taken)
        for place, due in enumerate(dues)
    ]


def record(kept: list[Kept], disbursed_on: date = LONG_AGO, **changes: date) -> str:
    # One more to come, so that the loan is not paid off.
    return status(History(disbursed_on, AS_OF, [*kept, Kept(date(2026, 6, 10), None)], **changes))


def test_the_record_has_24_months_and_ends_with_the_last_close() -> None:
    months = months_until(AS_OF)

    assert len(months) == MONTHS
    assert (months[0], months[-1]) == (date(2024, 6, 1), date(2026, 5, 1)) == (begins(AS_OF), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (-5, "N"),
        (0, "N"),
        (1, "1"),
        (30, "1"),
        (31, "2"),
        (60, "2"),
        (61, "3"),
        (150, "5"),
        (180, "6"),
        (181, "7"),
        (999, "7"),
    ],
)
def test_the_code_counts_periods_of_thirty_days(days: int, code: str) -> None:
    assert code_of(days) == code


def test_a_loan_that_is_paid_as_agreed() -> None:
    assert record(monthly()) == "N" * 24


def test_months_before_the_loan_are_no_loan_and_months_without_an_instalment_nothing_due() -> None:
    kept = monthly()[22:]

    assert record(kept, date(2026, 3, 15)) == "/" * 21 + "*NN"


def test_a_month_shows_how_far_behind_its_end_was() -> None:
    """Paid late within the month is not behind at its end."""
    due = monthly()[3].due_date

    assert record(monthly({3: due + timedelta(days=15)})) == "N" * 24
    assert record(monthly({3: date(2024, 10, 5)})) == "N" * 3 + "1" + "N" * 20
    assert record(monthly({3: date(2024, 12, 1)})) == "N" * 3 + "123" + "N" * 18


def test_the_last_month_is_read_at_the_last_close_and_takes_in_what_was_repaid_since() -> None:
    assert record(monthly({23: None}))[-1] == "1"
    assert record(monthly({23: AS_OF}))[-1] == "N"
    assert record(monthly({23: AS_OF + timedelta(days=1)}))[-1] == "N"


def test_what_is_due_on_the_last_day_is_not_behind_on_it() -> None:
    kept = [*monthly()[:23], Kept(AS_OF, None)]

    assert record(kept)[-1] == "N"


def test_nobody_knows_when_that_was_paid_which_was_paid_before_take_on() -> None:
    assert record(monthly(taken=tuple(range(20)))) == "#" * 20 + "NNNN"


def test_a_loan_that_is_paid_off_says_so_once() -> None:
    kept = monthly()[:20]
    history = History(LONG_AGO, AS_OF, kept)

    assert history.paid_off_on == kept[-1].settled_on
    assert status(history) == "N" * 19 + "C" + "////"
    assert status(History(LONG_AGO, AS_OF, [*monthly()[:23], Kept(AS_OF, AS_OF + timedelta(days=1))]))[-1] == "C"


def test_a_loan_that_was_written_off_stays_so_until_it_is_paid() -> None:
    unpaid = monthly(dict.fromkeys(range(10, 24)))

    assert record(unpaid, written_off_on=date(2026, 3, 31)) == "N" * 10 + "12345677777BBB"


def test_the_worst_lateness_counts_within_the_record_only() -> None:
    old = Kept(date(2023, 1, 10), date(2024, 5, 31))
    still = Kept(date(2023, 1, 10), date(2024, 6, 1))
    since = begins(AS_OF)

    assert History(LONG_AGO, AS_OF, [old]).worst_days_past_due(since) == 0
    assert History(LONG_AGO, AS_OF, [still]).worst_days_past_due(since) == 508
    assert History(LONG_AGO, AS_OF, [Kept(date(2026, 5, 1), None)]).worst_days_past_due(since) == 19
    assert History(LONG_AGO, AS_OF, [Kept(date(2026, 6, 1), None)]).worst_days_past_due(since) == 0
    assert History(LONG_AGO, AS_OF, [Kept(date(2024, 1, 1), None, taken=True)]).worst_days_past_due(since) == 0


def test_of_several_loans_the_worst_counts_month_by_month() -> None:
    """What says more about the customer goes before what says less."""
    assert worst_of(["N/C*", "1N#N", "B7/#"]) == "B7#N"
    assert worst_of([]) == "/" * 24


@pytest.mark.parametrize(("record", "worst"), [("/" * 24, "/"), ("/C#*N", "N"), ("N1N3N", "3"), ("N7B", "B")])
def test_the_worst_code_of_a_record(record: str, worst: str) -> None:
    assert worst_code(record) == worst


MADE = date(2025, 5, 31)


@pytest.mark.parametrize(
    ("due", "settled", "taken", "found"),
    [
        (date(2025, 7, 1), date(2025, 7, 2), False, False),  # at the close of the day after it was paid
        (date(2025, 7, 1), date(2025, 7, 3), False, True),
        (date(2025, 7, 1), date(2025, 7, 3), True, False),  # before it was ours
        (date(2026, 5, 31), None, False, False),  # not due yet
        (AS_OF, None, False, False),
        (AS_OF - timedelta(days=1), None, False, True),
        (date(2026, 6, 1), None, False, False),
    ],
)
def test_arrears_of_the_first_twelve_months_are_known_for_good(
    due: date, settled: date | None, taken: bool, found: bool
) -> None:
    """C4."""
    history = History(MADE, AS_OF, [Kept(due, settled, taken)])

    assert had_early_arrears(history, MADE, 12) is found


def test_what_was_late_in_the_first_year_or_after_it_ends_with_its_last_day() -> None:
    """C4: the months end where a shorter month ends."""
    made = date(2024, 2, 29)
    for due, found in ((date(2025, 2, 28), True), (date(2025, 3, 1), False)):
        assert had_early_arrears(History(made, AS_OF, [Kept(due, None)]), made, 12) is found


@pytest.mark.parametrize(("until_on", "found"), [(date(2025, 7, 3), True), (date(2025, 7, 2), False)])
def test_an_extension_takes_back_no_arrears_that_a_close_has_seen(until_on: date, found: bool) -> None:
    """C4, C8: due on the 1st of July, a close of the 2nd saw it unpaid, if the old schedule still counted then."""
    former = [Former(until_on, [Kept(date(2025, 7, 1), None)])]
    history = History(MADE, AS_OF, [Kept(date(2026, 12, 1), None)], former=former)

    assert had_early_arrears(history, MADE, 12) is found
