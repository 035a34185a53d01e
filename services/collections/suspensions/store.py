"""Suspensions: tables, and the call by which a close proposes them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from services.collections.suspensions.rules import Application

tables = metadata()

branch_suspension = Table(
    "branch_suspension",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("sub_branch", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_by_close", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("as_of", Date),
    Column("loans", BigInteger, nullable=False),
    Column("bad_loans", BigInteger, nullable=False),
    Column("balance", Fen, nullable=False),
    Column("bad_balance", Fen, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("decision_reason", Text),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("suspended_on", Date),
    Column("under_way", Integer),
    Column("under_way_more", Boolean),
    Column("ended_on", Date),
    Column("report_id", Uuid),
    Column("reported_by", Text),
    Column("lift_reason", Text),
    Column("lifted_by", Text),
    Column("lifted_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)

rectification_report = Table(
    "rectification_report",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("suspension_id", Uuid, nullable=False),
    Column("findings", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("document_ref", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

suspended_application = Table(
    "suspended_application",
    tables,
    Column("id", BigInteger, primary_key=True),
    Column("suspension_id", Uuid, nullable=False),
    Column("credit_check_id", Uuid, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("applied_by", Text, nullable=False),
    Column("applied_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

_PROPOSE = "SELECT * FROM propose_suspensions($1, $2, $3, $4, $5, $6, $7)"
_BOOKS = "SELECT loans, bad_loans, balance, bad_balance FROM branch_books($1)"


async def propose_due(
    connection: AsyncConnection,
    on: date,
    at: datetime,
    by: str,
    figures: tuple[Decimal, int, int],
    policy_version: str,
) -> Sequence[Any]:
    """Propose every sub-branch above the share; `figures` are the share, the least loans, the quiet days."""
    rows: Sequence[Any] = await raw(connection).fetch(_PROPOSE, on, at, by, *figures, policy_version)
    return rows


async def books(connection: AsyncConnection, sub_branch: str) -> Any | None:
    """What a sub-branch has on its books at this moment, in fen; None for one without loans in the caller's part."""
    rows = await raw(connection).fetch(_BOOKS, sub_branch)
    return rows[0] if rows else None


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a person's proposal down."""
    made = insert(branch_suspension).values(state="proposed", proposed_by_close=False, version=1, **values)
    row: Row[Any] = (await connection.execute(made.returning(branch_suspension))).one()
    return row


async def suspend(
    connection: AsyncConnection, row: Row[Any], applications: Sequence[Application], **changes: Any
) -> Row[Any]:
    """Suspend a locked, proposed sub-branch and keep what is under way there, by one statement."""
    table, kept = branch_suspension, suspended_application
    changed = update(table).where(table.c.id == row.id).values(state="suspended", version=row.version + 1, **changes)
    if applications:
        node = {"suspension_id": row.id, "sub_branch": row.sub_branch}
        values = [vars(each) | node for each in reversed(applications)]
        changed = changed.add_cte(insert(kept).values(values).cte("kept"))
    after: Row[Any] = (await connection.execute(changed.returning(table))).one()
    return after


async def add_report(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a rectification report down."""
    made = insert(rectification_report).values(**values).returning(rectification_report)
    row: Row[Any] = (await connection.execute(made)).one()
    return row


async def last_report(connection: AsyncConnection, suspension_id: UUID) -> Row[Any] | None:
    """The latest report of a suspension. Relies on rectification_report_suspension_id_id_idx."""
    wanted = (
        select(rectification_report)
        .where(rectification_report.c.suspension_id == suspension_id)
        .order_by(rectification_report.c.id.desc())
        .limit(1)
    )
    found: Row[Any] | None = (await connection.execute(wanted)).first()
    return found
