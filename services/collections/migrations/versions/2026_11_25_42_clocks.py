"""Clocks of limitation and guarantees, and demand letters with their receipts (domain C10)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_42"
down_revision = "2026_11_25_41"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0042_clocks.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    before = (_SQL / "0040_working.sql").read_text()
    ends = before[
        before.index("CREATE FUNCTION end_with_cases") : before.index("-- Close the open cases of these loans")
    ]
    script(
        "DROP TRIGGER clocks_follow_the_loan ON loan;"
        "DROP FUNCTION warn_of_clocks, keep_clocks, clocks_follow_the_loan, end_with_cases, next_warning;"
        "DELETE FROM task WHERE kind = 'clock';"
        "DROP TABLE demand_letter, clock;"
        "DROP SEQUENCE demand_letter_no;"
        "DROP FUNCTION demand_letter_stays;"
        "ALTER TABLE collection_case DROP COLUMN clock_check"
    )
    script(
        f"{ends}REVOKE ALL ON FUNCTION end_with_cases FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION end_with_cases TO {runtime_role()}"
    )
