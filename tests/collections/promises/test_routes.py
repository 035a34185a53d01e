"""Promises to pay: kept or broken by the close, judged again when repayments come late or go back (domain C8, S3)."""

from datetime import date, timedelta
from typing import Any

from tests.support.lending import CORE, a_later_date, a_loan, book, cases_of, close, repay, reverse
from tests.support.running import Running

FAR = date(2035, 1, 20)


def a_promise(
    collections: Running, days: int = 3, amount: str = "60.00"
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], date]:
    """A loan with 100.00 overdue, its case, a promise of so much in so many days, and the business date it was made."""
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    (case,) = cases_of(collections, booked)
    on = today + timedelta(days=1)
    body = {"amount": amount, "due_on": f"{on + timedelta(days=days)}"}
    made = collections.staff("ls-manager-1").do(f"/v1/cases/{case['id']}/promises", body)
    return loan | {"id": booked["id"]}, case, made, on


def state(collections: Running, promise: dict[str, Any]) -> tuple[str, str | None]:
    seen = collections.staff("ls-manager-1").see(f"/v1/promises/{promise['id']}")
    return seen["state"], seen["judged_on"]


def record(collections: Running, loan: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = collections.staff(CORE).see(f"/v1/repayment-records/{loan['customer_ref']}")
    return found


def test_a_promise_is_kept_by_the_close_that_finds_the_money(collections: Running) -> None:
    loan, _, promise, on = a_promise(collections)
    close(collections, on)
    repay(collections, loan, "30.00", on)
    close(collections, on + timedelta(days=1))
    assert state(collections, promise) == ("open", None)
    repay(collections, loan, "30.00", on + timedelta(days=1))
    close(collections, on + timedelta(days=2))

    assert state(collections, promise) == ("kept", f"{on + timedelta(days=2)}")
    assert record(collections, loan)["broken_promises"] == 0


def test_a_promise_is_broken_when_its_day_is_over_and_the_gate_hears_of_it(collections: Running) -> None:
    """S3: a broken promise is a warning."""
    loan, case, promise, on = a_promise(collections)
    repay(collections, loan, "59.99", on)
    close(collections, on + timedelta(days=2))
    assert state(collections, promise) == ("open", None)
    close(collections, on + timedelta(days=3))
    seen = collections.staff("ls-manager-1").see(f"/v1/cases/{case['id']}")
    tasks = collections.staff("ls-manager-1").see("/v1/tasks", case_id=case["id"])["items"]

    assert state(collections, promise) == ("broken", f"{on + timedelta(days=3)}")
    assert "BROKEN_PROMISE" in [why["code"] for why in seen["why"]]
    assert "promise_broken" in [task["kind"] for task in tasks]
    assert record(collections, loan)["broken_promises"] == 1


def test_money_paid_before_the_promise_or_after_its_day_does_not_keep_it(collections: Running) -> None:
    today = a_later_date(collections)
    loan = a_loan((today - timedelta(days=1), "100.00"), (FAR, "100.00"))
    booked = book(collections, loan)
    close(collections, today)
    (case,) = cases_of(collections, booked)
    on = today + timedelta(days=1)
    repay(collections, loan, "60.00", on)
    body = {"amount": "40.00", "due_on": f"{on}"}
    promise = collections.staff("ls-manager-1").do(f"/v1/cases/{case['id']}/promises", body)
    close(collections, on)
    repay(collections, loan, "40.00", on + timedelta(days=1))
    close(collections, on + timedelta(days=1))

    assert state(collections, promise) == ("broken", f"{on}")


def test_a_repayment_that_comes_late_or_goes_back_has_it_judged_again(collections: Running) -> None:
    loan, _, promise, on = a_promise(collections, days=1)
    close(collections, on + timedelta(days=1))
    assert state(collections, promise)[0] == "broken"
    paid = repay(collections, loan, "60.00", on + timedelta(days=1))
    close(collections, on + timedelta(days=2))
    assert state(collections, promise) == ("kept", f"{on + timedelta(days=2)}")
    reverse(collections, paid)
    close(collections, on + timedelta(days=3))

    assert state(collections, promise) == ("broken", f"{on + timedelta(days=3)}")
    assert record(collections, loan)["broken_promises"] == 1


def test_one_promise_at_a_time_within_the_policys_reach(collections: Running) -> None:
    _, case, promise, on = a_promise(collections)
    manager, path = collections.staff("ls-manager-1"), f"/v1/cases/{case['id']}/promises"
    second = manager.do(path, {"amount": "1.00", "due_on": f"{on}"}, expect=409)
    close(collections, on + timedelta(days=3))
    far = manager.do(path, {"amount": "1.00", "due_on": f"{on + timedelta(days=99)}"}, expect=422)
    past = manager.do(path, {"amount": "1.00", "due_on": f"{on}"}, expect=422)

    assert (second["code"], far["code"], past["code"]) == ("PROMISE_OPEN",) + ("PROMISE_OUT_OF_REACH",) * 2
    assert [each["id"] for each in manager.see(path)["items"]] == [promise["id"]]


def test_arrears_of_the_first_year_stand_in_the_record(collections: Running) -> None:
    """C4, S3."""
    today = a_later_date(collections)
    young = a_loan((today - timedelta(days=1), "1.00"), disbursed_on=f"{today - timedelta(days=200)}")
    old = a_loan((today - timedelta(days=1), "1.00"), disbursed_on=f"{today - timedelta(days=500)}")
    for loan in (young, old):
        book(collections, loan)
    close(collections, today)

    assert [record(collections, loan)["first_year_arrears"] for loan in (young, old)] == [True, False]
