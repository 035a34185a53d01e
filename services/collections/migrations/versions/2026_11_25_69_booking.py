"""Booking loans by the thousand (decision 0019)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_69"
down_revision = "2026_11_25_68"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0069_booking.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    before = (_SQL / "0002_loans.sql").read_text()
    start = before.index("CREATE FUNCTION instalments_add_up")
    body = before[start + len("CREATE FUNCTION") : before.index("END $$;", start)]
    script(
        "DROP TRIGGER instalment_stays ON instalment;"
        "DROP TRIGGER loan_stays ON loan;"
        "DROP FUNCTION loan_stays, book_loans;"
        f"CREATE OR REPLACE FUNCTION{body}END $$;"
        "ALTER TABLE instalment ADD FOREIGN KEY (loan_no) REFERENCES loan (no);"
        f"GRANT INSERT ON loan, loan_people, instalment TO {runtime_role()}"
    )
