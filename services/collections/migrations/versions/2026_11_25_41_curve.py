"""The curve: who settled, who owes, day by day, and what it obliges somebody to do (domain C5)."""

from pathlib import Path

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_25_41"
down_revision = "2026_11_25_40"

_SQL = Path(__file__).resolve().parent.parent / "sql"
BENCHMARKS_ID = "01992000-0000-7000-8000-000000000043"

_LOST = {"status": "out_of_control", "rate": "0.2000", "inclusive": True}
_MEASURES = {"status": "measures", "rate": "0.1000", "inclusive": True}


def _watch(rate: str) -> dict[str, object]:
    return {"status": "watch", "rate": rate, "inclusive": False}


# Sources: domain C5 for the figures of the curve; contract, section 4, for what decides at which checkpoint.
BENCHMARKS = {
    "settlement_day": 20,
    "middle_day": 26,
    "settlement": [_watch("0.0500"), _MEASURES, _LOST],
    "day_26": [_watch("0.0300"), _MEASURES, _LOST],
    "month_end": [_watch("0.0100"), {"status": "inspection", "rate": "0.0300", "inclusive": False}, _LOST],
    "sure_from_customers": 1000,
    "too_few_below_customers": 10,
    "actions": {
        "plan": {"owner": "branch_head", "days": 3},
        "inspection": {"owner": "personal_dept", "days": 10},
        "city_review": {"owner": "city_branch", "days": 2},
    },
}


def upgrade() -> None:
    script((_SQL / "0041_curve.sql").read_text().replace("{runtime_role}", runtime_role()))
    script(seed_sql(BENCHMARKS_ID, "benchmarks", "2026-01", "2000-01-01", BENCHMARKS))


def downgrade() -> None:
    script(
        f"DELETE FROM policy WHERE id = '{BENCHMARKS_ID}';"
        "DROP FUNCTION open_alerts, status_order, freeze_rates, wilson, count_settled, settle_loans;"
        "DELETE FROM task WHERE kind = 'alert_action';"
        "DROP TABLE alert_action, arrears_alert, arrears_rate, settled_count, settled_loans;"
        "DROP FUNCTION alert_action_stays, alert_closes_with_its_actions"
    )
