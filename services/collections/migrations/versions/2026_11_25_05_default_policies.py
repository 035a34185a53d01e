"""The default ladder of collection steps and the default buckets of arrears (domain C3; contract, section 4)."""

from typing import Any

from chassis.migrations import script
from chassis.policies import seed_sql

revision = "2026_11_25_05"
down_revision = "2026_11_25_04"

LADDER_ID = "01992000-0000-7000-8000-000000000011"
BUCKETS_ID = "01992000-0000-7000-8000-000000000012"


def _step(stage: str, from_day: int, days_to_act: int, escalates_to: str) -> dict[str, Any]:
    return {"stage": stage, "from_day": from_day, "days_to_act": days_to_act, "escalates_to": escalates_to}


# Source: contract, section 4, for the days at which a step starts. A party has been reached before the next step
# starts; a visit has ten days and a lawsuit thirty.
LADDER = {
    "steps": [
        _step("borrower", 1, 2, "outlet_manager"),
        _step("guarantor", 3, 3, "outlet_manager"),
        _step("guarantor_family", 6, 4, "outlet_manager"),
        _step("site_visit", 10, 10, "branch_head"),
        _step("legal", 90, 30, "city_branch"),
    ]
}
BUCKETS = {"upper_days": [30, 60, 90, 180, 270, 360]}


def upgrade() -> None:
    script(seed_sql(LADDER_ID, "ladder", "2026-01", "2000-01-01", LADDER))
    script(seed_sql(BUCKETS_ID, "buckets", "2026-01", "2000-01-01", BUCKETS))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id IN ('{LADDER_ID}', '{BUCKETS_ID}')")
