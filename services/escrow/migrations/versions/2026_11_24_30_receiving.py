"""Receipts that share a commit, and the bounds of an account (domain E3, E5)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_24_30"
down_revision = "2026_11_24_08"

_SQL = Path(__file__).resolve().parent.parent / "sql"
_RECORDED_BEFORE = "CREATE FUNCTION record_receipts("


def upgrade() -> None:
    script((_SQL / "0030_receive.sql").read_text().replace("{runtime_role}", runtime_role()))
    script("ALTER FUNCTION post SET plan_cache_mode = force_generic_plan")


def downgrade() -> None:
    before = (_SQL / "0004_receipts.sql").read_text()
    script(
        "ALTER FUNCTION post RESET plan_cache_mode;"
        "DROP FUNCTION record_receipts;"
        "DROP FUNCTION receive;"
        "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_total_within_bounds"
    )
    script(before[before.index(_RECORDED_BEFORE) :].replace("{runtime_role}", runtime_role()))
