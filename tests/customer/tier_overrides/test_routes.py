"""Overrides: with a reason, by two people, until a day (domain T9, O3)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.db import Database
from services.customer.service_plans.actions import follow
from services.customer.tier_overrides.actions import ending
from tests.customer.making import a_customer, put_facts
from tests.support.building import person, today
from tests.support.running import Running


def proposed(service: Running, customer: dict[str, Any], days: int = 30, expect: int = 201, **changes: Any) -> Any:
    body = {"tier": "high_end", "reason": "family of a key account", "ends_on": f"{today() + timedelta(days=days)}"}
    path = f"/v1/customers/{customer['id']}/tier-overrides"
    return service.staff("ls-manager-1").do(path, body | changes, expect=expect)


def tier(service: Running, customer: dict[str, Any]) -> Any:
    return service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/tier")


def end_what_is_over(service: Running, days: int) -> None:
    """Run the timed job as it would run after so many days."""

    async def run() -> None:
        database = Database(service.settings)
        try:
            while await ending(follow)(database, service.clock() + timedelta(days=days)):
                pass
        finally:
            await database.close()

    asyncio.run(run())


def test_an_override_counts_once_another_person_has_approved_it(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer)
    arrears = [str(uuid4())]
    made = proposed(service, customer, correlation_ids=arrears)
    assert tier(service, customer)["tier"] == "general"
    done = service.staff("ls-branch-head").do(f"/v1/tier-overrides/{made['id']}/approve")
    seen = tier(service, customer)

    assert (made["state"], done["state"], done["decided_by"]) == ("proposed", "active", "ls-branch-head")
    assert (seen["tier"], seen["override_id"]) == ("high_end", made["id"])
    assert made["correlation_ids"] == seen["correlation_ids"] == arrears
    assert [reason["code"] for reason in seen["reasons"]] == ["OVERRIDDEN"]
    assert "family of a key account" in seen["reasons"][0]["detail"]
    plan = service.staff("ls-manager-1").see(f"/v1/customers/{customer['id']}/service-plan")
    assert plan["dedicated_manager"]
    assert proposed(service, customer, expect=409)["code"] == "TIER_OVERRIDE_OPEN"


def test_the_maker_never_approves_whatever_roles_they_have(service: Running) -> None:
    """O3."""
    customer = a_customer(service)
    put_facts(service, customer)
    both = person(service, "account_manager", "branch_head")
    body = {"tier": "high_end", "reason": "because I say so", "ends_on": f"{today()}"}
    made = both.do(f"/v1/customers/{customer['id']}/tier-overrides", body, expect=201)

    assert both.do(f"/v1/tier-overrides/{made['id']}/approve", expect=403)["code"] == "MAKER_IS_CHECKER"
    assert made["allowed_actions"] == []


def test_it_falls_back_the_day_after_its_last_to_what_the_facts_say_by_then(service: Running) -> None:
    """T9: facts that came meanwhile were tiered all along, and count now."""
    customer = a_customer(service)
    put_facts(service, customer)
    made = proposed(service, customer, days=5)
    service.staff("ls-branch-head").do(f"/v1/tier-overrides/{made['id']}/approve")
    put_facts(service, customer, deposits="250000.00")
    assert tier(service, customer)["tier"] == "high_end"
    end_what_is_over(service, 5)
    assert tier(service, customer)["tier"] == "high_end"
    end_what_is_over(service, 6)
    seen, at = tier(service, customer), f"/v1/customers/{customer['id']}"

    assert (seen["tier"], seen["override_id"]) == ("potential_high_end", None)
    history = service.staff("ls-manager-1").see(f"{at}/tier-history")["items"]
    assert [(one["tier"], one["override_id"] is not None) for one in history] == [
        ("potential_high_end", False),
        ("high_end", True),
        ("high_end", True),
        ("general", False),
    ]
    assert service.staff("ls-manager-1").see(f"/v1/tier-overrides/{made['id']}")["state"] == "ended"
    assert service.staff("ls-manager-1").see(f"{at}/high-end-file")["state"] == "ended"


def test_what_nobody_approved_in_time_lapses(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer)
    made = proposed(service, customer, days=0)
    end_what_is_over(service, 1)

    assert service.staff("ls-manager-1").see(f"/v1/tier-overrides/{made['id']}")["state"] == "lapsed"
    assert tier(service, customer)["tier"] == "general"


def test_a_rejected_one_changes_nothing_and_another_may_follow(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer)
    made = proposed(service, customer)
    done = service.staff("ls-personal").do(f"/v1/tier-overrides/{made['id']}/reject")

    assert done["state"] == "rejected"
    assert tier(service, customer)["tier"] == "general"
    assert service.staff("ls-branch-head").do(f"/v1/tier-overrides/{made['id']}/approve", expect=409)
    assert proposed(service, customer)["state"] == "proposed"


@pytest.mark.parametrize(
    ("days", "changes", "code"),
    [
        (-1, {}, "END_IS_PAST"),
        (400, {}, "END_TOO_FAR"),
        (1, {"reason": "ask 13812345678"}, "PERSONAL_DATA_IN_REASON"),
    ],
)
def test_an_override_without_a_sound_end_or_reason_is_refused(
    service: Running, days: int, changes: dict[str, Any], code: str
) -> None:
    customer = a_customer(service)
    put_facts(service, customer)
    problem = proposed(service, customer, days=days, expect=422, **changes)

    assert [fault["code"] for fault in problem["errors"]] == [code]


def test_it_is_approved_on_what_was_read(service: Running) -> None:
    customer = a_customer(service)
    put_facts(service, customer)
    at = f"/v1/tier-overrides/{proposed(service, customer)['id']}/approve"
    keyed = {"Idempotency-Key": "approve-blindly"}

    assert service.staff("ls-branch-head").send("POST", at, json={}, headers=keyed).status_code == 428
    assert service.staff("sz-branch-head").do(at, expect=404)
