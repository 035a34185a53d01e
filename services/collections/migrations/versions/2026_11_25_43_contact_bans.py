"""Persons whom nobody may contact (domain C7)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_43"
down_revision = "2026_11_25_42"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0043_contact_bans.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script("DROP FUNCTION barred_persons; DROP TABLE contact_ban")
