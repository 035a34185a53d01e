"""The monthly reconciliation through the running service (domain E2, E5)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from services.escrow.jobs import JOBS
from tests.support.building import approved_plan, ask, receive, supervised_project, today, unmet
from tests.support.running import Running
from tests.support.selling import file_sale, found_units, reconcile, report_fund_loan, report_mortgage
from tests.support.sql import wait_for
from tests.support.working import working


def test_short_missing_unfiled_and_over_proceeds_are_found_by_unit(escrow: Running) -> None:
    """E5."""
    house = supervised_project(escrow)
    for unit, price in (("1-101", "1000000.00"), ("1-102", "900000.00"), ("1-103", "800000.00"), ("1-105", "10.00")):
        file_sale(house, unit, price)
    receive(house, "300000.00", "1-101", "down_payment")
    receive(house, "700000.00", "1-101", "mortgage")
    receive(house, "200000.00", "1-102", "down_payment")
    receive(house, "100000.00", "1-104", "down_payment")
    receive(house, "20.00", "1-105", "down_payment")
    receive(house, "40.00", None, "mortgage")
    found = reconcile(house)

    assert found_units(found) == {
        "1-101": ("matched", "0.00"),
        "1-102": ("short", "-700000.00"),
        "1-103": ("missing", "-800000.00"),
        "1-104": ("unfiled", "100000.00"),
        "1-105": ("over", "10.00"),
    }
    assert (found["expected"], found["received"], found["suspense"]) == ("2700010.00", "1300020.00", "40.00")
    assert found["units"][-1]["unit_no"] == "1-101", "findings come first"
    assert (found["progress_status"], found["progress_percent"]) == ("confirmed", "50.00")
    assert found == house.staff("manager-2").see(f"/v1/reconciliations/{found['id']}") | {
        "allowed_actions": found["allowed_actions"]
    }
    listed = house.staff("manager-1").see(f"/v1/reconciliations/{found['id']}/units", status="short")
    assert [unit["unit_no"] for unit in listed["items"]] == ["1-102"]


def test_loans_take_the_place_of_what_the_filing_expected(escrow: Running) -> None:
    """E5; contract, section 3."""
    house = supervised_project(escrow)
    file_sale(house, "1-101", mortgage="500000.00", provident_fund="200000.00")
    report_mortgage(house, "1-101", "450000.00")
    report_fund_loan(house, "1-101", "150000.00")
    found = reconcile(house)

    assert found["units"][0]["expected"] == "900000.00"


def test_a_cancelled_sale_leaves_its_money_over_until_it_has_gone_back(escrow: Running) -> None:
    """E5."""
    house = supervised_project(escrow)
    filing = file_sale(house, "1-101")
    receive(house, "300000.00", "1-101", "down_payment")
    house.staff("manager-1").do(f"/v1/sale-filings/{filing['id']}/cancel", {"reason": "withdrew"})
    found = reconcile(house)

    assert found_units(found) == {"1-101": ("over", "300000.00")}


def test_proceeds_that_came_another_way_are_misdirected_with_the_evidence(escrow: Running) -> None:
    """E5: a loan drawn a week ago did not arrive; another unit's money came as the developer's own."""
    house = supervised_project(escrow)
    long_ago = f"{today() - timedelta(days=8)}"
    file_sale(house, "1-101", filed_on=long_ago)
    report_mortgage(house, "1-101", drawn_on=long_ago)
    receive(house, "300000.00", "1-101", "down_payment")
    file_sale(house, "1-102")
    receive(house, "1000000.00", "1-102", "developer_funds")
    file_sale(house, "1-103")
    report_mortgage(house, "1-103")
    found = {unit["unit_no"]: unit for unit in reconcile(house)["units"]}

    assert (found["1-101"]["status"], found["1-101"]["age_days"]) == ("misdirected", 8)
    assert found["1-101"]["evidence"] == ["MORTGAGE_DRAWN_NOT_RECEIVED"]
    assert found["1-102"]["evidence"] == ["CAME_AS_OTHER_FUNDS"]
    assert found["1-103"]["status"] == "missing", "a loan drawn today may take some days to arrive"


def test_the_capture_rate_counts_our_mortgages_and_leakage_opens_an_alert(escrow: Running) -> None:
    """E2: one mortgage of ours, one whose money came from another lender, one that is young."""
    house = supervised_project(escrow)
    for unit in ("1-101", "1-102", "1-103"):
        file_sale(house, unit)
    report_mortgage(house, "1-101")
    receive(house, "700000.00", "1-102", "mortgage")
    found = reconcile(house)
    alerts = house.staff("manager-1").see("/v1/alerts", project_id=house.project["id"], kind="MORTGAGES_LEAKING")

    assert (found["sales_with_mortgage"], found["mortgages_ours"], found["mortgages_leaked"]) == (3, 1, 1)
    assert found["capture_rate"] == "0.3333"
    assert [alert["details"]["units"] for alert in alerts["items"]] == [1]


def test_findings_open_an_alert_that_is_acknowledged_and_lifted_once_cured(escrow: Running) -> None:
    """E5."""
    house = supervised_project(escrow)
    file_sale(house, "1-101", mortgage="0.00", down_payment="1000000.00")
    reconcile(house)
    manager, project = house.staff("manager-1"), house.project["id"]
    (alert,) = manager.see("/v1/alerts", project_id=project, state="open")["items"]
    seen = manager.do(f"/v1/alerts/{alert['id']}/acknowledge", {"comment": "asked the developer"})
    manager.do(f"/v1/alerts/{alert['id']}/acknowledge", expect=409)
    receive(house, "1000000.00", "1-101", "down_payment")
    reconcile(house)

    assert (alert["kind"], alert["details"]) == (
        "PROCEEDS_MISSING",
        {"units": 1, "difference": "-1000000.00", "oldest_days": 0},
    )
    assert (seen["state"], seen["comment"]) == ("acknowledged", "asked the developer")
    assert manager.see(f"/v1/alerts/{alert['id']}")["state"] == "lifted"


def test_it_is_signed_once_both_departments_have_signed_and_never_changed(escrow: Running) -> None:
    """E5, O3."""
    house = supervised_project(escrow)
    first = reconcile(house)
    second = reconcile(house)
    at = f"/v1/reconciliations/{second['id']}"
    house.staff("corporate").do(f"/v1/reconciliations/{first['id']}/sign", expect=409)
    half = house.staff("corporate").do(f"{at}/sign")
    house.staff("corporate").do(f"{at}/sign", expect=409)
    whole = house.staff("personal").do(f"{at}/sign")
    third = reconcile(house)

    assert house.staff("manager-1").see(f"/v1/reconciliations/{first['id']}")["state"] == "superseded"
    assert (half["state"], half["signed_by"]) == ("open", {"corporate": "ls-corporate", "personal": None})
    assert (whole["state"], whole["allowed_actions"]) == ("signed", [])
    assert house.staff("manager-1").see(at)["state"] == "signed"
    assert third["state"] == "open"


def test_two_departments_signing_at_once_end_in_one_signed_reconciliation(escrow: Running) -> None:
    """E5: the second has seen what the first has not changed yet, so it looks again, and both names stand."""
    house = supervised_project(escrow)
    made = reconcile(house)
    at = f"/v1/reconciliations/{made['id']}"

    def sign(department: str) -> int:
        person = house.staff(department)
        statuses = [person.post(f"{at}/sign").status_code for _ in range(2)]
        return min(statuses)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(sign, ["corporate", "personal"]))
    after = house.staff("manager-1").see(at)

    assert found == [200, 200]
    assert after["state"] == "signed"
    assert after["signed_by"] == {"corporate": "ls-corporate", "personal": "ls-personal"}


def test_a_month_that_has_not_begun_is_refused(escrow: Running) -> None:
    """E5."""
    house = supervised_project(escrow)

    assert reconcile(house, "2999-01", expect=422)["code"] == "MONTH_NOT_BEGUN"


def test_a_finding_warns_in_standard_blocks_in_enhanced_and_lifts_as_soon_as_it_is_cured(escrow: Running) -> None:
    """E5, E7: a payment need not wait for the next reconciliation."""
    told = {}
    for regime in ("standard", "enhanced"):
        house = supervised_project(escrow, regime=regime)
        receive(house, "9000000.00")
        payable = approved_plan(house, "500000.00")
        file_sale(house, "1-101")
        reconcile(house)
        answer = ask(house, *payable, "1000.00", expect=422 if regime == "enhanced" else 201)
        (told[regime],) = [check for check in answer["checks"] if check["code"] == "PROCEEDS_RECONCILED"]
    receive(house, "1000000.00", "1-101", "down_payment")
    ask(house, *payable, "1000.00")
    manager, project = house.staff("manager-1"), house.project["id"]

    def lifted() -> bool:
        return bool(manager.see("/v1/alerts", project_id=project, state="lifted")["items"])

    with working(escrow, jobs=[job for job in JOBS if job.name == "lift-cured-findings"]):
        wait_for(lifted, "the alert to be lifted", 30)

    assert {regime: (check["passed"], check["blocking"]) for regime, check in told.items()} == {
        "standard": (False, False),
        "enhanced": (False, True),
    }


def test_a_month_that_is_due_and_not_signed_stops_payments_until_it_is(escrow: Running) -> None:
    """E5, E7: what was sold 75 days ago must have been reconciled and signed by now."""
    house = supervised_project(escrow, regime="enhanced")
    receive(house, "9000000.00")
    payable = approved_plan(house, "500000.00")
    sold_on = f"{today() - timedelta(days=75)}"
    file_sale(house, "1-101", filed_on=sold_on)
    receive(house, "1000000.00", "1-101", "down_payment", value_date=sold_on)
    refused = ask(house, *payable, "1000.00", expect=422)
    made = reconcile(house)
    for department in ("corporate", "personal"):
        house.staff(department).do(f"/v1/reconciliations/{made['id']}/sign")
    ask(house, *payable, "1000.00")

    assert unmet(refused) == {"PROCEEDS_RECONCILED"}
