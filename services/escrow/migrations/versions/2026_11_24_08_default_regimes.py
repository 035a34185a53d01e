"""The default regimes: what blocks a payment, and how old the news from the site may be (domain E7, E4)."""

from typing import Any

from chassis.migrations import script
from chassis.policies import seed_sql

revision = "2026_11_24_08"
down_revision = "2026_11_24_07"

POLICY_ID = "01992000-0000-7000-8000-000000000001"


def _regime(*warn_only: str) -> dict[str, Any]:
    """Source: contract, section 3: reports agree within 5 points and 31 days, and count for 31 days."""
    return {
        "warn_only": list(warn_only),
        "reports_agree_points": "5.00",
        "reports_agree_days": 31,
        "report_age_days": 31,
    }


DEFAULT = {
    "standard": _regime("RECEIPTS_IDENTIFIED"),
    "enhanced": _regime(),
    "light": _regime("RECEIPTS_IDENTIFIED", "PROGRESS_RECENT"),
}


def upgrade() -> None:
    script(seed_sql(POLICY_ID, "regimes", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
