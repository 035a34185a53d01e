"""How far behind a loan is (domain C5, C6; contract, section 4)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.collections.arrears.rules import (
    Book,
    BucketSum,
    Unpaid,
    age,
    days_past_due,
    gather,
    nothing_behind,
)
from services.collections.policies.rules import Buckets

TODAY = date(2026, 5, 20)
BUCKETS = Buckets("v", (30, 60, 90, 180, 270, 360))


def due(days_ago: int, principal: str = "100.00", interest: str = "0.00") -> Unpaid:
    return Unpaid(TODAY - timedelta(days=days_ago), Decimal(principal), Decimal(interest))


@pytest.mark.parametrize(("days_ago", "expected"), [(-1, 0), (0, 0), (1, 1), (46, 46)])
def test_arrears_begin_the_day_after_the_due_date(days_ago: int, expected: int) -> None:
    """Contract, section 4: at least one day past due."""
    assert days_past_due(TODAY - timedelta(days=days_ago), TODAY) == expected


def test_a_loan_that_is_paid_is_not_past_due() -> None:
    assert days_past_due(None, TODAY) == 0


@pytest.mark.parametrize(
    ("days_ago", "bucket"),
    [
        (1, 0),
        (30, 0),
        (31, 1),
        (60, 1),
        (61, 2),
        (90, 2),
        (91, 3),
        (180, 3),
        (181, 4),
        (270, 4),
        (271, 5),
        (360, 5),
        (361, 6),
    ],
)
def test_each_instalment_lies_in_the_bucket_of_its_own_age(days_ago: int, bucket: int) -> None:
    found = age([due(days_ago, "100.00", "5.00"), due(-10)], TODAY, BUCKETS)

    assert [place for place, amount in enumerate(found.by_bucket) if amount] == [bucket]
    assert found.by_bucket[bucket] == Decimal("105.00")
    assert (found.overdue_principal, found.overdue_interest) == (Decimal("100.00"), Decimal("5.00"))


def test_the_oldest_instalment_counts_the_days() -> None:
    found = age([due(46), due(31), due(16), due(1)], TODAY, BUCKETS)

    assert found.days_past_due == 46
    assert found.overdue_principal == Decimal("400.00")
    assert found.by_bucket[:2] == (Decimal("200.00"), Decimal("200.00"))


def test_what_is_paid_or_due_today_or_to_come_is_not_behind() -> None:
    assert age([due(40, "0.00"), due(0), due(-1)], TODAY, BUCKETS) == nothing_behind(BUCKETS)


def test_a_loan_that_no_close_has_aged_is_not_behind() -> None:
    assert age([due(40)], None, BUCKETS) == nothing_behind(BUCKETS)


def test_sums_by_bucket_make_the_same_picture() -> None:
    sums = [BucketSum(1, 16, Decimal("2.00"), Decimal("1.00")), BucketSum(2, 46, Decimal("4.00"), Decimal("0.00"))]
    found = gather(sums, BUCKETS)

    assert (found.days_past_due, found.overdue_principal, found.overdue_interest) == (
        46,
        Decimal("6.00"),
        Decimal("1.00"),
    )
    assert found.by_bucket[:3] == (Decimal("3.00"), Decimal("4.00"), Decimal("0.00"))


def test_the_business_date_is_the_day_after_the_last_close() -> None:
    """Contract, section 4: judged against it, not against the machine's clock."""
    book = Book(TODAY, None)

    assert book.business_date == TODAY + timedelta(days=1)
    assert not book.is_ahead(TODAY + timedelta(days=1))
    assert book.is_ahead(TODAY + timedelta(days=2))


def test_before_the_first_close_no_day_is_ahead() -> None:
    book = Book(None, None)

    assert book.business_date is None
    assert not book.is_ahead(date(2999, 1, 1))


@pytest.mark.parametrize(
    ("closed", "closing", "expected"),
    [
        (None, None, None),
        (TODAY, None, TODAY + timedelta(days=1)),
        (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)),
        (None, TODAY, TODAY + timedelta(days=1)),
    ],
)
def test_a_loan_is_aged_by_the_first_close_that_begins_after_its_booking(
    closed: date | None, closing: date | None, expected: date | None
) -> None:
    """Contract, section 4: a loan booked after a close is aged at the next; a running one does not see it either."""
    assert Book(closed, closing).next_ageing == expected
