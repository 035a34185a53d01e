"""The rates of a date, counted with less work (domain C5)."""

from pathlib import Path

from chassis.migrations import script

revision = "2026_11_25_57"
down_revision = "2026_11_25_56"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0057_rates.sql").read_text())


def downgrade() -> None:
    before = (_SQL / "0041_curve.sql").read_text()
    start = before.index("CREATE FUNCTION freeze_rates")
    body = before[start + len("CREATE FUNCTION") : before.index("END $$;", start)]
    script(f"CREATE OR REPLACE FUNCTION{body}END $$")
