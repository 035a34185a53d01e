"""What a close writes down of loans and cases is not checked against them row by row (decision 0018)."""

from chassis.migrations import script

revision = "2026_11_25_59"
down_revision = "2026_11_25_58"

# Each of these rows is written from the row that it names, and nobody can delete that one.
_CHECKS = (
    ("loan_event", "loan_event_loan_no_fkey", "loan_no", "loan (no)"),
    ("class_change", "class_change_loan_no_fkey", "loan_no", "loan (no)"),
    ("task", "task_loan_no_fkey", "loan_no", "loan (no)"),
    ("task", "task_case_id_fkey", "case_id", "collection_case (id)"),
    ("clock", "clock_loan_no_fkey", "loan_no", "loan (no)"),
)


def upgrade() -> None:
    script("; ".join(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _, _ in _CHECKS))


def downgrade() -> None:
    script(
        "; ".join(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {referenced}"
            for table, name, column, referenced in _CHECKS
        )
    )
