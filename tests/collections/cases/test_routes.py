"""Cases: opened and assigned by the close, cured by it or by a repayment (domain C1, C3)."""

import uuid
from datetime import date, timedelta

from tests.support.building import reference
from tests.support.lending import CORE, a_later_date, a_loan, book, cases_of, close, repay, reverse
from tests.support.running import Running

FAR = date(2030, 1, 20)


def test_a_close_opens_a_case_at_the_step_reached_and_gives_it_to_the_loans_manager(collections: Running) -> None:
    """C1: the news reaches the responsible account manager at once; C3: in turn."""
    today = a_later_date(collections)
    stages = {1: "borrower", 2: "borrower", 3: "guarantor", 6: "guarantor_family", 10: "site_visit", 90: "legal"}
    manager = reference("m")
    booked = {
        days: book(collections, a_loan((today - timedelta(days=days), "100.00"), account_manager=manager))
        for days in (0, *stages)
    }
    close(collections, today)
    cases = {days: cases_of(collections, each) for days, each in booked.items()}

    assert cases[0] == []
    assert {days: [case["stage"] for case in found] for days, found in cases.items() if found} == {
        days: [stage] for days, stage in stages.items()
    }
    (first,) = cases[1]
    assert (first["assignee"], first["state"], first["days_past_due"]) == (manager, "open", 1)
    assert (first["opened_on"], first["escalates_to"]) == (f"{today}", "outlet_manager")
    assert first["due_at"] == f"{today + timedelta(days=2)}T16:00:00Z"
    assert first["policy_version"]


def test_a_loan_has_one_open_case_and_a_new_one_after_a_cure(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"), (today + timedelta(days=1), "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    for day in range(2):
        close(collections, today + timedelta(days=day))
    assert len(cases_of(collections, booked)) == 1
    repay(collections, loan, "100.00", today)
    close(collections, today + timedelta(days=3))
    newest, oldest = cases_of(collections, booked)

    assert (oldest["state"], newest["state"]) == ("cured", "open")
    assert (newest["stage"], newest["opened_on"]) == ("borrower", f"{today + timedelta(days=2)}")


def test_a_case_lives_through_a_reversed_repayment(collections: Running) -> None:
    """The repayment cures it at once; the next close sees the arrears that a reversal put back."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=9), "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    paid = repay(collections, loan, "100.00", today)
    reverse(collections, paid)
    assert [case["state"] for case in cases_of(collections, booked)] == ["cured"]
    close(collections, today + timedelta(days=1))

    assert [(case["state"], case["stage"]) for case in cases_of(collections, booked)] == [
        ("open", "site_visit"),
        ("cured", "guarantor_family"),
    ]


def test_an_open_case_goes_along_when_the_loan_gets_another_manager(collections: Running) -> None:
    """G3: each loan has one responsible person."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    book(collections, loan | {"account_manager": "ls-manager-2"})

    assert [(case["assignee"], case["version"]) for case in cases_of(collections, booked)] == [("ls-manager-2", 2)]


def test_cases_are_found_by_stage_assignee_loan_and_state(collections: Running) -> None:
    today = a_later_date(collections)
    manager = reference("m")
    loans = [a_loan((today - timedelta(days=days), "100.00"), account_manager=manager) for days in (1, 2, 10)]
    booked = [book(collections, loan) for loan in loans]
    close(collections, today)
    repay(collections, loans[0], "100.00", today)
    see = collections.staff("ls-manager-1").see
    mine = see("/v1/cases", assignee=manager)["items"]

    assert {case["loan_id"] for case in mine} == {each["id"] for each in booked}
    assert [c["loan_id"] for c in see("/v1/cases", assignee=manager, stage="site_visit")["items"]] == [booked[2]["id"]]
    assert [c["loan_id"] for c in see("/v1/cases", assignee=manager, state="cured")["items"]] == [booked[0]["id"]]
    assert see("/v1/cases", assignee=manager, stage="reminder")["items"] == []
    assert see(f"/v1/cases/{mine[0]['id']}") == mine[0]
    assert collections.staff("ls-manager-1").see("/v1/cases", expect=422, stage="prison")["code"] == "BAD_INPUT"


def test_a_case_lies_where_its_loan_lies(collections: Running) -> None:
    """O1."""
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00")))
    close(collections, today)
    (case,) = cases_of(collections, booked)

    assert cases_of(collections, booked, "sz-manager-1") == []
    collections.staff("sz-manager-1").see(f"/v1/cases/{case['id']}", expect=404)
    collections.staff(CORE).see(f"/v1/cases/{uuid.uuid4()}", expect=404)
    (seen,) = cases_of(collections, booked, "ls-outlet")
    assert seen | {"allowed_actions": []} == case | {"allowed_actions": []}


def test_what_is_due_on_the_very_day_of_the_close_keeps_no_case_open(collections: Running) -> None:
    """Contract, section 4: arrears begin with the day after the due date."""
    today = a_later_date(collections)
    loans = [a_loan((today - timedelta(days=4), "100.00"), (today, "100.00")) for _ in range(2)]
    booked = [book(collections, loan) for loan in loans]
    close(collections, today)
    repay(collections, loans[0], "100.00", today)

    assert [[case["state"] for case in cases_of(collections, each)] for each in booked] == [["cured"], ["open"]]
    close(collections, today + timedelta(days=1))
    assert [case["state"] for case in cases_of(collections, booked[0])] == ["open", "cured"]
