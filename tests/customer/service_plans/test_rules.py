"""The service that a tier brings (domain T3)."""

from collections import Counter
from datetime import date
from runpy import run_path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import BadInput
from chassis.migrations import ROOT
from services.customer.service_plans.rules import bundle, first_due, next_due, require_day, shared_out
from services.customer.service_plans.schemas import ServiceRules

PLANTED = run_path(str(ROOT / "services/customer/migrations/versions/2026_11_25_03_service_plans.py"))
PLAN = ServiceRules.model_validate(PLANTED["DEFAULT"]).plan("2026-01")


def products(tier: str, held: Any = (), needs: Any = (), company: bool = False) -> set[str]:
    return {item.product for item in bundle(PLAN, tier, held, needs, company=company)}


def test_the_high_end_bundle_is_that_of_the_source() -> None:
    """T3: the gold account, internet banking and the U-shield; for the own company advice and SME loans."""
    alone = products("high_end")

    assert {"wealth_gold_account", "internet_banking", "u_shield"} <= alone
    assert not alone & {"investment_banking_advice", "sme_loan"}
    assert {"investment_banking_advice", "sme_loan"} <= products("high_end", company=True)


def test_what_is_held_already_is_not_offered_and_a_need_brings_its_product() -> None:
    """T3: by tier and need."""
    assert "u_shield" not in products("high_end", held=["u_shield"])
    assert "revolving_credit" not in products("high_end")
    assert "revolving_credit" in products("potential_high_end", needs=["operating"])
    assert products("general") == {"debit_card"}


def test_every_reason_is_there_in_both_languages() -> None:
    assert all(item.reason.en and item.reason.zh and item.reason.en != item.reason.zh for item in PLAN.items)


def test_customers_go_to_whoever_has_the_fewest_and_of_equals_to_the_first_by_name() -> None:
    """T3."""
    assert shared_out(list("abcd"), {"m2": 0, "m1": 1}) == [("a", "m2"), ("b", "m1"), ("c", "m2"), ("d", "m1")]
    assert shared_out(["a"], {}) == [("a", None)]


@given(st.integers(0, 60), st.dictionaries(st.sampled_from(["m1", "m2", "m3", "m4"]), st.integers(0, 20), min_size=1))
def test_nobody_gets_a_customer_while_another_has_fewer(customers: int, load: dict[str, int]) -> None:
    """T3: however many come at once, who got one had no more than anybody else before."""
    after = Counter(load)
    for _, manager in shared_out(list(range(customers)), load):
        assert manager is not None
        assert after[manager] == min(after[each] for each in load)
        after[manager] += 1

    assert sum(after.values()) == sum(load.values()) + customers


def test_visits_are_due_by_the_policy_from_the_beginning_and_from_each_visit() -> None:
    """T3."""
    assert first_due(PLAN, date(2026, 1, 1)) == date(2026, 1, 31)
    assert next_due(PLAN, date(2026, 1, 20)) == date(2026, 4, 20)
    require_day("/visited_on", date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(BadInput):
        require_day("/visited_on", date(2026, 1, 2), date(2026, 1, 1))
