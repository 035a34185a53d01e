"""The house: keys, journal, chain, policies, scope; queues and imports."""

from chassis.migrations import chassis_sql, script

revision = "2026_11_24_01"
down_revision = None


def upgrade() -> None:
    script(chassis_sql("0001_house.sql"))
    script(chassis_sql("0002_jobs.sql"))
    script(chassis_sql("0003_imports.sql"))


def downgrade() -> None:
    script(
        "DROP TABLE import_rejection, import_line, import;"
        "DROP TABLE pgqueuer, pgqueuer_log, pgqueuer_schedules, pgqueuer_statistics;"
        "DROP FUNCTION fn_pgqueuer_changed();"
        "DROP TYPE pgqueuer_status;"
        "DROP TABLE policy, audit_chain, audit_record, idempotency_key;"
        "DROP FUNCTION policy_is_only_ever_activated();"
        "DROP PROCEDURE protect_by_node(regclass);"
        "DROP FUNCTION in_scope(text, text)"
    )
