"""1 + X: what fits with a loan, and what it brought (domain T4)."""

from datetime import date
from decimal import Decimal
from runpy import run_path
from typing import Any

import pytest

from chassis.errors import BadInput
from chassis.migrations import ROOT
from services.customer.cross_sell.rules import days_of, fitting, per_loan, require_booked
from services.customer.cross_sell.schemas import CatalogueRules

PLANTED = run_path(str(ROOT / "services/customer/migrations/versions/2026_11_25_04_cross_sell.py"))
CATALOGUE = CatalogueRules.model_validate(PLANTED["DEFAULT"]).catalogue("2026-01")


def products(loan: str, tier: str | None = "general", held: Any = (), company: bool = False) -> set[str]:
    return {each.product for each in fitting(CATALOGUE, loan, tier, held, [], company=company)}


def test_what_fits_follows_from_loan_tier_company_and_what_is_held() -> None:
    """T4."""
    assert products("housing") == {"internet_banking", "u_shield", "credit_card", "home_insurance"}
    assert "pos_terminal" in products("operating")
    assert "wealth_gold_account" in products("housing", tier="high_end")
    assert {"payroll", "sme_loan"} <= products("operating", company=True)
    assert "u_shield" not in products("car", held=["u_shield"])
    assert products("housing", tier=None) == products("housing")


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("2026-01", date(2026, 1, 1), date(2026, 2, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_is_a_month_a_quarter_or_a_year(period: str, first: date, after: date) -> None:
    assert days_of(period) == (first, after)


@pytest.mark.parametrize(
    "period", ["", "2026-13", "2026-00", "2026-Q5", "26-01", "2026-1", "2026-01-01", "9999", "٢٠٢٦"]
)
def test_anything_else_is_no_period(period: str) -> None:
    with pytest.raises(BadInput):
        days_of(period)


def test_the_average_x_is_rounded_half_up_and_nothing_without_loans() -> None:
    """T4."""
    assert per_loan(1, 3) == Decimal("0.33")
    assert per_loan(5, 2) == Decimal("2.50")
    assert per_loan(1, 8) == Decimal("0.13")
    assert per_loan(0, 0) == Decimal("0.00")


def test_a_loan_is_booked_on_a_day_that_has_come() -> None:
    require_booked(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(BadInput):
        require_booked(date(2026, 1, 2), date(2026, 1, 1))
