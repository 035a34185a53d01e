"""Every manager on whose name loans stand has a result of the month (domain G3, to T6); what was under way
in a sub-branch stays known as it was when it was suspended (G5).
"""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_70"
down_revision = "2026_11_25_69"

_SQL = Path(__file__).resolve().parent.parent / "sql"
_HEAD = "WITH fact (who, sub_branch, outlet, what, n) AS ("
_HELD = """
        SELECT h.account_manager, h.sub_branch, h.outlet, 'held', 1 FROM managers_with_loans() h
        UNION ALL"""


def _freezing(before: str, after: str) -> None:
    """Change one passage of the freezing function, whatever else earlier migrations made of it."""
    script(f"""
        DO $do$
        DECLARE
            v_before text := pg_get_functiondef('freeze_manager_results(date, timestamptz)'::regprocedure);
            v_after text := replace(v_before, $x${before}$x$, $x${after}$x$);
        BEGIN
            IF v_after = v_before THEN
                RAISE EXCEPTION 'freeze_manager_results is another than this migration knows';
            END IF;
            EXECUTE v_after;
        END $do$
    """)


def upgrade() -> None:
    script((_SQL / "0070_manager_results.sql").read_text())
    _freezing(_HEAD, _HEAD + _HELD)
    script((_SQL / "0070_suspensions.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script("DROP TABLE suspended_application")
    script("ALTER TABLE branch_suspension DROP COLUMN under_way, DROP COLUMN under_way_more")
    _freezing(_HEAD + _HELD, _HEAD)
    script("DROP FUNCTION managers_with_loans; DROP INDEX loan_manager_node_idx")
