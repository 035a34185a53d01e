"""The house: keys, journal, chain, policies, scope."""

from chassis.migrations import chassis_sql, script

revision = "2026_11_24_01"
down_revision = None


def upgrade() -> None:
    script(chassis_sql("0001_house.sql"))


def downgrade() -> None:
    script(
        "DROP TABLE policy, audit_chain, audit_record, idempotency_key;"
        "DROP FUNCTION policy_is_only_ever_activated();"
        "DROP PROCEDURE protect_by_node(regclass);"
        "DROP FUNCTION in_scope(text, text)"
    )
