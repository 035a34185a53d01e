"""Loan files handed to the archive (domain G1)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_53"
down_revision = "2026_11_25_52"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0053_file_handovers.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP TRIGGER file_is_due ON loan;"
        "DROP TRIGGER file_follows_the_loan ON loan;"
        "DROP FUNCTION file_is_due, file_follows_the_loan;"
        "DROP TABLE file_handover"
    )
