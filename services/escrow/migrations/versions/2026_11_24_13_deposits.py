"""The guarantee deposit, with its default figures (domain E8)."""

from pathlib import Path

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_24_13"
down_revision = "2026_11_24_12"

POLICY_ID = "01992000-0000-7000-8000-000000000013"
SQL = Path(__file__).resolve().parent.parent / "sql" / "0013_deposits.sql"

# Source: E8: due 5 working days after the month's end; drawn on when a borrower misses 3 instalments.
DEFAULT = {"due_working_days": 5, "claim_missed_instalments": 3}


def upgrade() -> None:
    script(SQL.read_text().replace("{runtime_role}", runtime_role()))
    script(seed_sql(POLICY_ID, "deposits", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(
        f"DELETE FROM policy WHERE id = '{POLICY_ID}';"
        "DROP FUNCTION post_deposit;"
        "DROP TABLE deposit_claim, deposit_movement, deposit_statement, deposit;"
        "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_kind_check;"
        "ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_kind_check CHECK (kind IN "
        "('receive', 'pay', 'return'));"
        "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_check, DROP CONSTRAINT ledger_account_kind_check;"
        "ALTER TABLE ledger_account "
        "ADD CONSTRAINT ledger_account_kind_check CHECK (kind IN ('supervised', 'clearing')), "
        "ADD CONSTRAINT ledger_account_check CHECK ((kind = 'supervised') = (clearing_id IS NOT NULL))"
    )
