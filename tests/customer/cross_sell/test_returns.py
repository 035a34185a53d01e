"""A returned loan counts for nobody from then on; what was frozen before stays (domain T4, T6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.customer.cross_sell.test_months import KEPT
from tests.customer.cross_sell.test_routes import a_loan, book, results
from tests.customer.making import a_customer
from tests.support.building import today
from tests.support.running import Running
from tests.support.sql import superuser

BACK = {"returned_on": "2025-10-09", "reason": "客户撤销"}


def give_back(service: Running, loan: dict[str, Any], expect: int = 200, **changes: Any) -> Any:
    at = f"/v1/loan-bookings/{loan['id']}/return"
    return service.staff("core-banking").do(at, BACK | changes, expect=expect)


def rank(service: Running) -> Any:
    return service.staff("head").do("/v1/rankings", {"period": "2025-Q3", "subject": "account_manager"}, expect=201)


def test_a_returned_loan_counts_no_more_and_a_frozen_ranking_stays(fresh_service: Running) -> None:
    """T6: returned after the quarter and its ranking; only a ranking taken anew is without it."""
    customer = a_customer(fresh_service)
    kept = book(fresh_service, customer, amount="100000.00", booked_on="2025-08-01", product="housing")
    loan = book(fresh_service, customer, amount="700000.00", booked_on="2025-09-30", product="car")
    other = book(fresh_service, customer, amount="300000.00", booked_on="2025-07-01", account_manager="ls-manager-2")
    before = rank(fresh_service)
    done = give_back(fresh_service, loan)
    after = rank(fresh_service)
    manager = fresh_service.staff("ls-manager-1")

    assert (done["state"], done["returned_on"], done["return_reason"]) == ("returned", "2025-10-09", "客户撤销")
    assert [(one["key"], one["loans"], one["new_lending"]) for one in before["entries"]] == [
        ("ls-manager-1", 2, "800000.00"),
        ("ls-manager-2", 1, "300000.00"),
    ]
    assert [(one["key"], one["loans"], one["new_lending"]) for one in after["entries"]] == [
        ("ls-manager-2", 1, "300000.00"),
        ("ls-manager-1", 1, "100000.00"),
    ]
    assert manager.see(f"/v1/rankings/{before['id']}") == before
    for one in (before, after):
        found = fresh_service.staff("auditor").see(f"/v1/rankings/{one['id']}/recomputation")
        assert (found["digest_agrees"], found["places_agree"]) == (True, True)
    (mine, _) = results(fresh_service, scope="account_manager", period="2025-Q3")
    assert (mine["loans"], mine["products_offered"]) == (1, len(kept["offers"]))
    assert {one["id"]: one["state"] for one in manager.see("/v1/loan-bookings")["items"]} == {
        kept["id"]: "booked",
        loan["id"]: "returned",
        other["id"]: "booked",
    }


def test_a_return_counts_once_however_often_and_side_by_side_it_is_reported(fresh_service: Running) -> None:
    customer = a_customer(fresh_service)
    loan, _ = (
        book(fresh_service, customer, booked_on="2025-09-30"),
        book(fresh_service, customer, booked_on="2025-09-01"),
    )
    bank = fresh_service.staff("core-banking")
    with ThreadPoolExecutor(4) as threads:
        at = f"/v1/loan-bookings/{loan['id']}/return"
        answers = list(threads.map(lambda _: bank.post(at, BACK).status_code, range(4)))
    with superuser(fresh_service.database) as sql:
        months = [(row["loans"], row["amount"]) for row in sql.rows(KEPT)]
        journal = sql.value("SELECT count(*) FROM audit_record WHERE action = 'loan_booking.return'")

    assert answers == [200] * 4
    assert months == [(1, 80_000_000)]
    assert journal == 1
    assert give_back(fresh_service, loan, reason="又一次", expect=409)["code"] == "INVALID_STATE"
    assert bank.do("/v1/loan-bookings", a_loan(customer, **repeated(loan)), expect=200)["state"] == "returned"


def repeated(loan: dict[str, Any]) -> dict[str, Any]:
    return {name: loan[name] for name in ("external_ref", "booked_on", "amount", "product")}


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"returned_on": "2025-09-29"}, "BEFORE_BOOKING", "/returned_on"),
        ({"returned_on": f"{today() + timedelta(days=1)}"}, "DATE_IN_THE_FUTURE", "/returned_on"),
        ({"reason": "打 13800138000"}, "PERSONAL_DATA_IN_TEXT", "/reason"),
    ],
)
def test_a_return_on_no_day_it_could_be_is_refused(
    service: Running, changes: dict[str, str], code: str, pointer: str
) -> None:
    loan = book(service, a_customer(service), booked_on="2025-09-30")
    problem = give_back(service, loan, expect=422, **changes)

    assert [(one["code"], one["pointer"]) for one in problem["errors"]] == [(code, pointer)]
    assert service.staff("ls-manager-1").see(f"/v1/loan-bookings/{loan['id']}")["state"] == "booked"
    service.staff("ls-branch-head").do(f"/v1/loan-bookings/{loan['id']}/return", BACK, expect=403)
