"""The bank's own repayment record over HTTP (domain S1, S7)."""

import calendar
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.building import reference
from tests.support.lending import CORE, a_later_date, a_loan, book, close, repay, reverse
from tests.support.running import Running

FAR = date(2030, 1, 20)


def record(collections: Running, customer: str, name: str = CORE) -> Any:
    return collections.staff(name).see(f"/v1/repayment-records/{customer}")


def test_a_customer_without_loans_has_an_empty_record(collections: Running) -> None:
    """S1: none at this bank passes; it is an answer, never a 404 that could mean a fault."""
    found = record(collections, "C-nobody")

    assert found["customer_ref"] == "C-nobody"
    assert (found["months"], found["worst"], found["worst_class"]) == ("/" * 24, "/", None)
    assert (found["loans"], found["days_past_due"], found["overdue_amount"]) == ([], 0, "0.00")
    assert (found["outstanding"], found["written_off"]) == ({"secured": "0.00", "unsecured": "0.00"}, False)


def test_a_customer_in_arrears_shows_them_bank_wide(collections: Running) -> None:
    today = a_later_date(collections)
    customer = reference("C")
    late = a_loan((today - timedelta(days=95), "1000.00", "20.00"), customer_ref=customer)
    clean = a_loan((FAR, "500.00"), customer_ref=customer, branch="sz", secured=True)
    booked = [book(collections, loan) for loan in (late, clean)]
    close(collections, today)
    found = record(collections, customer)
    (case,) = collections.staff("ls-manager-1").see("/v1/cases", loan_id=booked[0]["id"])["items"]

    assert found["as_of"] == f"{today}"
    assert found["correlation_ids"] == [case["id"]]
    assert [each["correlation_ids"] for each in found["loans"]] == [[case["id"]], []]
    assert (found["days_past_due"], found["overdue_amount"]) == (95, "1020.00")
    assert (found["worst_class"], found["worst_days_past_due"]) == ("substandard", 95)
    assert found["months"][-1] == found["worst"] == "4"
    assert found["outstanding"] == {"secured": "500.00", "unsecured": "1000.00"}
    assert [(each["external_ref"], each["sub_branch"], each["months"][-1]) for each in found["loans"]] == [
        (late["external_ref"], "lanshan", "4"),
        (clean["external_ref"], "shizhong", "*"),
    ]


def test_the_record_is_worked_out_anew_from_the_repayments_that_stand(collections: Running) -> None:
    """Contract, section 4: a loan's history and the own record are recomputed."""
    today = a_later_date(collections, 70)
    due = today - timedelta(days=65)
    loan = a_loan((due, "100.00"), (FAR, "100.00"))
    book(collections, loan)
    close(collections, today)
    months = record(collections, loan["customer_ref"])["months"]
    late = repay(collections, loan, "100.00", today)
    after_late = record(collections, loan["customer_ref"])
    reverse(collections, late)
    on_the_day = repay(collections, loan, "100.00", due)
    after_on_the_day = record(collections, loan["customer_ref"])
    reverse(collections, on_the_day)

    assert months[-1] == "3"
    assert (after_late["months"][-1], after_late["days_past_due"], after_late["worst_days_past_due"]) == ("*", 0, 65)
    assert after_late["months"][:-1] == months[:-1]
    assert after_on_the_day["worst_days_past_due"] == 0
    assert set(after_on_the_day["months"]) <= {"*", "N", "/"}
    assert record(collections, loan["customer_ref"])["months"] == months


def test_what_was_paid_before_take_on_is_unknown_and_a_loan_paid_off_says_so(collections: Running) -> None:
    today = a_later_date(collections, 40)
    last_month = today.replace(day=1) - timedelta(days=1)
    loan = a_loan((last_month.replace(day=1), "100.00"), (today, "100.00"))
    loan["instalments"][0]["paid"] = "100.00"
    book(collections, loan)
    close(collections, today)
    before = record(collections, loan["customer_ref"])
    repay(collections, loan, "100.00", today)
    after = record(collections, loan["customer_ref"])

    assert before["months"][-2:] == "#N"
    assert after["months"][-2:] == "#C"
    assert after["loans"][0]["paid_off_on"] == f"{today}"
    assert after["outstanding"]["unsecured"] == "0.00"


def test_a_loan_that_was_written_off_marks_the_record(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=400), "100.00"), written_off_on=f"{today}")
    book(collections, loan)
    close(collections, today)
    found = record(collections, loan["customer_ref"])

    assert (found["written_off"], found["worst"], found["months"][-1]) == (True, "B", "B")
    assert found["loans"][0]["written_off_on"] == f"{today}"


def test_a_loan_booked_after_the_last_close_says_nothing_yet(collections: Running) -> None:
    """Contract, section 4: it is aged at the next."""
    today = a_later_date(collections)
    close(collections, today)
    loan = a_loan((today - timedelta(days=95), "100.00"))
    book(collections, loan)
    found = record(collections, loan["customer_ref"])
    close(collections, today + timedelta(days=1))

    assert (found["days_past_due"], found["worst"], found["outstanding"]["unsecured"]) == (0, "*", "100.00")
    assert record(collections, loan["customer_ref"])["days_past_due"] == 96


def test_several_records_come_in_the_order_asked_for(collections: Running) -> None:
    customers = [reference("C") for _ in range(3)]
    for customer in customers[:2]:
        book(collections, a_loan((FAR, "100.00"), customer_ref=customer))
    found = collections.staff(CORE).see("/v1/repayment-records", customer_ref=[*reversed(customers), customers[0]])

    assert [each["customer_ref"] for each in found["items"]] == [*reversed(customers)]
    assert found["items"][1] == record(collections, customers[1])
    assert collections.staff(CORE).see("/v1/repayment-records", expect=422)["code"] == "BAD_INPUT"


@pytest.mark.parametrize("name", ["auditor", "head", "sz-risk"])
def test_those_who_answer_for_it_see_the_whole_record(collections: Running, name: str) -> None:
    """O1: some facts belong to the whole bank. A risk officer of another sub-branch sees it, too."""
    loan = a_loan((FAR, "100.00"))
    book(collections, loan)

    assert len(record(collections, loan["customer_ref"], name)["loans"]) == 1


@pytest.mark.parametrize("name", ["ls-manager-1", "ls-branch-head", "ls-collector", "city"])
def test_managers_see_it_through_the_gates_reasons(collections: Running, name: str) -> None:
    """Contract, section 5."""
    collections.staff(name).see("/v1/repayment-records/C-1", expect=403)


def test_the_record_looks_back_24_months_and_no_further(collections: Running) -> None:
    today = a_later_date(collections)
    begins = date(today.year - 2 + (today.month // 12), today.month % 12 + 1, 1)
    old = begins - timedelta(days=40)
    loan = a_loan((old, "100.00"), (FAR, "100.00"), disbursed_on="2020-01-01")
    book(collections, loan)
    close(collections, today)
    paid = repay(collections, loan, "100.00", begins - timedelta(days=1))
    forgotten = record(collections, loan["customer_ref"])
    reverse(collections, paid)
    repay(collections, loan, "100.00", begins + timedelta(days=calendar.monthrange(begins.year, begins.month)[1]))
    remembered = record(collections, loan["customer_ref"])

    assert (forgotten["months"], forgotten["worst_days_past_due"]) == ("*" * 24, 0)
    assert remembered["months"][0] in "23"
    assert remembered["worst_days_past_due"] > 60
