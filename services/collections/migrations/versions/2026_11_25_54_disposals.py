"""Watching loans of special mention, disposing of bad ones (domain G2)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_54"
down_revision = "2026_11_25_53"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0054_disposals.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP FUNCTION disposal_sums; DROP INDEX loan_bad_idx; DROP TABLE disposal_result, disposal_plan, watch_action"
    )
