"""What came in for each unit is kept beside the receipts, and a reconciliation reads that (domain E5)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_24_39"
down_revision = "2026_11_24_38"

_SQL = Path(__file__).resolve().parent.parent / "sql"
_UNIT = "money AS (\n    SELECT r.unit_no,\n"
_UNIT_NAMED = "money AS (\n    SELECT coalesce(g.unit_no, r.unit_no) AS unit_no,\n"
_WHERE = "     WHERE r.account_id = p_account AND r.value_date <= p_as_of\n"
_FROM = f"      FROM receipt r\n{_WHERE}     GROUP BY r.unit_no\n"
_FROM_NAMED = (
    "      FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id AND g.account_id = p_account\n"
    f"{_WHERE}     GROUP BY 1\n"
)


def _of_receipts() -> str:
    """The comparing function as the migration before this one left it."""
    text = (_SQL / "0011_reconciliation.sql").read_text()
    start = text.index("CREATE FUNCTION reconcile_units")
    first = "CREATE OR REPLACE FUNCTION" + text[start + len("CREATE FUNCTION") : text.index("$$;", start) + 3]
    assert _UNIT in first
    assert _FROM in first
    return first.replace(_UNIT, _UNIT_NAMED).replace(_FROM, _FROM_NAMED)


def upgrade() -> None:
    script((_SQL / "0039_unit_receipts.sql").read_text().replace("{runtime_role}", runtime_role()))
    script((_SQL / "0039_reconcile_units.sql").read_text())


def downgrade() -> None:
    script(_of_receipts())
    script(
        "INSERT INTO reconciliation_unit "
        "SELECT m.reconciliation_id, u.unit_no, u.amount, u.amount, 'matched', u.since, 0, '{}', "
        "m.sub_branch, m.outlet "
        "FROM reconciliation_matched m, unnest(m.unit_nos, m.amounts, m.since) AS u (unit_no, amount, since);"
        "DROP TABLE reconciliation_matched"
    )
    script(
        "DROP INDEX reconciliation_unit_findings_idx; DROP TRIGGER receipts_are_counted ON receipt;"
        "DROP TRIGGER assigned_receipts_are_counted ON receipt_assignment;"
        "DROP FUNCTION receipts_are_counted, assigned_receipts_are_counted, count_receipts; DROP TABLE unit_receipts"
    )
