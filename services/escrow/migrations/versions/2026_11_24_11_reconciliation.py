"""Alerts and the monthly reconciliation, with its default figures (domain E2, E5)."""

from pathlib import Path

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_24_11"
down_revision = "2026_11_24_10"

POLICY_ID = "01992000-0000-7000-8000-000000000011"
SQL = Path(__file__).resolve().parent.parent / "sql" / "0011_reconciliation.sql"

# Source: contract, section 3: a finding opens an alert at once; + the rest is this house's own reading of E2 and E5.
DEFAULT = {
    "finding_grace_days": 0,
    "misdirected_days": 5,
    "leakage_days": 60,
    "signed_within_days": 10,
}


def upgrade() -> None:
    script(SQL.read_text().replace("{runtime_role}", runtime_role()))
    script(seed_sql(POLICY_ID, "reconciliation_figures", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(
        f"DELETE FROM policy WHERE id = '{POLICY_ID}';"
        "DROP FUNCTION reconcile_units;"
        "DROP TABLE reconciliation_unit, reconciliation, alert"
    )
