"""Managers' results of a month, frozen (domain G3, to T6)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_56"
down_revision = "2026_11_25_55"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0056_manager_results.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP FUNCTION freeze_manager_results;"
        "DROP TABLE manager_result;"
        "DROP INDEX collection_case_opened_on_idx, collection_case_closed_on_idx, task_done_idx, promise_judged_on_idx,"
        " accountability_review_opened_on_idx, accountability_review_moved_on_idx"
    )
