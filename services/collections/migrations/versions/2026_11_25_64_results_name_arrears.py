"""Managers' results name the arrears that count against the manager (domain G3, to T6): the newest, fifty at most."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_64"
down_revision = "2026_11_25_60"

SQL = Path(__file__).parents[1] / "sql" / "0056_manager_results.sql"
NAMES = "frozen_on, frozen_at, sub_branch, outlet)\n    SELECT uuid7()"
VALUES = "           p_date, p_at, f.sub_branch,\n"
# Those that were opened in the month or are open on its last day. Relies on collection_case_assignee_id_idx.
ARREARS = """           ARRAY(SELECT c.id FROM collection_case c
                  WHERE c.assignee = f.who AND c.sub_branch = f.sub_branch AND c.stage <> 'reminder'
                    AND (c.state = 'open' OR c.opened_on BETWEEN v_first AND p_date)
                  ORDER BY c.id DESC LIMIT 50),
"""


def _freezing() -> str:
    whole = SQL.read_text()
    begins, ends = whole.index("CREATE FUNCTION freeze_manager_results"), whole.index("REVOKE ALL")
    return whole[begins:ends].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def upgrade() -> None:
    script("ALTER TABLE manager_result ADD COLUMN correlation_ids uuid[] NOT NULL DEFAULT '{}'")
    named = _freezing().replace(NAMES, f"correlation_ids, {NAMES}").replace(VALUES, ARREARS + VALUES)
    script(named)
    script(f"GRANT SELECT ON manager_result TO {runtime_role()}")


def downgrade() -> None:
    script(_freezing())
    script("ALTER TABLE manager_result DROP COLUMN correlation_ids")
