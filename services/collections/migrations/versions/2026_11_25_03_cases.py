"""Collection cases (domain C1, C3)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_03"
down_revision = "2026_11_25_02"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0003_cases.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP TRIGGER case_follows_the_loan ON loan;"
        "DROP FUNCTION cure_cases(bigint[], date, date, timestamptz, text);"
        "DROP TABLE collection_case;"
        "DROP FUNCTION case_follows_the_loan();"
        "DROP FUNCTION case_moves_forward()"
    )
