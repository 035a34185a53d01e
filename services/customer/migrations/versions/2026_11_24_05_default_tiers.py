"""The default tier policy (domain T1, T2).

From the source: a single operating loan of 500,000 yuan or more is the main way to `high_end` (T2). From the contract,
section 6: `potential_high_end` by an operating loan from 300,000 or deposits from 200,000. The other ways to `high_end`
stand for the other groups of facts that T1 names, at figures for the bank's staff to set: contribution by deposits or
by the month, loyalty by years and products, the personal economic situation by income, and the kind of financing need.
"""

from typing import Any

from chassis.migrations import script
from chassis.policies import seed_sql

revision = "2026_11_24_05"
down_revision = "2026_11_24_04"

POLICY_ID = "01992000-0000-7000-8000-000000000101"


def _way(tier: str, code: str, need: str | None = None, **at_least: Any) -> dict[str, Any]:
    return {"tier": tier, "code": code, "need": need, "at_least": at_least}


DEFAULT = {
    "operating_products": ["operating"],
    "ways": [
        _way("high_end", "OPERATING_LOAN", operating_loan="500000.00"),
        _way("high_end", "DEPOSITS", deposits="1000000.00"),
        _way("high_end", "CONTRIBUTION", monthly_contribution="5000.00"),
        _way("high_end", "LOYALTY", years_with_bank=10, products_held=5, deposits="500000.00"),
        _way("high_end", "INCOME", annual_income="1000000.00"),
        _way("high_end", "FINANCING_NEED", "operating", annual_income="500000.00"),
        _way("potential_high_end", "OPERATING_LOAN", operating_loan="300000.00"),
        _way("potential_high_end", "DEPOSITS", deposits="200000.00"),
    ],
}


def upgrade() -> None:
    script(seed_sql(POLICY_ID, "tiers", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
