"""Queues and imports, for applications that come as a file."""

from chassis.migrations import chassis_sql, script

revision = "2026_11_25_01"
down_revision = "2026_11_24_05"


def upgrade() -> None:
    script(chassis_sql("0002_jobs.sql"))
    script(chassis_sql("0003_imports.sql"))


def downgrade() -> None:
    script(
        "DROP TABLE import_rejection, import_line, import;"
        "DROP TABLE pgqueuer, pgqueuer_log, pgqueuer_schedules, pgqueuer_statistics;"
        "DROP FUNCTION fn_pgqueuer_changed();"
        "DROP TYPE pgqueuer_status"
    )
