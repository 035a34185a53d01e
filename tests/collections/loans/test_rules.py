"""What adds up in a schedule, and what a later report may still change (domain C8, G3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.money import from_fen, to_fen
from services.collections.loan_reports.rules import Schedule, is_phone
from services.collections.loans.rules import (
    AGREED,
    REPORTED,
    DisbursedAhead,
    Instalment,
    LoanHistoryFixed,
    Planned,
    WrittenOffAhead,
    followed_by,
    repriced,
    require_past,
    require_same_agreement,
    schedule_fault,
)
from services.collections.loans.schemas import LoanIn
from services.collections.policies.rules import RepaymentOrder

DISBURSED, MATURES = date(2026, 1, 5), date(2026, 4, 20)
D = Decimal


def plan(*changes: Any) -> list[Planned]:
    """Three instalments of 100.00 and 10.00 interest; `changes` are (place, field, value)."""
    found = [Planned(n, date(2026, 1 + n, 20), D("100.00"), D("10.00"), None) for n in (1, 2, 3)]
    for place, name, value in changes:
        found[place] = replace(found[place], **{name: value})
    return found


def in_columns(instalments: list[Planned]) -> Schedule:
    rows = [
        (each.number, each.due_date, to_fen(each.principal), to_fen(each.interest), to_fen(each.paid or D(0)))
        for each in instalments
    ]
    return Schedule(*zip(*rows, strict=True))


def taken_on(instalments: list[Planned], order: RepaymentOrder) -> list[Instalment]:
    """As they are on the books after the booking."""
    found = in_columns(instalments).taken_on(order)
    parts = [(from_fen(one), from_fen(other)) for one, other in zip(found.principal, found.interest, strict=True)]
    return [
        Instalment(each.number, each.due_date, each.principal, each.interest, *split, *split)
        for each, split in zip(instalments, parts, strict=True)
    ]


def fault_of(instalments: list[Planned], principal: str = "300.00", matures: date = MATURES) -> tuple[str, str] | None:
    found = schedule_fault(D(principal), DISBURSED, matures, instalments)

    assert in_columns(instalments).is_sound(to_fen(D(principal)), DISBURSED, matures) is (found is None)
    return (found.pointer, found.code) if found else None


def test_a_schedule_that_adds_up_has_no_fault() -> None:
    assert fault_of(plan()) is None


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ((1, "number", 1), "/instalments/1/number", "NUMBER_NOT_RISING"),
        ((1, "due_date", date(2026, 2, 19)), "/instalments/1/due_date", "DUE_DATE_BACKWARDS"),
        ((0, "due_date", date(2026, 1, 4)), "/instalments/0/due_date", "DUE_DATE_OUTSIDE_TERM"),
        ((2, "due_date", date(2026, 4, 21)), "/instalments/2/due_date", "DUE_DATE_OUTSIDE_TERM"),
        ((1, "paid", D("110.01")), "/instalments/1/paid", "PAID_ABOVE_AMOUNT"),
        ((1, "principal", D("100.01")), "/principal", "PRINCIPAL_MISMATCH"),
    ],
)
def test_the_first_thing_that_is_wrong_is_named(change: Any, pointer: str, code: str) -> None:
    assert fault_of(plan(change)) == (pointer, code)


def test_an_instalment_has_something_to_pay_and_a_loan_matures_after_it_begins() -> None:
    empty = plan((1, "principal", D("0.00")), (1, "interest", D("0.00")))

    assert fault_of(empty, "200.00") == ("/instalments/1", "INSTALMENT_EMPTY")
    assert fault_of(plan(), matures=DISBURSED - timedelta(days=1)) == ("/matures_on", "MATURES_TOO_EARLY")


@pytest.mark.parametrize("change", [(0, "due_date", DISBURSED), (2, "due_date", MATURES), (1, "paid", D("110.00"))])
def test_the_ends_of_the_term_and_of_the_amount_belong_to_it(change: Any) -> None:
    assert fault_of(plan(change)) is None


@pytest.mark.parametrize(
    ("paid", "order", "principal", "interest"),
    [
        (None, "interest_first", "0.00", "0.00"),
        ("4.00", "interest_first", "0.00", "4.00"),
        ("10.00", "interest_first", "0.00", "10.00"),
        ("10.01", "interest_first", "0.01", "10.00"),
        ("110.00", "interest_first", "100.00", "10.00"),
        ("4.00", "principal_first", "4.00", "0.00"),
        ("100.01", "principal_first", "100.00", "0.01"),
    ],
)
def test_what_was_paid_before_take_on_is_split_as_repayments_are(
    paid: str | None, order: Any, principal: str, interest: str
) -> None:
    (found, *_) = taken_on(plan((0, "paid", D(paid) if paid else None)), order)

    assert (found.taken_principal, found.taken_interest) == (D(principal), D(interest))
    assert (found.paid_principal, found.paid_interest) == (D(principal), D(interest))


def test_figures_follow_from_the_schedule() -> None:
    found = in_columns(plan((0, "paid", D("110.00")), (1, "paid", D("15.00")))).taken_on("interest_first")
    paid = in_columns(plan(*((place, "paid", D("110.00")) for place in range(3)))).taken_on("principal_first")

    assert (found.oldest_due_on, found.outstanding_principal, found.outstanding_interest) == (
        date(2026, 3, 20),
        19_500,
        1_000,
    )
    assert (paid.oldest_due_on, paid.outstanding_principal, paid.outstanding_interest) == (None, 0, 0)


def books() -> list[Instalment]:
    return taken_on(plan(), "interest_first")


def test_a_report_that_says_the_same_changes_nothing() -> None:
    assert repriced(books(), plan(), date(2026, 3, 1)) == []


def test_amounts_to_come_may_change_with_the_interest_rate() -> None:
    after = plan((1, "interest", D("12.00")), (2, "interest", D("6.00")))
    found = repriced(books(), after, date(2026, 3, 19))

    assert [(each.number, each.interest) for each in found] == [(2, D("12.00")), (3, D("6.00"))]


@pytest.mark.parametrize("begun_through", [date(2026, 3, 20), date(2026, 3, 21)])
def test_an_instalment_that_was_due_by_the_latest_close_stays(begun_through: date) -> None:
    with pytest.raises(LoanHistoryFixed) as refused:
        repriced(books(), plan((1, "interest", D("12.00"))), begun_through)

    assert refused.value.extra == {"fields": ["instalments/1"]}


def test_an_instalment_that_was_paid_on_stays() -> None:
    paid = books()
    paid[2] = replace(paid[2], paid_interest=D("0.01"))

    with pytest.raises(LoanHistoryFixed):
        repriced(paid, plan((2, "interest", D("12.00"))), None)


@pytest.mark.parametrize(
    "after",
    [
        plan((2, "due_date", date(2026, 4, 19))),
        plan((2, "number", 4)),
        plan()[:2],
        [*plan(), Planned(4, MATURES, D("1.00"), D("0.00"), None)],
    ],
)
def test_due_dates_move_only_by_a_signed_agreement(after: list[Planned]) -> None:
    """C8."""
    with pytest.raises(LoanHistoryFixed):
        repriced(books(), after, None)


def test_what_was_paid_at_take_on_is_said_once() -> None:
    taken = taken_on(plan((0, "paid", D("110.00"))), "interest_first")

    assert repriced(taken, plan((0, "paid", D("110.00"))), None) == []
    assert repriced(taken, plan(), None) == []
    with pytest.raises(LoanHistoryFixed):
        repriced(taken, plan((0, "paid", D("100.00"))), None)


@pytest.mark.parametrize("name", AGREED)
def test_what_was_agreed_never_changes(name: str) -> None:
    before = dict.fromkeys(AGREED, "as it was")

    require_same_agreement(before, before | {"product": "another"})
    with pytest.raises(LoanHistoryFixed) as refused:
        require_same_agreement(before, before | {name: "other"})
    assert refused.value.extra == {"fields": [name]}


def test_every_field_of_a_report_is_agreed_or_reported_anew_or_has_a_rule_of_its_own() -> None:
    own = {"external_ref", "instalments", "borrower", "co_borrowers", "guarantors"}

    assert {*AGREED, *REPORTED, *own} == set(LoanIn.model_fields)


def test_days_that_have_not_come_are_refused() -> None:
    def ahead(of: date) -> Callable[[date], bool]:
        return lambda day: day > of

    require_past(DISBURSED, None, ahead(DISBURSED))
    require_past(DISBURSED, DISBURSED, ahead(DISBURSED))
    with pytest.raises(DisbursedAhead):
        require_past(DISBURSED, None, ahead(DISBURSED - timedelta(days=1)))
    with pytest.raises(WrittenOffAhead):
        require_past(DISBURSED, MATURES, ahead(DISBURSED))


def test_a_loan_is_followed_by_the_outlet_that_sold_it() -> None:
    """G3."""
    assert followed_by("outlet") == "outlet"
    assert followed_by("partner") == followed_by("department") == "personal_dept"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("13800000001", True),
        ("+86 138-0000-0001", True),
        ("0539-1234567", True),
        ("12345", False),
        ("1380000000a", False),
        ("138 ", False),
        ("1" * 21, False),
    ],
)
def test_telephone_numbers(number: str, expected: bool) -> None:
    assert is_phone(number) is expected
