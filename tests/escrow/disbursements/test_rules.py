"""The conditions of a payment, at every boundary (domain E4, E6, E11; contract, section 3)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import InvalidState
from services.escrow.disbursements.rules import Check, ChecksFailed, Facts, checks, moves_of, plan_is_open, require

SOUND = Facts(
    amount=Decimal("600000.00"),
    is_works=True,
    today=date(2026, 11, 24),
    agreement_signed=True,
    supervised=True,
    large_withdrawal_limit=Decimal("500000.00"),
    documents=1,
    plan_approved=True,
    plan_month="2026-11",
    line_remaining=Decimal("600000.00"),
    progress_status="confirmed",
    progress_percent=Decimal("50.00"),
    progress_recent=True,
    construction_budget=Decimal("2000000.00"),
    works_committed=Decimal("400000.00"),
    available=Decimal("600000.00"),
    suspense=Decimal("0.00"),
    contract_remaining=Decimal("600000.00"),
    payee_matches=True,
    invoice_unpaid=True,
)


def unmet(**changes: Any) -> set[str]:
    return {check.code for check in checks(replace(SOUND, **changes), frozenset()) if not check.passed}


def test_a_sound_payment_meets_every_condition_up_to_the_last_fen() -> None:
    """Every amount in SOUND is exactly at its limit."""
    assert unmet() == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agreement_signed": False}, "AGREEMENT_ACTIVE"),
        ({"supervised": False}, "AGREEMENT_ACTIVE"),
        ({"plan_approved": False}, "PLAN_APPROVED"),
        ({"plan_month": "2026-10"}, "PLAN_MONTH_OPEN"),
        ({"plan_month": "2026-12"}, "PLAN_MONTH_OPEN"),
        ({"line_remaining": Decimal("599999.99")}, "PLAN_LINE_REMAINING"),
        ({"progress_recent": False}, "PROGRESS_RECENT"),
        ({"works_committed": Decimal("400000.01")}, "WITHIN_PROGRESS"),
        ({"progress_percent": Decimal("49.99")}, "WITHIN_PROGRESS"),
        ({"available": Decimal("599999.99")}, "AVAILABLE_BALANCE"),
        ({"contract_remaining": Decimal("599999.99")}, "CONTRACT_REMAINING"),
        ({"payee_matches": False}, "PAYEE_MATCHES_CONTRACT"),
        ({"invoice_unpaid": False}, "INVOICE_UNPAID"),
        ({"documents": 0}, "EVIDENCE_FOR_LARGE"),
        ({"suspense": Decimal("0.01")}, "RECEIPTS_IDENTIFIED"),
    ],
)
def test_each_condition_fails_alone_just_beyond_its_boundary(changes: dict[str, Any], code: str) -> None:
    assert unmet(**changes) == {code}


@pytest.mark.parametrize("status", ["disputed", "missing"])
def test_works_are_not_paid_while_progress_is_not_confirmed(status: str) -> None:
    """Fail closed: progress that nobody confirmed carries nothing (E4)."""
    assert unmet(progress_status=status, progress_percent=None) == {"PROGRESS_CONFIRMED", "WITHIN_PROGRESS"}


def test_what_is_not_works_is_not_measured_by_progress() -> None:
    """WITHIN_PROGRESS is for works only."""
    assert unmet(is_works=False, works_committed=Decimal("9000000.00")) == set()


def test_at_the_limit_no_proof_is_needed_above_it_it_is() -> None:
    """E6."""
    at_limit = Decimal("500000.00")

    assert unmet(amount=at_limit, documents=0) == set()
    assert unmet(amount=at_limit + Decimal("0.01"), documents=0) == {"EVIDENCE_FOR_LARGE"}


def test_a_condition_that_only_warns_is_listed_and_lets_the_payment_through() -> None:
    """E7: what a regime only warns of."""
    found = checks(replace(SOUND, suspense=Decimal("1.00")), frozenset({"RECEIPTS_IDENTIFIED"}))
    require(found)

    assert [(c.passed, c.blocking) for c in found if c.code == "RECEIPTS_IDENTIFIED"] == [(False, False)]


def test_the_refusal_carries_every_condition_met_or_not() -> None:
    found = checks(replace(SOUND, plan_approved=False), frozenset())
    with pytest.raises(ChecksFailed) as refusal:
        require(found)

    assert [each["code"] for each in refusal.value.extra["checks"]] == [check.code for check in found]
    assert len(found) == 15


def test_every_condition_says_what_was_compared_in_both_languages() -> None:
    found: list[Check] = checks(SOUND, frozenset())

    assert all(check.detail.en and any("一" <= character <= "鿿" for character in check.detail.zh) for check in found)


def test_a_large_withdrawal_is_reviewed_before_it_is_confirmed_and_a_small_one_never_is() -> None:
    """E6."""
    assert moves_of(True).after("requested", "review") == "reviewed"
    assert moves_of(True).after("reviewed", "confirm") == "confirmed"
    assert moves_of(False).after("requested", "confirm") == "confirmed"
    with pytest.raises(InvalidState):
        moves_of(True).after("requested", "confirm")
    with pytest.raises(InvalidState):
        moves_of(False).after("requested", "review")


@pytest.mark.parametrize("is_large", [True, False])
def test_nothing_is_paid_that_was_not_confirmed_and_nothing_settled_is_undone_but_by_return(is_large: bool) -> None:
    """E4, E6."""
    moves = list(moves_of(is_large))

    assert {before for before, verb, _ in moves if verb == "pay"} == {"confirmed"}
    assert {before for before, _, after in moves if after == "confirmed"} == {"reviewed" if is_large else "requested"}
    assert [(verb, after) for before, verb, after in moves if before == "settled"] == [("return", "returned")]
    assert {before for before, _, after in moves if after in ("cancelled", "rejected")} <= {
        "requested",
        "reviewed",
        "confirmed",
    }


@pytest.mark.parametrize(
    ("today", "carried", "is_open"),
    [
        (date(2026, 11, 30), 0, True),
        (date(2026, 12, 1), 0, False),
        (date(2026, 12, 31), 1, True),
        (date(2027, 1, 1), 1, False),
        (date(2027, 1, 31), 2, True),
        (date(2026, 10, 31), 2, False),
    ],
)
def test_what_is_unused_of_a_plan_lapses_or_carries_over_by_regime(today: date, carried: int, is_open: bool) -> None:
    """E4, E7."""
    assert plan_is_open("2026-11", today, carried) is is_open


@pytest.mark.parametrize(
    ("others", "amount", "passed"),
    [
        ("0.00", "500000.00", True),
        ("499999.99", "0.01", True),
        ("499999.99", "0.02", False),
        ("900000.00", "600000.00", True),
    ],
)
def test_pieces_below_the_limit_count_together_and_a_large_one_is_reviewed_anyway(
    others: str, amount: str, passed: bool
) -> None:
    """E6."""
    found = unmet(split_others=Decimal(others), amount=Decimal(amount), is_works=False)

    assert ("SPLIT_BELOW_LIMIT" not in found) is passed
