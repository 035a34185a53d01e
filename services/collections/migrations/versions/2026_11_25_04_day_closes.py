"""The daily close: one run per business date, in chunks (domain C9)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_04"
down_revision = "2026_11_25_03"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0004_day_closes.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP FUNCTION finish_close(date);"
        "DROP FUNCTION close_chunk;"
        "DROP FUNCTION begin_close(date, integer, text, text);"
        "DROP TABLE day_close_chunk, day_close;"
        "DROP FUNCTION day_close_stays();"
        "DROP FUNCTION uuid7()"
    )
