"""Loans with their instalments, repayments and history; how far the book is closed (domain C1, C3, C9)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_02"
down_revision = "2026_11_25_01"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    for name in ("0002_loans.sql", "0002_repayments.sql"):
        script((_SQL / name).read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP FUNCTION arrears_by_bucket(bigint[], date, integer[]);"
        "DROP FUNCTION allocate_repayments(bigint[]);"
        "DROP TABLE repayment_reversal, repayment, loan_event, instalment, loan_people, loan, book;"
        "DROP FUNCTION instalment_that_counts_is_fixed();"
        "DROP FUNCTION instalments_add_up();"
        "DROP FUNCTION book_moves_forward();"
        "DROP FUNCTION yuan(bigint)"
    )
