"""Who is answerable for a loan by date, and transfers from one person to another (domain G3)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_50"
down_revision = "2026_11_25_43"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0050_responsibilities.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    """What core banking reports last counts again; who held a loan in between is forgotten."""
    script(
        "DROP TRIGGER responsibility_is_kept ON loan;"
        "DROP FUNCTION responsibility_is_kept, holder_on, first_arrears;"
        "DROP TABLE responsibility, responsibility_transfer_loan, responsibility_transfer;"
        "ALTER TABLE loan DROP COLUMN approved_by, DROP COLUMN reported_manager;"
    )
    script(
        "DELETE FROM loan_event WHERE kind IN ('transferred', 'file_handed_over', 'file_received', 'review_opened',"
        " 'review_observed', 'review_relapsed', 'brought_back', 'review_due', 'reviewed', 'watched', 'watch_ended',"
        " 'disposal_planned', 'disposal_approved', 'disposal_result', 'disposal_ended', 'lesson_learned');"
        "DO $$ DECLARE before text := (SELECT obj_description(c.oid, 'pg_constraint') FROM pg_constraint c"
        "  WHERE c.conrelid = 'loan_event'::regclass AND c.conname = 'loan_event_kind_check');"
        " BEGIN ALTER TABLE loan_event DROP CONSTRAINT loan_event_kind_check;"
        " EXECUTE 'ALTER TABLE loan_event ADD CONSTRAINT loan_event_kind_check ' || split_part(before, E'\\x1f', 1);"
        " IF split_part(before, E'\\x1f', 2) <> '' THEN"
        "  EXECUTE format('COMMENT ON CONSTRAINT loan_event_kind_check ON loan_event IS %L',"
        "   split_part(before, E'\\x1f', 2));"
        " END IF; END $$"
    )
