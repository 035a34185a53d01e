"""Each loan brings offers, each answer counts (domain T4)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.customer.making import a_customer, operating, put_facts
from tests.support.building import reference, today
from tests.support.running import Running

MONTH = f"{today():%Y-%m}"


def a_loan(customer: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "external_ref": reference("B"),
        "customer_id": customer["id"],
        "product": "operating",
        "amount": "800000.00",
        "booked_on": f"{today()}",
        "account_manager": "ls-manager-1",
        "outlet": "ls-1",
        "sub_branch": "lanshan",
    } | changes


def book(service: Running, customer: dict[str, Any], expect: int = 201, **changes: Any) -> Any:
    return service.staff("core-banking").do("/v1/loan-bookings", a_loan(customer, **changes), expect=expect)


def results(service: Running, name: str = "head", **filters: Any) -> Any:
    return service.staff(name).see("/v1/cross-sell-results", **({"period": MONTH} | filters))["items"]


def test_a_loan_puts_what_fits_before_the_customer_with_the_reason_to_say(service: Running) -> None:
    customer = a_customer(service, company={"name": "鲁南木业"})
    put_facts(service, customer, loans=[operating("800000.00")], products_held=["u_shield"])
    booked = book(service, customer)
    offers = service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/offers")["items"]

    assert {one["product"] for one in booked["offers"]} == {one["product"] for one in offers}
    assert {"wealth_gold_account", "sme_loan", "payroll", "pos_terminal"} <= {one["product"] for one in offers}
    assert "u_shield" not in {one["product"] for one in offers}
    assert all(one["reason"] and one["state"] == "offered" and one["policy_version"] == "2026-01" for one in offers)
    assert {tuple(one["allowed_actions"]) for one in offers} == {("respond",)}


def test_a_second_loan_does_not_repeat_what_is_before_the_customer_but_what_was_declined(service: Running) -> None:
    customer = a_customer(service)
    first = book(service, customer, product="car")
    manager = service.staff("ls-manager-1")
    declined, accepted = first["offers"][0], first["offers"][1]
    manager.do(f"/v1/offers/{declined['id']}/respond", {"response": "declined"})
    manager.do(f"/v1/offers/{accepted['id']}/respond", {"response": "accepted"})
    second = book(service, customer, product="car")

    assert [one["product"] for one in second["offers"]] == [declined["product"]]


def test_the_same_loan_counts_once_also_when_it_is_reported_side_by_side(service: Running) -> None:
    customer = a_customer(service)
    body = a_loan(customer)
    bank = service.staff("core-banking")
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: bank.post("/v1/loan-bookings", body), range(4)))

    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert len({one.json()["id"] for one in answers}) == 1
    assert bank.do("/v1/loan-bookings", body | {"amount": "1.00"}, expect=409)["code"] == "DUPLICATE_REF"


def test_results_are_by_manager_outlet_sub_branch_and_period(fresh_service: Running) -> None:
    """T4: the average X and the added contribution."""
    customer, other = a_customer(fresh_service), a_customer(fresh_service, outlet="ls-2")
    first = book(fresh_service, customer, product="housing")
    book(fresh_service, other, product="housing", account_manager="ls-manager-2", outlet="ls-2")
    book(fresh_service, other, product="housing", booked_on="2024-01-31")
    taken = next(one for one in first["offers"] if one["product"] == "home_insurance")
    fresh_service.staff("ls-manager-1").do(f"/v1/offers/{taken['id']}/respond", {"response": "accepted"})
    (mine,) = results(fresh_service, scope="account_manager", key="ls-manager-1")
    (branch,) = results(fresh_service, scope="sub_branch")
    outlets = results(fresh_service, scope="outlet")

    assert mine == {
        "scope": "account_manager",
        "key": "ls-manager-1",
        "period": MONTH,
        "loans": 1,
        "products_offered": 4,
        "products_taken_up": 1,
        "products_per_loan": "1.00",
        "added_contribution": "300.00",
    }
    assert (branch["key"], branch["loans"], branch["products_offered"]) == ("lanshan", 2, 8)
    assert (branch["products_per_loan"], branch["added_contribution"]) == ("0.50", "300.00")
    assert [one["key"] for one in outlets] == ["ls-1", "ls-2"]
    assert results(fresh_service, "sz-manager-1", scope="sub_branch") == []
    assert results(fresh_service, scope="sub_branch", period="2024-Q1")[0]["loans"] == 1
    problem = fresh_service.staff("head").see("/v1/cross-sell-results", scope="outlet", period="soon", expect=422)
    assert problem["errors"][0]["pointer"] == "/period"


def test_an_answer_is_given_once_and_in_the_own_branch(service: Running) -> None:
    offer = book(service, a_customer(service))["offers"][0]
    at = f"/v1/offers/{offer['id']}/respond"
    service.staff("sz-manager-1").do(at, {"response": "accepted"}, expect=404)
    done = service.staff("ls-manager-1").do(at, {"response": "accepted"})

    assert (done["state"], done["responded_by"], done["allowed_actions"]) == ("accepted", "ls-manager-1", [])
    assert service.staff("ls-manager-1").do(at, {"response": "declined"}, expect=409)["code"] == "INVALID_STATE"


def test_a_loan_of_nobody_or_nowhere_is_refused_by_name(service: Running) -> None:
    customer = a_customer(service)
    nobody = book(service, {"id": "01992000-0000-7000-8000-00000000dead"}, expect=422)
    nowhere = book(service, customer, expect=422, outlet="sz-1")

    assert nobody["errors"][0]["code"] == "UNKNOWN_CUSTOMER"
    assert nowhere["errors"][0]["code"] == "UNKNOWN_NODE"
