"""A close looks at what is due, and follows it up range by range (domain C9, decision 0018)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_58"
down_revision = "2026_11_25_57"

_SQL = Path(__file__).resolve().parent.parent / "sql"
# What is put back as it was, each with the script that made it.
_BEFORE = (
    ("begin_close", "0006_close.sql"),
    ("begin_recomputation", "0006_close.sql"),
    ("positions_at", "0006_close.sql"),
    ("close_range", "0006_close.sql"),
    ("close_chunk", "0006_close.sql"),
    ("recompute_scan", "0006_close.sql"),
    ("restate_classes", "0006_risk_classes.sql"),
    ("end_pauses", "0040_working.sql"),
    ("judge_promises", "0040_working.sql"),
    ("tell_late_steps", "0040_working.sql"),
    ("work_cases", "0040_climbing.sql"),
    ("list_maturing", "0040_climbing.sql"),
    ("keep_clocks", "0042_clocks.sql"),
    ("warn_of_clocks", "0042_clocks.sql"),
)
_OPEN_TO_ALL = ("positions_at", "recompute_scan")


def upgrade() -> None:
    for name in ("0058_close.sql", "0058_working.sql", "0058_climbing.sql"):
        script((_SQL / name).read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    """What was counted of a range goes to its close."""
    names = [name for name, _ in _BEFORE]
    guarded = ", ".join(name for name in names if name not in _OPEN_TO_ALL)
    script(
        "ALTER TABLE close_follow_up DISABLE TRIGGER close_follow_up_stays;"
        "INSERT INTO close_follow_up AS f (business_date, assigned, raised, late, sent_up, promises_kept,"
        " promises_broken, maturing)"
        " SELECT c.business_date, sum(c.assigned), sum(c.raised), sum(c.late), sum(c.sent_up), sum(c.promises_kept),"
        " sum(c.promises_broken), sum(c.maturing) FROM day_close_chunk c GROUP BY c.business_date"
        " ON CONFLICT (business_date) DO UPDATE SET assigned = f.assigned + excluded.assigned,"
        " raised = f.raised + excluded.raised, late = f.late + excluded.late, sent_up = f.sent_up + excluded.sent_up,"
        " promises_kept = f.promises_kept + excluded.promises_kept,"
        " promises_broken = f.promises_broken + excluded.promises_broken, maturing = f.maturing + excluded.maturing;"
        "ALTER TABLE close_follow_up ENABLE TRIGGER close_follow_up_stays;"
        f"DROP FUNCTION {', '.join(names)}, finish_close_chunk, next_look;"
        "DROP TRIGGER look_begins ON loan; DROP TRIGGER look_follows ON loan;"
        "DROP FUNCTION look_begins, look_follows, first_look;"
        "DROP TABLE loan_look;"
        "ALTER TABLE day_close_chunk DROP assigned, DROP raised, DROP late, DROP sent_up, DROP promises_kept,"
        " DROP promises_broken, DROP maturing;"
        "DROP INDEX collection_case_next_look_idx, collection_case_paused_until_idx, task_late_idx,"
        " clock_next_warning_idx, loan_rescheduled_idx;"
        "CREATE INDEX collection_case_next_look_idx ON collection_case (next_look_on)"
        " WHERE state = 'open' AND next_look_on IS NOT NULL;"
        "CREATE INDEX collection_case_paused_until_idx ON collection_case (paused_until)"
        " WHERE paused_until IS NOT NULL;"
        "CREATE INDEX task_late_idx ON task (due_at) WHERE state = 'open' AND late_on IS NULL;"
        "CREATE INDEX clock_next_warning_idx ON clock (next_warning_on)"
        " WHERE state = 'running' AND next_warning_on IS NOT NULL"
    )
    for name, source in _BEFORE:
        script(_function(name, (_SQL / source).read_text()))
    script((_SQL / "0057_rates.sql").read_text())
    script(f"REVOKE ALL ON FUNCTION {guarded} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {guarded} TO {runtime_role()}")


def _function(name: str, text: str) -> str:
    text = text[text.index(f"CREATE FUNCTION {name}(") :]
    start = text.index("$$") + 2
    return text[: text.index("$$", start) + 2]
