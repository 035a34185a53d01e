"""Extensions, restructurings and write-offs over HTTP (domain C6, C8)."""

from datetime import date, timedelta
from typing import Any

from tests.support.lending import a_later_date, a_loan, book, cases_of, classes_by, close, loan_of, repay, reverse
from tests.support.running import Running

FAR = date(2035, 1, 20)


def plan(*due: tuple[date, str, str]) -> list[dict[str, str]]:
    return [{"due_date": f"{day}", "principal": principal, "interest": interest} for day, principal, interest in due]


def propose(collections: Running, booked: Any, kind: str, instalments: list[dict[str, str]]) -> Any:
    body = {"kind": kind, "reason": "harvest failed", "document_ref": "DOC-1", "instalments": instalments}
    return collections.staff("ls-manager-1").post(f"/v1/loans/{booked['id']}/amendments", body)


def sign(collections: Running, amendment: Any, name: str = "ls-branch-head") -> Any:
    return collections.staff(name).post(f"/v1/amendments/{amendment['id']}/sign")


def test_a_signed_extension_moves_the_due_dates_and_keeps_the_old_schedule(collections: Running) -> None:
    """C8: what was paid stays paid, also of an instalment that was paid in part."""
    today = a_later_date(collections)
    first, second = today - timedelta(days=40), today - timedelta(days=10)
    loan = a_loan((first, "100.00", "10.00"), (second, "100.00", "10.00"), (today + timedelta(days=3), "50.00"))
    booked = book(collections, loan)
    repay(collections, loan, "150.00", today)
    close(collections, today)
    later = today + timedelta(days=5)
    made = propose(collections, booked, "extension", plan((later, "100.00", "5.00"), (FAR, "20.00", "1.00")))
    untouched = loan_of(collections, booked)["days_past_due"]
    signed = sign(collections, made.json())
    seen = loan_of(collections, booked)
    former = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/former-schedules")["items"]
    close(collections, later + timedelta(days=1))

    assert untouched == 10
    assert (signed.json()["state"], signed.json()["effective_on"]) == ("signed", f"{today + timedelta(days=1)}")
    assert (seen["days_past_due"], seen["outstanding_principal"], seen["matures_on"]) == (0, "120.00", f"{FAR}")
    assert [(each["number"], each["principal"], each["paid_principal"]) for each in seen["instalments"]] == [
        (1, "100.00", "100.00"),
        (2, "30.00", "30.00"),
        (4, "100.00", "0.00"),
        (5, "20.00", "0.00"),
    ]
    assert [(each["number"], each["due_date"], each["principal"]) for each in former] == [
        (1, f"{first}", "100.00"),
        (2, f"{second}", "100.00"),
        (3, f"{today + timedelta(days=3)}", "50.00"),
    ]
    assert loan_of(collections, booked)["days_past_due"] == 1
    assert [case["state"] for case in cases_of(collections, booked)] == ["open", "cured"]


def test_a_restructured_loan_stays_special_mention_for_the_months_of_the_policy(fresh_collections: Running) -> None:
    """C6: one month here; that it is a year is shown beside the rules and the defaults."""
    collections = fresh_collections
    classes_by(collections, restructured_months=1)
    today = date(2026, 3, 1)
    booked = book(collections, a_loan((today - timedelta(days=20), "100.00")))
    close(collections, today)
    made = propose(collections, booked, "restructuring", plan((FAR, "100.00", "0.00"))).json()
    sign(collections, made)
    seen = []
    for day in (date(2026, 3, 2), date(2026, 4, 1), date(2026, 4, 2)):
        close(collections, day)
        loan = loan_of(collections, booked)
        seen.append((loan["days_past_due"], loan["risk_class"]))

    assert seen == [(0, "special_mention"), (0, "special_mention"), (0, "normal")]


def test_a_repayment_reversed_after_an_extension_is_owed_again(collections: Running) -> None:
    """C8, C9: the past is told by the schedule that counted then."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=30), "100.00"), (today - timedelta(days=1), "100.00"))
    booked = book(collections, loan)
    paid = repay(collections, loan, "100.00", today - timedelta(days=30))
    close(collections, today)
    sign(collections, propose(collections, booked, "extension", plan((FAR, "100.00", "0.00"))).json())
    close(collections, today + timedelta(days=1))
    record = f"/v1/repayment-records/{loan['customer_ref']}"
    before = collections.staff("auditor").see(record)
    reverse(collections, paid)
    after = collections.staff("auditor").see(record)

    assert (before["days_past_due"], before["worst_days_past_due"]) == (0, 2)
    assert (after["days_past_due"], after["overdue_amount"]) == (31, "100.00")


def test_an_amendment_needs_a_second_person_and_a_plan_that_fits(collections: Running) -> None:
    """C8, O3."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=5), "100.00", "8.00"))
    booked = book(collections, loan)
    close(collections, today)
    for kind, instalments in (
        ("extension", plan((FAR, "99.00", "8.00"))),
        ("extension", plan((FAR, "100.00", "7.99"))),
        ("restructuring", plan((today, "100.00", "0.00"))),
    ):
        refused = propose(collections, booked, kind, instalments)
        assert (refused.status_code, refused.json()["code"]) == (422, "PLAN_OUT_OF_DATE"), kind
    made = propose(collections, booked, "restructuring", plan((FAR, "100.00", "0.00"))).json()
    by_manager = sign(collections, made, "ls-manager-2")
    second = propose(collections, booked, "restructuring", plan((FAR, "100.00", "0.00")))
    repay(collections, loan, "50.00", today)
    stale = sign(collections, made)
    cancelled = collections.staff("ls-manager-1").do(f"/v1/amendments/{made['id']}/cancel")

    assert by_manager.status_code == 403
    assert second.json()["code"] == "AMENDMENT_PENDING"
    assert stale.json()["code"] == "PLAN_OUT_OF_DATE"
    assert cancelled["state"] == "cancelled"
    assert propose(collections, booked, "extension", []).json()["errors"][0]["code"] == "INSTALMENTS_EXPECTED"


def test_a_write_off_is_signed_above_the_sub_branch_and_stays_owed(collections: Running) -> None:
    """C8."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=400), "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    made = propose(collections, booked, "write_off", []).json()
    by_branch = sign(collections, made)
    signed = sign(collections, made, "city")
    close(collections, today + timedelta(days=1))
    book(collections, loan)
    seen = loan_of(collections, booked)
    record = collections.staff("auditor").see(f"/v1/repayment-records/{loan['customer_ref']}")
    again = propose(collections, booked, "write_off", [])

    assert by_branch.status_code == 403
    assert signed.json()["state"] == "signed"
    assert (seen["written_off_on"], seen["risk_class"]) == (f"{today + timedelta(days=1)}", "loss")
    assert (seen["outstanding_principal"], seen["days_past_due"]) == ("100.00", 401)
    assert (record["written_off"], record["months"][-1]) == (True, "B")
    assert again.json()["code"] == "NOTHING_TO_AMEND"
