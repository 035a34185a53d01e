"""What the supervision ledger reads: every record of a project up to a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.money import from_fen

_HEAD = text(
    "SELECT p.name, p.regime, p.state, d.name AS developer, d.uscc, a.id AS account_id, a.account_no, "
    "g.signed_on, g.supervised_amount, g.large_withdrawal_limit, g.guarantee_deposit_rate "
    "FROM project p JOIN developer d ON d.id = p.developer_id LEFT JOIN account a ON a.project_id = p.id "
    "LEFT JOIN agreement g ON g.project_id = p.id AND g.state = 'signed' WHERE p.id = :project_id"
)
# Relies on ledger_entry's primary key.
_TURNOVER = text(
    "SELECT t.kind, CAST(sum(e.amount) AS bigint) AS amount FROM ledger_entry e "
    "JOIN ledger_transfer t ON t.id = e.transfer_id "
    "WHERE e.account_id = :account_id AND e.value_date <= :as_of GROUP BY t.kind"
)
# Relies on receipt_account_id_id_idx.
_SOURCES = text(
    "SELECT source AS category, CAST(sum(amount) AS bigint) AS amount, "
    "CAST(coalesce(sum(amount) FILTER (WHERE in_suspense AND g.receipt_id IS NULL), 0) AS bigint) AS suspense "
    "FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id AND g.assigned_on <= :as_of "
    "WHERE r.account_id = :account_id AND value_date <= :as_of GROUP BY source ORDER BY source"
)
# Relies on ledger_entry's primary key and disbursement_hold_id_key.
_USES = text(
    "SELECT coalesce(d.category, 'refund') AS category, CAST(-sum(e.amount) AS bigint) AS amount FROM ledger_entry e "
    "JOIN ledger_transfer t ON t.id = e.transfer_id LEFT JOIN disbursement d ON d.hold_id = t.hold_id "
    "WHERE e.account_id = :account_id AND e.value_date <= :as_of AND t.kind <> 'receive' GROUP BY 1 ORDER BY 1"
)
# Relies on sale_filing_project_id_filed_on_idx, buyer_loan_project_id_kind_id_idx, sale_refund_project_id_unit_no_idx
# and reconciliation_signed_idx.
_SALES = text(
    "SELECT f.*, l.*, "
    "(SELECT CAST(coalesce(sum(amount), 0) AS bigint) FROM sale_refund WHERE project_id = :project_id "
    "AND paid_on <= :as_of) AS refunded, "
    "(SELECT max(month) FROM reconciliation WHERE project_id = :project_id AND state = 'signed' AND as_of <= :as_of) "
    "AS reconciled_through FROM "
    "(SELECT count(*) FILTER (WHERE stands) AS units_filed, "
    "CAST(coalesce(sum(price) FILTER (WHERE stands), 0) AS bigint) AS price_filed, "
    "count(*) FILTER (WHERE NOT stands) AS filings_cancelled FROM "
    "(SELECT price, cancelled_on IS NULL OR cancelled_on > :as_of AS stands FROM sale_filing "
    "WHERE project_id = :project_id AND filed_on <= :as_of) s) f CROSS JOIN "
    "(SELECT count(*) FILTER (WHERE kind = 'mortgage') AS mortgages, "
    "CAST(coalesce(sum(amount) FILTER (WHERE kind = 'mortgage'), 0) AS bigint) AS mortgage_amount, "
    "count(*) FILTER (WHERE kind = 'provident_fund') AS fund_loans, "
    "CAST(coalesce(sum(amount) FILTER (WHERE kind = 'provident_fund'), 0) AS bigint) AS fund_loan_amount "
    "FROM buyer_loan WHERE project_id = :project_id "
    "AND coalesce(drawn_on, CAST(made_at AT TIME ZONE 'Asia/Shanghai' AS date)) <= :as_of) l"
)
# A milestone counts from the later of the two departments' days.
_MILESTONES = text(
    "SELECT m.code, m.retained_share, max(c.confirmed_on) AS confirmed_on FROM milestone m "
    "JOIN milestone_confirmation c ON c.milestone_id = m.id AND c.revision = m.revision "
    "WHERE m.project_id = :project_id AND m.state = 'confirmed' GROUP BY m.id HAVING max(c.confirmed_on) <= :as_of "
    "ORDER BY min(m.position)"
)
_DEPOSIT = text(
    "SELECT CAST(coalesce(sum(e.amount), 0) AS bigint) FROM deposit d JOIN ledger_entry e ON e.account_id = d.id "
    "WHERE d.project_id = :project_id AND e.value_date <= :as_of"
)
_FROZEN = text(
    "SELECT EXISTS (SELECT FROM court_freeze WHERE project_id = :project_id AND frozen_on <= :as_of "
    "AND (lifted_at IS NULL OR CAST(lifted_at AT TIME ZONE 'Asia/Shanghai' AS date) > :as_of))"
)
_ALERTS = text(
    "SELECT kind FROM alert WHERE project_id = :project_id "
    "AND CAST(opened_at AT TIME ZONE 'Asia/Shanghai' AS date) <= :as_of "
    "AND (lifted_at IS NULL OR CAST(lifted_at AT TIME ZONE 'Asia/Shanghai' AS date) > :as_of) ORDER BY kind"
)
# By value date, and within a day in the order of recording; the balance is reckoned in that order. A receipt is of the
# unit that was named last by that day. Relies on receipt_identification_named_idx.
_ENTRIES = text(
    "SELECT n.number, n.value_date, t.kind, "
    "coalesce(r.source, d.category, 'refund') AS category, coalesce(g.unit_no, r.unit_no, f.unit_no) AS unit_no, "
    "d.payee_name AS counterparty, t.reference, "
    "greatest(n.amount, 0) AS money_in, greatest(-n.amount, 0) AS money_out, n.balance FROM "
    "(SELECT e.transfer_id, e.value_date, e.amount, row_number() OVER w AS number, "
    "CAST(sum(e.amount) OVER w AS bigint) AS balance FROM ledger_entry e "
    "WHERE e.account_id = :account_id AND e.value_date <= :as_of WINDOW w AS (ORDER BY e.value_date, e.number) "
    "ORDER BY 4 DESC LIMIT :rows) AS n "
    "JOIN ledger_transfer t ON t.id = n.transfer_id LEFT JOIN receipt r ON r.id = t.id "
    "LEFT JOIN LATERAL (SELECT i.unit_no FROM receipt_identification i WHERE i.receipt_id = r.id "
    "AND i.state IN ('approved', 'superseded') AND CAST(i.decided_at AT TIME ZONE 'Asia/Shanghai' AS date) <= :as_of "
    "ORDER BY i.decided_at DESC, i.id DESC LIMIT 1) AS g ON true "
    "LEFT JOIN disbursement d ON d.hold_id = t.hold_id LEFT JOIN refund b ON b.id = t.hold_id "
    "LEFT JOIN sale_filing f ON f.id = b.sale_filing_id ORDER BY n.number DESC"
)
_COUNT = text("SELECT count(*) FROM ledger_entry WHERE account_id = :account_id AND value_date <= :as_of")
_MONEY = ("money_in", "money_out", "balance")


async def head(connection: AsyncConnection, project_id: UUID) -> Row[Any]:
    """The project with its developer, account and agreement; money in fen."""
    return (await connection.execute(_HEAD, {"project_id": project_id})).one()


async def turnover(connection: AsyncConnection, account_id: UUID, as_of: date) -> dict[str, Any]:
    """What came in, went out and came back by that day, in yuan, signed, by kind of entry."""
    rows = await connection.execute(_TURNOVER, {"account_id": account_id, "as_of": as_of})
    return {row.kind: from_fen(row.amount) for row in rows}


async def sources(connection: AsyncConnection, account_id: UUID, as_of: date) -> Sequence[Row[Any]]:
    """What came in by that day, by source; money in fen."""
    return (await connection.execute(_SOURCES, {"account_id": account_id, "as_of": as_of})).all()


async def uses(connection: AsyncConnection, account_id: UUID, as_of: date) -> Sequence[Row[Any]]:
    """What went out by that day less what came back, by use; money in fen."""
    return (await connection.execute(_USES, {"account_id": account_id, "as_of": as_of})).all()


async def sales(connection: AsyncConnection, project_id: UUID, as_of: date) -> Row[Any]:
    """Filings, loans and refunds by that day; money in fen."""
    return (await connection.execute(_SALES, {"project_id": project_id, "as_of": as_of})).one()


async def milestones(connection: AsyncConnection, project_id: UUID, as_of: date) -> Sequence[Row[Any]]:
    """The milestones confirmed by that day, in list order."""
    return (await connection.execute(_MILESTONES, {"project_id": project_id, "as_of": as_of})).all()


async def deposit_paid(connection: AsyncConnection, project_id: UUID, as_of: date) -> Any:
    """What was in the deposit's account at the end of that day, in yuan."""
    found = await connection.execute(_DEPOSIT, {"project_id": project_id, "as_of": as_of})
    return from_fen(found.scalar_one())


async def was_frozen(connection: AsyncConnection, project_id: UUID, as_of: date) -> bool:
    """Whether a court's order stood at the end of that day."""
    return bool((await connection.execute(_FROZEN, {"project_id": project_id, "as_of": as_of})).scalar_one())


async def alerts(connection: AsyncConnection, project_id: UUID, as_of: date) -> list[str]:
    """The kinds of alert that stood at the end of that day."""
    return [row.kind for row in await connection.execute(_ALERTS, {"project_id": project_id, "as_of": as_of})]


async def count(connection: AsyncConnection, account_id: UUID, as_of: date) -> int:
    """How many entries there were by that day."""
    return int((await connection.execute(_COUNT, {"account_id": account_id, "as_of": as_of})).scalar_one())


async def entries(connection: AsyncConnection, account_id: UUID, as_of: date, rows: int) -> Sequence[Mapping[str, Any]]:
    """The latest entries by that day, oldest first, money in yuan."""
    found = await connection.execute(_ENTRIES, {"account_id": account_id, "as_of": as_of, "rows": rows})
    read = [dict(row._mapping) for row in found]
    for row in read:
        row.update({name: from_fen(int(row[name])) for name in _MONEY})
    return read[::-1]
