"""The ledger with its one writer, supervised accounts, receipts (domain E3, E5)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_24_04"
down_revision = "2026_11_24_03"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    for name in ("0004_ledger.sql", "0004_receipts.sql"):
        script((_SQL / name).read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP FUNCTION record_receipts;"
        "DROP FUNCTION post;"
        "DROP TABLE receipt, account, ledger_hold, ledger_entry, ledger_transfer, ledger_account;"
        "DROP FUNCTION entries_sum_to_zero();"
    )
