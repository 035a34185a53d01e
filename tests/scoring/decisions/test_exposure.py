"""The cap, what must be there, what must be seen: whole decisions by the default version (domain S2-S8)."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.bureau.rules import looked_back_on, still_counts
from services.scoring.decisions.rules import OUTCOMES, Booked, Case, Decision, Shared, decide
from tests.scoring.decisions.whole import CLEAR, DEFAULT, GOOD, NOTHING, TODAY, behind, case_at

RED = ("BUREAU_THREE", "BUREAU_SIX", "BUREAU_CURR", "BUREAU_BAD", "BUREAU_CHARGED", "BUREAU_PAID", "OWN_BANK_")
cases = st.integers(0, 2**32).map(lambda seed: case_at(random.Random(seed)))


def codes(found: Decision) -> list[str]:
    return [reason.code for reason in found.reasons]


def rank(found: Decision) -> tuple[int, Decimal]:
    """The better, the greater: outcome, then what may be lent."""
    return OUTCOMES.index(found.outcome), found.approved or Decimal(0)


@pytest.mark.parametrize(
    ("months", "enquiries", "cap"),
    [
        (0, 0, 500_000), (0, 6, 500_000), (0, 7, 450_000), (0, 8, 400_000), (0, 9, 350_000), (0, 10, 0),
        (1, 6, 400_000), (1, 7, 350_000), (1, 9, 250_000), (2, 6, 300_000), (2, 9, 150_000),
        (3, 6, 200_000), (3, 9, 50_000), (3, 10, 0), (4, 6, 100_000), (4, 7, 50_000), (4, 8, 0), (5, 0, 0), (5, 99, 0),
    ],
)  # fmt: skip
def test_the_cap_falls_with_each_month_behind_and_each_enquiry_too_many(months: int, enquiries: int, cap: int) -> None:
    """S2; contract, section 5."""
    own = replace(NOTHING, months=behind(months).status)
    for case in (
        replace(CLEAR, accounts=[behind(months)], enquiries=enquiries),
        replace(CLEAR, own=own, enquiries=enquiries),
        replace(CLEAR, accounts=[behind(months)], own=own, enquiries=enquiries),
    ):
        assert decide(case, DEFAULT).cap == cap


@pytest.mark.parametrize(
    ("owed", "ours", "reserved", "booked", "amount", "outcome", "approved"),
    [
        ("0.00", "0.00", "0.00", "0.00", "500000.00", "approved", "500000.00"),
        ("0.00", "0.00", "0.00", "0.00", "500000.01", "capped", "500000.00"),
        ("400000.00", "0.00", "0.00", "0.00", "100000.00", "approved", "100000.00"),
        ("400000.00", "0.00", "0.00", "0.00", "100000.01", "capped", "100000.00"),
        ("100000.00", "100000.00", "100000.00", "100000.00", "100000.00", "approved", "100000.00"),
        ("100000.00", "100000.00", "100000.00", "100000.00", "100000.01", "capped", "100000.00"),
        ("500000.00", "0.00", "0.00", "0.00", "0.01", "capped", "0.00"),
        ("600000.00", "0.00", "0.00", "0.00", "0.01", "capped", "0.00"),
    ],
)
def test_what_is_owed_here_and_elsewhere_reserved_and_booked_counts_against_the_cap(
    owed: str, ours: str, reserved: str, booked: str, amount: str, outcome: str, approved: str
) -> None:
    """S2: to the fen."""
    case = replace(
        CLEAR,
        accounts=[replace(GOOD, balance=Decimal(owed))],
        own=replace(NOTHING, unsecured=Decimal(ours), secured=Decimal("900000.00")),
        shared=Shared(reserved=Decimal(reserved), booked=(Booked("L-1", Decimal(booked)),)),
        amount=Decimal(amount),
    )
    found = decide(case, DEFAULT)

    assert (found.outcome, found.approved) == (outcome, Decimal(approved))
    assert codes(found) == (["EXPOSURE_CAP"] if outcome == "capped" else [])


def test_a_booked_loan_that_the_own_record_shows_is_counted_once() -> None:
    """S2."""
    own = replace(NOTHING, unsecured=Decimal("50000.00"), loans=frozenset({"L-1"}))
    case = replace(CLEAR, own=own, shared=Shared(booked=(Booked("L-1", Decimal("50000.00")),)))

    assert decide(case, DEFAULT).existing_exposure == Decimal("50000.00")


def test_what_is_lent_against_a_mortgage_is_outside_the_cap() -> None:
    """S2: the cap is on what is owed without security."""
    found = decide(replace(CLEAR, product="housing", amount=Decimal("2000000.00"), accounts=[behind(5)]), DEFAULT)

    assert (found.outcome, found.approved, found.unsecured) == ("approved", Decimal("2000000.00"), False)


@pytest.mark.parametrize(
    ("changes", "outcome", "expected"),
    [
        ({"reported_on": TODAY - timedelta(days=30)}, "approved", []),
        ({"reported_on": TODAY - timedelta(days=31)}, "undecided", ["BUREAU_REPORT_TOO_OLD"]),
        ({"shared": Shared(newer_report=True)}, "undecided", ["BUREAU_REPORT_NOT_LATEST"]),
        ({"branch_lends": None}, "undecided", ["BRANCH_STATE_UNAVAILABLE"]),
        ({"branch_lends": False}, "refused", ["BRANCH_SUSPENDED"]),
        ({"public_records": [date(2021, 3, 2)]}, "referred", ["BUREAU_PUBLIC_RECORD"]),
        ({"public_records": [date(2021, 3, 1)]}, "approved", []),
        ({"shared": Shared(warnings=1)}, "referred", ["OPEN_WARNING"]),
        ({"shared": Shared(others=1)}, "referred", ["OTHER_APPLICATION"]),
        ({"own": replace(NOTHING, worst_class="special_mention")}, "approved", []),
        ({"own": replace(NOTHING, worst_class="substandard")}, "referred", ["OPEN_WARNING", "WARNING_BAD_CLASS"]),
        ({"own": replace(NOTHING, broken_promises=1)}, "referred", ["OPEN_WARNING", "WARNING_BROKEN_PROMISE"]),
        ({"own": replace(NOTHING, first_year_arrears=True)}, "referred",
         ["OPEN_WARNING", "WARNING_FIRST_YEAR_ARREARS"]),
        ({"shared": Shared(warnings=1), "committee": "approved"}, "approved", ["OPEN_WARNING"]),
        ({"shared": Shared(warnings=1), "committee": "refused"}, "refused", ["COMMITTEE_REFUSED", "OPEN_WARNING"]),
        ({"committee": "approved", "amount": Decimal("500000.01")}, "capped", ["EXPOSURE_CAP"]),
    ],
)  # fmt: skip
def test_what_is_missing_and_what_must_be_seen(changes: dict[str, object], outcome: str, expected: list[str]) -> None:
    """S3-S5, S7, G5: each at its boundary."""
    found = decide(replace(CLEAR, **changes), DEFAULT)  # type: ignore[arg-type]

    assert (found.outcome, codes(found)) == (outcome, expected)
    assert all(reason.detail.en and reason.detail.zh for reason in found.reasons)


def test_only_a_branchs_suspension_by_itself_stays_out_of_the_customers_history() -> None:
    """G5: a red line beside it is the customer's own."""
    suspended = replace(CLEAR, branch_lends=False)

    assert decide(suspended, DEFAULT).is_of_the_branch_alone
    assert not decide(replace(suspended, own=replace(NOTHING, written_off=True)), DEFAULT).is_of_the_branch_alone
    assert not decide(CLEAR, DEFAULT).is_of_the_branch_alone


