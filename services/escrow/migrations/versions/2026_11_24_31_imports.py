"""The queues of jobs, and imports."""

from chassis.migrations import chassis_sql, script

revision = "2026_11_24_31"
down_revision = "2026_11_24_30"


def upgrade() -> None:
    for name in ("0002_jobs.sql", "0003_imports.sql"):
        script(chassis_sql(name))


def downgrade() -> None:
    script(
        "DROP TABLE import_rejection, import_line, import;"
        "DROP TABLE pgqueuer_statistics, pgqueuer_schedules, pgqueuer_log, pgqueuer;"
        "DROP FUNCTION fn_pgqueuer_changed();"
        "DROP TYPE pgqueuer_status;"
    )
