"""Trainings and campaigns, planned, held, and their results beside those not reached (domain T11)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import BadInput
from services.customer.outreach.rules import Lent, group, require_held, require_planned, require_there, windows
from tests.customer.making import a_customer
from tests.support.building import reference, today
from tests.support.running import Running


def planned(service: Running, kind: str, by: str = "ls-personal", **changes: Any) -> Any:
    body = {"title": "汽车贷款培训", "product": "car", "planned_on": f"{today()}"} | changes
    return service.staff(by).do(f"/v1/{kind}s", body, expect=201)


def lend(service: Running, manager: str, outlet: str, on: date, amount: str, product: str = "car") -> None:
    customer = a_customer(service, outlet=outlet)
    body = {
        "external_ref": reference("B"),
        "customer_id": customer["id"],
        "product": product,
        "amount": amount,
        "booked_on": f"{on}",
        "account_manager": manager,
        "outlet": outlet,
        "sub_branch": "lanshan",
    }
    service.staff("core-banking").do("/v1/loan-bookings", body, expect=201)


def test_the_time_before_and_after_are_as_long_and_do_not_overlap() -> None:
    """T11."""
    assert windows(date(2026, 3, 1), 10) == (
        (date(2026, 2, 19), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 11)),
    )


def test_averages_include_those_without_a_loan() -> None:
    """T11."""
    found = group(
        ["a", "b", "c"], {"a": Lent(1, Decimal("100.00"))}, {"b": Lent(2, Decimal("50.00")), "x": Lent(9, Decimal(9))}
    )

    assert (found.members, found.loans_before, found.loans_after) == (3, 1, 2)
    assert (found.average_before, found.average_after) == (Decimal("33.33"), Decimal("16.67"))
    assert group([], {}, {}).average_after == Decimal("0.00")


def test_days_and_names_have_to_make_sense() -> None:
    day = date(2026, 1, 31)
    require_planned(day, day)
    require_held(day, day)
    require_there(["a", "b"], {"a", "b"})
    with pytest.raises(BadInput):
        require_planned(day, date(2026, 2, 1))
    with pytest.raises(BadInput):
        require_held(day, date(2026, 1, 30))
    for reached in (["x"], ["a", "a"]):
        with pytest.raises(BadInput):
            require_there(reached, {"a"})


def test_a_training_s_results_stand_beside_those_of_the_others(fresh_service: Running) -> None:
    """T11: managers reached and not, before and after, of the product that it was about."""
    held_on = today() - timedelta(days=5)
    training = planned(fresh_service, "training")
    at = f"/v1/trainings/{training['id']}"
    early = fresh_service.staff("ls-manager-1").see(f"{at}/results", expect=409)
    lend(fresh_service, "ls-manager-1", "ls-1", held_on - timedelta(days=1), "100000.00")
    lend(fresh_service, "ls-manager-1", "ls-1", held_on, "300000.00")
    lend(fresh_service, "ls-manager-1", "ls-1", held_on, "999000.00", product="housing")
    lend(fresh_service, "ls-manager-2", "ls-2", held_on, "50000.00")
    body = {"held_on": f"{held_on}", "reached": ["ls-manager-1"]}
    held = fresh_service.staff("ls-personal").do(f"{at}/hold", body, expect=200)
    found = fresh_service.staff("ls-branch-head").see(f"{at}/results", days=5)
    longer = fresh_service.staff("ls-branch-head").see(f"{at}/results", days=30)

    assert early["code"] == "NOT_HELD_YET"
    assert (held["state"], held["reached"], held["allowed_actions"]) == ("held", ["ls-manager-1"], [])
    assert (found["reached_are"], found["complete"], longer["complete"]) == ("account_manager", True, False)
    assert found["reached"] == {
        "members": 1,
        "loans_before": 1,
        "loans_after": 1,
        "new_lending_before": "100000.00",
        "new_lending_after": "300000.00",
        "average_before": "100000.00",
        "average_after": "300000.00",
    }
    assert (found["not_reached"]["members"], found["not_reached"]["new_lending_after"]) == (1, "50000.00")
    fresh_service.staff("ls-personal").do(f"{at}/hold", body, expect=409)
    fresh_service.staff("sz-personal").see(f"{at}/results", expect=404)


def test_a_campaign_reaches_outlets_of_its_part_of_the_bank(service: Running) -> None:
    """T11."""
    campaign = planned(service, "campaign", title="新楼盘宣传", product="housing")
    at = f"/v1/campaigns/{campaign['id']}"
    elsewhere = {"held_on": f"{today()}", "reached": ["ls-1", "sz-1"]}
    problem = service.staff("ls-personal").do(f"{at}/hold", elsewhere, expect=422)
    service.staff("ls-personal").do(f"{at}/hold", elsewhere | {"reached": ["ls-1"]}, expect=200)
    found = service.staff("ls-personal").see(f"{at}/results")

    assert problem["errors"][0]["pointer"] == "/reached/1"
    assert (found["reached"]["members"], found["not_reached"]["members"]) == (1, 1)
    service.staff("ls-personal").see(f"/v1/trainings/{campaign['id']}", expect=404)


def test_head_office_plans_for_the_whole_bank(service: Running) -> None:
    training = planned(service, "training", "head")
    at = f"/v1/trainings/{training['id']}"
    reached = ["ls-manager-1", "sz-manager-1"]
    service.staff("head").do(f"{at}/hold", {"held_on": f"{today()}", "reached": reached}, expect=200)
    found = service.staff("head").see(f"{at}/results")

    assert (found["reached"]["members"], found["not_reached"]["members"]) == (2, 2)


def test_what_is_cancelled_is_not_held(service: Running) -> None:
    training = planned(service, "training")
    at = f"/v1/trainings/{training['id']}"
    personal = service.staff("ls-personal")
    ended = personal.do(f"{at}/cancel", {"reason": "讲师缺席"}, headers={"If-Match": '"1"'}, expect=200)

    assert (ended["state"], ended["cancelled_reason"]) == ("cancelled", "讲师缺席")
    personal.do(f"{at}/hold", {"held_on": f"{today()}", "reached": ["ls-manager-1"]}, expect=409)
