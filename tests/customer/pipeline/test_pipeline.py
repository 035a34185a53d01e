"""A project from land collateral to actual mortgages, and how it sells (domain T10)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import BadInput
from services.customer.pipeline.rules import LoanAmountNeeded, NotSelling, require_amount, require_report, share
from tests.support.building import reference, today
from tests.support.running import Running

PATH = "/v1/project-pipeline"
DAY = date(2026, 1, 31)


def a_project(service: Running, expect: int = 201, **changes: Any) -> Any:
    body = {
        "name": reference("Garden"),
        "developer": "鲁商置业",
        "relationship_manager": "ls-corporate",
        "outlet": "ls-1",
        "land_collateral": "30000000.00",
        "units": 200,
        "expected_mortgages": 120,
        "expected_mortgage_amount": "60000000.00",
        "sales_expected_on": f"{today() + timedelta(days=90)}",
    }
    return service.staff("ls-corporate").do(PATH, body | changes, expect=expect)


def move(service: Running, project: Any, verb: str, expect: int = 200, **more: Any) -> Any:
    body = {"move": verb} | more
    return service.staff("ls-corporate").do(f"{PATH}/{project['id']}/advance", body, expect=expect)


def sold(**changes: Any) -> dict[str, Any]:
    return {
        "as_of": f"{today()}",
        "units_sold": 90,
        "cash_returned": "10000000.00",
        "mortgages": 40,
        "mortgage_amount": "18000000.00",
    } | changes


def test_sales_are_reported_in_order_of_units_that_are_there_while_selling() -> None:
    """T10: cancelled purchases make fewer units of the same day or later."""
    require_report("selling", DAY, DAY, DAY, 0, 10)
    with pytest.raises(NotSelling):
        require_report("development_loan", DAY, None, DAY, 0, 10)
    for as_of, latest, units in ((DAY + timedelta(1), None, 1), (DAY, DAY + timedelta(1), 1), (DAY, None, 11)):
        with pytest.raises(BadInput):
            require_report("selling", as_of, latest, DAY, units, 10)


def test_a_loan_s_amount_comes_with_its_granting() -> None:
    require_amount("grant_loan", Decimal(1))
    require_amount("open_sales", None)
    for verb, amount in (("grant_loan", None), ("open_sales", Decimal(1))):
        with pytest.raises(LoanAmountNeeded):
            require_amount(verb, amount)


def test_shares_are_told_to_four_decimals() -> None:
    assert share(1, 3) == Decimal("0.3333")
    assert share(1, None) is None
    assert share(Decimal(1), Decimal(0)) is None


def test_a_project_is_followed_to_its_mortgages_and_told_to_its_manager(service: Running) -> None:
    """T10."""
    project = a_project(service)
    at = f"{PATH}/{project['id']}"
    early = service.staff("ls-personal").do(f"{at}/report-sales", sold(), expect=422)
    move(service, project, "open_sales", expect=409)
    move(service, project, "grant_loan", development_loan="20000000.00")
    move(service, project, "open_sales")
    service.staff("ls-outlet").do(
        f"{at}/report-sales", sold(as_of=f"{today() - timedelta(days=1)}", units_sold=10), expect=200
    )
    told = service.staff("ls-personal").do(f"{at}/report-sales", sold(), expect=200)
    mine = service.staff("ls-corporate").see(PATH, relationship_manager="ls-corporate", stage="selling")["items"]
    reports = service.staff("ls-corporate").see(f"{at}/sales")["items"]

    assert early["code"] == "PROJECT_NOT_SELLING"
    assert (told["sell_through"], told["cash_return"], told["mortgage_fulfilment"]) == ("0.4500", "0.5000", "0.3000")
    assert project["id"] in [one["id"] for one in mine]
    assert [one["units_sold"] for one in reports] == [90, 10]
    older = service.staff("ls-personal").do(f"{at}/report-sales", sold(as_of="2025-01-01", units_sold=201), expect=422)
    assert {one["pointer"] for one in older["errors"]} == {"/as_of", "/units_sold"}
    done = move(service, project, "complete")
    assert (done["stage"], done["allowed_actions"]) == ("completed", [])


def test_a_project_is_its_own_sub_branch_s_and_entered_once(service: Running) -> None:
    """O1."""
    project = a_project(service)
    a_project(service, expect=409, name=project["name"])
    nobody = a_project(service, expect=422, relationship_manager="sz-corporate")
    nowhere = a_project(service, expect=422, outlet="sz-1")

    assert nobody["errors"][0]["pointer"] == "/relationship_manager"
    assert nowhere["errors"][0]["pointer"] == "/outlet"
    service.staff("sz-corporate").see(f"{PATH}/{project['id']}", expect=404)
    service.staff("ls-personal").do(f"{PATH}/{project['id']}/advance", {"move": "drop"}, expect=403)


def test_two_moves_at_once_are_one(service: Running) -> None:
    project, corporate = a_project(service), service.staff("ls-corporate")
    with ThreadPoolExecutor(4) as threads:
        path, body = f"{PATH}/{project['id']}/advance", {"move": "grant_loan", "development_loan": "1.00"}
        answers = list(threads.map(lambda _: corporate.post(path, body).status_code, range(4)))

    assert sorted(answers) == [200, 409, 409, 409]
