"""Sale filings, and what went back to buyers: tables and queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, Integer, Row, Table, Text, Uuid, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from chassis.money import from_fen, to_fen
from services.escrow.sales.schemas import SaleFilingIn

tables = metadata()

sale_filing = Table(
    "sale_filing",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("unit_no", Text, nullable=False),
    Column("filing_no", Text, nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("price", Fen, nullable=False),
    Column("down_payment", Fen, nullable=False),
    Column("mortgage", Fen, nullable=False),
    Column("provident_fund", Fen, nullable=False),
    Column("state", Text, nullable=False),
    Column("refund_committed", Fen, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("cancelled_on", Date),
    Column("cancelled_by", Text),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("cancel_reason", Text),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

sale_refund = Table(
    "sale_refund",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("sale_filing_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("unit_no", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("paid_on", Date, nullable=False),
    Column("reference", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# A conflict of either kind leaves a row out: a filing number that is known, a unit whose sale stands.
_ADD = """
INSERT INTO sale_filing (id, project_id, unit_no, filing_no, filed_on, price, down_payment, mortgage, provident_fund,
                         state, made_by, made_at, version, sub_branch, outlet)
SELECT f.id, $10, f.unit_no, f.filing_no, f.filed_on, f.price, f.down_payment, f.mortgage, f.provident_fund,
       'filed', $11, $12, 1, $13, $14
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
       AS f (id, unit_no, filing_no, filed_on, price, down_payment, mortgage, provident_fund)
 WHERE f.unit_no <> ALL ($9::text[])
    ON CONFLICT DO NOTHING
RETURNING id
"""
# Relies on receipt_account_id_id_idx and sale_filing_one_a_unit_key: a refund is rare, and reads the account once.
_PROCEEDS = text(
    "SELECT CAST((SELECT coalesce(sum(r.amount), 0) FROM receipt r JOIN account a ON a.id = r.account_id "
    "LEFT JOIN receipt_assignment g ON g.receipt_id = r.id "
    "WHERE a.project_id = :project_id AND coalesce(g.unit_no, r.unit_no) = :unit_no "
    "AND r.source IN ('down_payment', 'mortgage', 'provident_fund')) AS bigint) AS received, "
    "CAST((SELECT coalesce(sum(f.refund_committed), 0) FROM sale_filing f "
    "WHERE f.project_id = :project_id AND f.unit_no = :unit_no) AS bigint) AS committed"
)
# Relies on unit's primary key.
_UNKNOWN = """
SELECT u FROM unnest($2::text[]) AS u WHERE NOT EXISTS (SELECT FROM unit x WHERE x.project_id = $1 AND x.unit_no = u)
"""


@dataclass(frozen=True)
class Filing:
    """One filing to be written, with the id it would have."""

    id: UUID
    body: SaleFilingIn


async def unknown_units(connection: AsyncConnection, project_id: UUID, unit_nos: Sequence[str]) -> set[str]:
    """Which of these are no units of the project."""
    rows = await raw(connection).fetch(_UNKNOWN, project_id, list(set(unit_nos)))
    return {row["u"] for row in rows}


async def add(
    connection: AsyncConnection, project: Row[Any], filings: Sequence[Filing], unknown: set[str], by: str, at: datetime
) -> set[UUID]:
    """Write filings, all in one statement. Answers the ids of those that were not known and whose unit is free."""
    bodies = [each.body for each in filings]
    rows = await raw(connection).fetch(
        _ADD,
        [each.id for each in filings],
        [body.unit_no for body in bodies],
        [body.filing_no for body in bodies],
        [body.filed_on for body in bodies],
        [to_fen(body.price) for body in bodies],
        [to_fen(body.down_payment) for body in bodies],
        [to_fen(body.mortgage) for body in bodies],
        [to_fen(body.provident_fund) for body in bodies],
        sorted(unknown),
        project.id,
        by,
        at,
        project.sub_branch,
        project.outlet,
    )
    return {row["id"] for row in rows}


async def by_filing_nos(
    connection: AsyncConnection, project_id: UUID, filing_nos: Sequence[str]
) -> dict[str, Row[Any]]:
    """The project's filings of these numbers. Relies on sale_filing_filing_no_key."""
    wanted = select(sale_filing).where(
        sale_filing.c.project_id == project_id,
        sale_filing.c.filing_no == func.any(bindparam("numbers", list(filing_nos), ARRAY(Text))),
    )
    return {row.filing_no: row for row in await connection.execute(wanted)}


async def proceeds_of_unit(connection: AsyncConnection, project_id: UUID, unit_no: str) -> tuple[Decimal, Decimal]:
    """What came in for a unit, and what of it buyers were given or asked back, in yuan."""
    row = (await connection.execute(_PROCEEDS, {"project_id": project_id, "unit_no": unit_no})).one()
    return from_fen(row.received), from_fen(row.committed)
