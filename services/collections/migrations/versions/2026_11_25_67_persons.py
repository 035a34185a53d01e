"""A contact ban counts for the person, wherever they stand (domain C7)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_67"
down_revision = "2026_11_25_64"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0067_persons.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    before = (_SQL / "0043_contact_bans.sql").read_text()
    start = before.index("CREATE FUNCTION barred_persons") + len("CREATE FUNCTION")
    body = before[start : before.index("END $$;", start)]
    script(
        f"CREATE OR REPLACE FUNCTION{body}END $$;"
        "DROP TABLE barred_person, loan_person;"
        "ALTER TABLE loan_people DROP COLUMN persons_known"
    )
