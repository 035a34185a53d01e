"""Lessons of closed cases (domain G6)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_55"
down_revision = "2026_11_25_54"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0055_lessons.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script("DROP TABLE lesson_index, lesson; DROP FUNCTION lesson_of_a_closed_case")
