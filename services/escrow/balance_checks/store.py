"""Balance checks: table and queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, Integer, Row, Select, Table, Text, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.statements import Statement

balance_check = Table(
    "balance_check",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("ours", Fen, nullable=False),
    Column("core_banking", Fen, nullable=False),
    Column("state", Text, nullable=False),
    Column("explanation", Text),
    Column("document_ids", ARRAY(Uuid)),
    Column("explained_by", Text),
    Column("explained_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def latest(connection: AsyncConnection, account_id: UUID) -> Row[Any] | None:
    """The account's check of the latest day, of several the one made last. Relies on balance_check_latest_idx."""
    return await _LATEST.first(connection, account_id=account_id)


def _latest(*columns: Any) -> Select[Any]:
    mine = select(*columns).where(balance_check.c.account_id == bindparam("account_id"))
    return mine.order_by(balance_check.c.as_of.desc(), balance_check.c.id.desc()).limit(1)


LATEST = _latest(balance_check.c.state, balance_check.c.ours, balance_check.c.core_banking)
_LATEST = Statement(_latest(balance_check))
