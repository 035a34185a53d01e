"""Clocks over HTTP: kept by the close, warned of ahead, restarted by a received demand (domain C10)."""

from datetime import date, timedelta
from typing import Any

from services.collections.clocks.rules import years_after
from tests.support.lending import a_later_date, a_loan, book, cases_of, close, repay
from tests.support.running import Running

FAR = date(2035, 1, 20)


def clocks(collections: Running, loan_id: str, state: str = "running") -> dict[str, dict[str, Any]]:
    found = collections.staff("ls-manager-1").see("/v1/clocks", loan_id=loan_id, state=state)["items"]
    return {each["kind"]: each for each in found}


def test_a_clock_runs_with_the_arrears_moves_with_a_payment_and_ends_with_the_cure(collections: Running) -> None:
    today = a_later_date(collections)
    first, second = today - timedelta(days=40), today - timedelta(days=10)
    loan = a_loan((first, "100.00"), (second, "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    begun = clocks(collections, booked["id"])
    repay(collections, loan, "100.00", today)
    close(collections, today + timedelta(days=1))
    moved = clocks(collections, booked["id"])
    repay(collections, loan, "100.00", today + timedelta(days=1))

    assert begun["limitation"]["expires_on"] == f"{years_after(first, 3)}"
    assert begun["guarantee"]["starts_on"] == f"{second}"
    assert moved["limitation"]["expires_on"] == f"{years_after(second, 3)}"
    assert clocks(collections, booked["id"]) == {}
    assert set(clocks(collections, booked["id"], "ended")) == {"limitation", "guarantee"}


def test_the_manager_is_warned_ahead_and_with_the_last_warning_the_branch_head(collections: Running) -> None:
    today = a_later_date(collections)
    due = years_after(today, -3) + timedelta(days=35)  # 35 days before it runs out: two warnings have passed
    loan = a_loan((due, "100.00"), disbursed_on=f"{due - timedelta(days=30)}", matures_on=f"{due}", guarantors=[])
    booked = book(collections, loan)
    close(collections, today)
    (case,) = cases_of(collections, booked)
    manager, head = collections.staff("ls-manager-1"), collections.staff("ls-branch-head")

    def asked(staff: Any) -> list[str]:
        tasks = staff.see("/v1/tasks", case_id=case["id"], state="open")["items"]
        return [each["assignee"] for each in tasks if each["kind"] == "clock"]

    assert asked(manager) == ["ls-manager-1"]
    (clock,) = clocks(collections, booked["id"]).values()
    assert 30 < clock["days_left"] <= 36
    close(collections, date.fromisoformat(clock["expires_on"]) - timedelta(days=30))
    assert sorted(asked(head)) == ["branch_head@lanshan", "ls-manager-1"]
    close(collections, date.fromisoformat(clock["expires_on"]) + timedelta(days=1))
    assert set(clocks(collections, booked["id"], "expired")) == {"limitation"}


def test_a_letter_that_is_received_restarts_limitation_and_one_that_comes_back_does_not(collections: Running) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=20), "100.00", "5.00")))
    close(collections, today)
    (case,) = cases_of(collections, booked)
    manager, on = collections.staff("ls-manager-1"), today + timedelta(days=1)
    letter = {"party": "borrower", "pay_by": f"{on + timedelta(days=15)}"}
    lost, sent = (manager.do(f"/v1/cases/{case['id']}/demand-letters", letter) for _ in range(2))
    proof = {"answered_on": f"{on}", "receipt_ref": "EMS-1"}
    manager.do(f"/v1/demand-letters/{lost['id']}/receipts", proof | {"kind": "undelivered"})
    close(collections, on)
    before = clocks(collections, booked["id"])["limitation"]
    early = proof | {"kind": "signed", "answered_on": f"{today}"}
    refused = manager.do(f"/v1/demand-letters/{sent['id']}/receipts", early, expect=422)
    answered = manager.do(f"/v1/demand-letters/{sent['id']}/receipts", proof | {"kind": "signed"})
    twice = manager.do(f"/v1/demand-letters/{sent['id']}/receipts", proof | {"kind": "signed"}, expect=409)
    close(collections, on + timedelta(days=1))
    after = clocks(collections, booked["id"])["limitation"]

    assert (sent["overdue_principal"], sent["overdue_interest"], sent["days_past_due"]) == ("100.00", "5.00", 20)
    assert before["restarted_on"] is None
    assert refused["code"] == "ANSWERED_OUT_OF_TIME"
    assert (answered["state"], twice["code"]) == ("received", "INVALID_STATE")
    assert (after["restarted_on"], after["expires_on"]) == (f"{on}", f"{years_after(on, 3)}")


def test_a_demand_that_the_guarantor_receives_meets_the_guarantee_and_starts_its_limitation(
    collections: Running,
) -> None:
    today = a_later_date(collections)
    booked = book(collections, a_loan((today - timedelta(days=20), "100.00")))
    close(collections, today)
    (case,) = cases_of(collections, booked)
    manager, on = collections.staff("ls-manager-1"), today + timedelta(days=1)
    body = {"party": "guarantor", "pay_by": f"{on + timedelta(days=15)}"}
    letter = manager.do(f"/v1/cases/{case['id']}/demand-letters", body)
    page = manager.send("GET", f"/v1/demand-letters/{letter['id']}/document")
    proof = {"kind": "notarised", "answered_on": f"{on}", "receipt_ref": "公证1号"}
    manager.do(f"/v1/demand-letters/{letter['id']}/receipts", proof)
    close(collections, on)

    assert page.headers["content-type"].startswith("text/html")
    assert "逾期贷款催收通知书" in page.text
    assert "李大山" in page.text
    assert set(clocks(collections, booked["id"], "met")) == {"guarantee"}
    assert clocks(collections, booked["id"])["guarantor_limitation"]["expires_on"] == f"{years_after(on, 3)}"
