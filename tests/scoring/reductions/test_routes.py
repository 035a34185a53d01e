"""Exposure reductions over HTTP (domain S2)."""

from datetime import datetime, timedelta
from typing import Any

from chassis.clock import SHANGHAI
from tests.scoring.conftest import CLEAN, Gate
from tests.support.building import reference, today

AT = "/v1/exposure-reductions"


def plan(**changes: Any) -> dict[str, Any]:
    due = {"due_on": f"{today() + timedelta(days=90)}"}
    return {"target_exposure": "500000.00", "measures": "monthly repayments of 50,000"} | due | changes


def above(gate: Gate, customer: str) -> Any:
    """The reduction of a customer who owes 600,000 elsewhere, and applied."""
    report = gate.report(customer, CLEAN, balance="600000.00")
    body = {"customer_ref": customer, "product": "consumption", "amount": "1.00", "bureau_report_id": report["id"]}
    check = gate.service.staff("sz-manager-1").do("/v1/credit-checks", body)
    assert check["exposure_cap"] == "500000.00"
    (made,) = gate.service.staff("sz-risk").see(AT, customer_ref=customer)["items"]
    return made


def test_who_applies_and_is_above_their_cap_is_listed_once(gate: Gate) -> None:
    customer = reference("C")
    made = above(gate, customer)

    assert (made["state"], made["exposure"], made["exposure_cap"]) == ("listed", "600000.00", "500000.00")
    assert above(gate, customer)["id"] == made["id"]


def test_a_plan_leads_down_to_the_cap_by_a_day_to_come(gate: Gate) -> None:
    made = above(gate, reference("C"))
    at = f"{AT}/{made['id']}/plan"
    manager = gate.service.staff("sz-manager-1")
    problem = manager.do(at, plan(target_exposure="500000.01", due_on=f"{today()}"), expect=422)
    planned = manager.do(at, plan())

    assert {fault["pointer"] for fault in problem["errors"]} == {"/target_exposure", "/due_on"}
    assert (planned["state"], planned["target_exposure"], planned["planned_by"]) == (
        "planned", "500000.00", "sz-manager-1",
    )  # fmt: skip
    assert planned["is_overdue"] is False

    gate.service.clock.fixed = datetime.combine(today() + timedelta(days=91), datetime.min.time(), SHANGHAI)
    assert manager.see(f"{AT}/{made['id']}")["is_overdue"] is True


def test_looks_measure_anew_and_the_one_within_the_cap_completes_it(gate: Gate) -> None:
    customer = reference("C")
    made = above(gate, customer)
    manager = gate.service.staff("sz-manager-1")
    manager.do(f"{AT}/{made['id']}/plan", plan())
    at = f"{AT}/{made['id']}/reviews"
    states = []
    for balance in ("550000.00", "500000.00"):
        report = gate.report(customer, CLEAN, balance=balance)
        states.append(manager.do(at, {"bureau_report_id": report["id"], "note": balance}))

    assert [each["state"] for each in states] == ["planned", "completed"]
    assert [(each["exposure"], each["by"]) for each in states[1]["reviews"]] == [
        ("550000.00", "sz-manager-1"), ("500000.00", "sz-manager-1"),
    ]  # fmt: skip
    assert manager.do(at, {"bureau_report_id": report["id"]}, expect=409)["code"] == "INVALID_STATE"


def test_a_customer_is_measured_without_an_application(gate: Gate) -> None:
    """S2: customers already above theirs are listed."""
    customer = reference("C")
    manager = gate.service.staff("sz-manager-1")
    low = {"customer_ref": customer, "bureau_report_id": gate.report(customer, CLEAN)["id"]}
    assert manager.do(AT, low, expect=422)["code"] == "NOT_ABOVE_CAP"

    gate.collections.says[customer] = {"outstanding": {"secured": "0.00", "unsecured": "450000.01"}}
    made = manager.do(AT, low)

    assert (made["state"], made["exposure"]) == ("listed", "500000.01")
    assert manager.do(AT, low, expect=409)["code"] == "REDUCTION_EXISTS"


def test_nobody_is_measured_without_our_own_record(gate: Gate) -> None:
    """S7."""
    customer = reference("C")
    report = gate.report(customer, CLEAN, balance="600000.00")
    gate.collections.hangs = True
    body = {"customer_ref": customer, "bureau_report_id": report["id"]}

    assert gate.service.staff("sz-manager-1").do(AT, body, expect=503)["retryable"] is True
