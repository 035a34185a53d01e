"""Suspensions of sub-branches (domain G5), and the figures of accountability (G1, G4, G5)."""

from pathlib import Path

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_25_51"
down_revision = "2026_11_25_50"

_SQL = Path(__file__).resolve().parent.parent / "sql"
ACCOUNTABILITY_ID = "01992000-0000-7000-8000-000000000051"

# Sources: domain G5 (3 % of the balance, at least 10 loans) and G4 (90 days); G1 says "within a set time". A branch
# that was just let off or reinstated gets a month before the close proposes it again.
ACCOUNTABILITY = {
    "suspension": {"bad_share": "0.0300", "loans_min": 10, "quiet_days": 30},
    "reviews": {"exemption_days": 90},
    "files": {"days": 10, "taken_on_after_days": 90},
}


def upgrade() -> None:
    script((_SQL / "0051_suspensions.sql").read_text().replace("{runtime_role}", runtime_role()))
    script(seed_sql(ACCOUNTABILITY_ID, "accountability", "2026-01", "2000-01-01", ACCOUNTABILITY))


def downgrade() -> None:
    script(
        f"DELETE FROM policy WHERE id = '{ACCOUNTABILITY_ID}';"
        "DROP TRIGGER branch_balance_follows ON loan;"
        "DROP TRIGGER branch_balance_follows_booking ON loan;"
        "DROP FUNCTION propose_suspensions, branch_books, draw_up_balances, branch_balance_follows, is_bad,"
        " is_on_the_books;"
        "ALTER TABLE branch_suspension DROP CONSTRAINT branch_suspension_report_id_fkey;"
        "DROP TABLE rectification_report, branch_suspension, branch_balance_change, branch_balance"
    )
