"""The customer service's migrations go up, down and up again, and leave nothing behind."""

from alembic import command

from chassis.migrations import config
from tests.support.postgres import bare_database, discard
from tests.support.sql import Sql, connected

LEFT = """
SELECT 'relation ' || relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'S', 'v') AND relname <> 'alembic_version'
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
"""
UNPROTECTED = """
SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND NOT (relrowsecurity AND relforcerowsecurity)
"""
# Bank-wide by their nature, or staging that COPY must reach: each migration says why.
OPEN = {
    "alembic_version",
    "audit_chain",
    "idempotency_key",
    "import_line",
    "key_rotation",
    "policy",
    "research_round",
    "result_snapshot",
    "result_snapshot_entry",
    "tier_run",
    "tier_run_chunk",
}


def names(sql: Sql, query: str) -> set[str]:
    return {row["name"] for row in sql.rows(query)}


def test_migrations_go_up_down_and_up_again() -> None:
    database = bare_database("customer")
    found = config("customer", database.owner_url)
    with connected(database.owner_url) as sql:
        command.upgrade(found, "head")
        first = names(sql, LEFT)
        command.downgrade(found, "base")
        left = names(sql, LEFT)
        command.upgrade(found, "head")

        assert "relation customer" in first
        assert left == set()
        assert names(sql, LEFT) == first
        assert {name for name in names(sql, UNPROTECTED) if not name.startswith("pgqueuer")} == OPEN
    discard(database)
