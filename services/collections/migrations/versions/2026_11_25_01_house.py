"""The house: keys, journal, chain, policies, scope; the queues of jobs, and imports."""

from chassis.migrations import chassis_sql, script

revision = "2026_11_25_01"
down_revision = None


def upgrade() -> None:
    for name in ("0001_house.sql", "0002_jobs.sql", "0003_imports.sql"):
        script(chassis_sql(name))


def downgrade() -> None:
    script(
        "DROP TABLE import_rejection, import_line, import;"
        "DROP TABLE pgqueuer_statistics, pgqueuer_schedules, pgqueuer_log, pgqueuer;"
        "DROP FUNCTION fn_pgqueuer_changed();"
        "DROP TYPE pgqueuer_status;"
        "DROP TABLE policy, audit_chain, audit_record, idempotency_key;"
        "DROP FUNCTION policy_is_only_ever_activated();"
        "DROP PROCEDURE protect_by_node(regclass);"
        "DROP FUNCTION in_scope(text, text)"
    )
