"""Mortgages and provident-fund loans as they are reported, through the running service (domain E5, E8)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.building import reference, supervised_project, today
from tests.support.running import Running
from tests.support.selling import report_fund_loan, report_mortgage


def test_a_loan_is_reported_again_as_it_stands_by_its_reference_or_as_the_units_only_one(escrow: Running) -> None:
    """E5; contract, section 1: it is updated, with status 200."""
    house = supervised_project(escrow)
    loan_no = reference("LN")
    first = report_mortgage(house, "1-101", external_ref=loan_no, expect=201)
    second = report_mortgage(house, "1-101", external_ref=loan_no, outstanding="650000.00", expect=200)
    other = report_mortgage(house, "1-102", external_ref=loan_no, expect=409)
    only = report_mortgage(house, "1-103", expect=201)
    again = report_mortgage(house, "1-103", outstanding="1.00", expect=200)

    assert (second["id"], second["outstanding"], second["version"]) == (first["id"], "650000.00", 2)
    assert other["code"] == "LOAN_OF_ANOTHER_UNIT"
    assert (again["id"], again["external_ref"]) == (only["id"], None)
    manager = house.staff("manager-1")
    assert manager.see(f"{house.at}/mortgages", unit_no="1-103")["items"] == [again]
    assert manager.see(f"/v1/mortgages/{first['id']}") == second


def test_news_of_an_earlier_day_does_not_change_how_it_stands(escrow: Running) -> None:
    """E8: it counts for that day's month end alone."""
    house = supervised_project(escrow)
    drawn_on, earlier = f"{today() - timedelta(days=90)}", f"{today() - timedelta(days=60)}"
    report_mortgage(house, "1-101", drawn_on=drawn_on, outstanding="600000.00")
    late = report_mortgage(house, "1-101", drawn_on=drawn_on, outstanding="690000.00", as_of=earlier)

    assert (late["outstanding"], late["as_of"]) == ("600000.00", f"{today()}")
    due = house.staff("manager-1").see(f"{house.at}/guarantee-deposit")
    assert (due["outstanding"], due["last_due"]["outstanding"]) == ("600000.00", "690000.00")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outstanding": "700000.01"}, "OUTSTANDING_ABOVE_AMOUNT"),
        ({"drawn_on": None, "outstanding": "1.00"}, "OWED_BEFORE_DRAWN"),
        ({"drawn_on": "2999-01-01"}, "DATE_IN_THE_FUTURE"),
        ({"mortgage_registered_on": "2999-01-01"}, "DATE_IN_THE_FUTURE"),
    ],
    ids=["more owed", "owed before", "drawn ahead", "registered ahead"],
)
def test_what_cannot_be_so_is_refused(escrow: Running, changes: dict[str, Any], code: str) -> None:
    """E5, E8."""
    house = supervised_project(escrow)
    answer = report_mortgage(house, "1-101", expect=422, **changes)

    assert answer["errors"][0]["code"] == code


def test_the_funds_loans_are_apart_from_our_mortgages(escrow: Running) -> None:
    """E5: and no deposit is owed for them (E8)."""
    house = supervised_project(escrow)
    loan = report_fund_loan(house, "1-101", "200000.00")
    manager = house.staff("manager-1")

    assert manager.see(f"/v1/provident-fund-approvals/{loan['id']}") == loan
    assert manager.see(f"/v1/mortgages/{loan['id']}", expect=404)["code"] == "NOT_FOUND"
    assert manager.see(f"{house.at}/mortgages")["items"] == []
    assert manager.see(f"{house.at}/guarantee-deposit")["required"] == "0.00"
