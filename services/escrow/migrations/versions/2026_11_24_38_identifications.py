"""Naming the unit of sale proceeds; a reconciliation counts them for the unit that was named (domain E5)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_24_38"
down_revision = "2026_11_24_37"

_SQL = Path(__file__).resolve().parent.parent / "sql"
_FROM = (
    "      FROM receipt r\n     WHERE r.account_id = p_account AND r.value_date <= p_as_of\n     GROUP BY r.unit_no\n"
)
_FROM_NAMED = (
    "      FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id AND g.account_id = p_account\n"
    "     WHERE r.account_id = p_account AND r.value_date <= p_as_of\n     GROUP BY 1\n"
)
_UNIT = "money AS (\n    SELECT r.unit_no,\n"
_UNIT_NAMED = "money AS (\n    SELECT coalesce(g.unit_no, r.unit_no) AS unit_no,\n"


def _reconcile_units() -> str:
    """The comparing function as it was made first."""
    text = (_SQL / "0011_reconciliation.sql").read_text()
    start = text.index("CREATE FUNCTION reconcile_units")
    return "CREATE OR REPLACE FUNCTION" + text[start + len("CREATE FUNCTION") : text.index("$$;", start) + 3]


def _by_named_units() -> str:
    before = _reconcile_units()
    assert _FROM in before
    assert _UNIT in before
    return before.replace(_FROM, _FROM_NAMED).replace(_UNIT, _UNIT_NAMED)


def upgrade() -> None:
    script((_SQL / "0038_identifications.sql").read_text().replace("{runtime_role}", runtime_role()))
    script(_by_named_units())


def downgrade() -> None:
    script(_reconcile_units())
    script("DROP FUNCTION assign_receipt; DROP TABLE receipt_assignment, receipt_identification")