@pytest.mark.parametrize(
    ("status", "reported_on", "on", "kept"),
    [
        ("B" + "N" * 59, TODAY, TODAY, 60),
        ("B" + "N" * 59, date(2026, 2, 28), date(2026, 3, 2), 59),
        ("B" + "N" * 23, date(2026, 2, 28), date(2026, 3, 2), 24),
        ("N" * 60, date(2020, 1, 1), date(2026, 3, 2), 0),
    ],
)
def test_months_older_than_five_years_are_not_held_against_anybody(
    status: str, reported_on: date, on: date, kept: int
) -> None:
    """S5."""
    assert looked_back_on(status, reported_on, on, 5) == status[len(status) - kept :]


def test_a_record_of_the_29th_of_february_counts_through_its_last_day() -> None:
    assert still_counts(date(2024, 2, 29), date(2029, 2, 28), 5)
    assert not still_counts(date(2024, 2, 29), date(2029, 3, 1), 5)


@given(cases)
def test_a_red_line_refuses_whatever_else_is_so_and_whatever_the_committee_says(case: Case) -> None:
    """S1: no path turns one into anything else."""
    found = decide(case, DEFAULT)
    red = [code for code in codes(found) if code.startswith(RED)]

    assert found.outcome == "refused" or not red
    for word in (None, "approved", "refused"):
        assert not red or decide(replace(case, committee=word), DEFAULT).outcome == "refused"


@given(cases)
def test_the_committees_yes_answers_referrals_alone(case: Case) -> None:
    """S4, S7, S8."""
    before = decide(replace(case, committee=None), DEFAULT)
    after = decide(replace(case, committee="approved"), DEFAULT)

    assert after.outcome != "referred"
    assert before.outcome in (after.outcome, "referred")


@given(cases, st.decimals("0.01", "600000.00", places=2))
def test_a_smaller_amount_never_fares_worse(case: Case, amount: Decimal) -> None:
    """S2: and is never lent less than what a larger one would be, as far as it was asked for."""
    smaller = replace(case, amount=min(case.amount, amount))
    less, more = decide(smaller, DEFAULT), decide(case, DEFAULT)

    assert OUTCOMES.index(less.outcome) >= OUTCOMES.index(more.outcome)
    if more.approved is not None:
        assert less.approved == min(more.approved, smaller.amount)


@given(cases, st.integers(0, 59), st.sampled_from("1234567BDZ"), st.integers(0, 20))
def test_worse_history_never_fares_better(case: Case, place: int, code: str, enquiries: int) -> None:
    """S2, S5: one paid month less, or more enquiries."""
    known = replace(case, accounts=[*case.accounts, GOOD])
    first, *rest = known.accounts
    months = first.status[: place % len(first.status)] + code + first.status[place % len(first.status) + 1 :]
    paid = first.status[place % len(first.status)] in "NM*/#C"
    worse = replace(known, accounts=[replace(first, status=months) if paid else first, *rest])
    much_worse = replace(worse, enquiries=worse.enquiries + enquiries)

    assert rank(decide(worse, DEFAULT)) <= rank(decide(known, DEFAULT))
    assert rank(decide(much_worse, DEFAULT)) <= rank(decide(worse, DEFAULT))


@given(cases)
def test_what_is_lent_stays_within_the_cap(case: Case) -> None:
    """S2."""
    found = decide(case, DEFAULT)
    if found.approved and found.unsecured:
        assert found.existing_exposure is not None
        assert found.cap is not None
        assert found.existing_exposure + case.shared.reserved + found.approved <= found.cap
