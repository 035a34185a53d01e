"""Risk classes with their history, what people say of them, amendments, and the recompute (domain C6, C8, C9, G2)."""

from pathlib import Path

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_25_06"
down_revision = "2026_11_25_05"

_SQL = Path(__file__).resolve().parent.parent / "sql"
CLASSES_ID = "01992000-0000-7000-8000-000000000013"

# Source: domain C6 (2023 order) for the days, the delay, the way back and the year of a restructured loan.
CLASSES = {
    "special_mention_from": 1,
    "substandard_from": 91,
    "doubtful_from": 271,
    "loss_from": 361,
    "technical_delay_days": 7,
    "observation_months": 6,
    "observation_periods": 2,
    "restructured_months": 12,
}


def upgrade() -> None:
    script(seed_sql(CLASSES_ID, "risk_classes", "2026-01", "2000-01-01", CLASSES))
    for name in ("0006_risk_classes.sql", "0006_close.sql"):
        script((_SQL / name).read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    """Without the history, what left the book or is watched falls back to what its days say at the next close."""
    script(
        "DROP FUNCTION finish_recomputation_chunk, recompute_amounts, recompute_scan, begin_recomputation, close_chunk,"
        " close_range, changed_since, judged_in, positions_at, begin_close, reschedule, restate_classes, settlements;"
        "DROP TABLE recomputation_difference, recomputation_chunk, recomputation;"
        "DROP FUNCTION recomputation_stays();"
        "DROP TABLE former_instalment, amendment, class_judgement, class_change;"
        "ALTER TABLE day_close DROP CONSTRAINT day_close_begun_with_classes, DROP COLUMN classes_version;"
        "DELETE FROM loan_event WHERE kind IN"
        " ('restated', 'judged', 'judgement_lifted', 'extended', 'restructured', 'written_off');"
        "ALTER TABLE loan_event DROP CONSTRAINT loan_event_kind_check;"
        "ALTER TABLE loan_event ADD CONSTRAINT loan_event_kind_check CHECK (kind IN"
        " ('booked', 'changed', 'repaid', 'reversed', 'aged', 'case_opened', 'case_cured'));"
        "DROP INDEX repayment_paid_on_idx, loan_watched_idx, loan_restate_idx;"
        "UPDATE loan SET aged_class = 'normal' WHERE aged_class IN ('paid_off', 'written_off');"
        "ALTER TABLE loan DROP COLUMN observed_until, DROP COLUMN restate, DROP COLUMN schedule_no,"
        " DROP COLUMN schedule_from;"
        "ALTER TABLE loan DROP CONSTRAINT loan_aged_class_check;"
        "ALTER TABLE loan ADD CONSTRAINT loan_aged_class_check CHECK (aged_class IN"
        " ('normal', 'special_mention', 'substandard', 'doubtful', 'loss'))"
    )
    before = (_SQL / "0004_day_closes.sql").read_text()
    functions = before[before.index("-- Begin the close") : before.index("-- The close of a date is done")]
    script(
        f"{functions}REVOKE ALL ON FUNCTION begin_close, close_chunk FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION begin_close, close_chunk TO {runtime_role()}"
    )
    script(f"DELETE FROM policy WHERE id = '{CLASSES_ID}'")
