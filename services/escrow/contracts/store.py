"""Contracts: table and queries."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, Row, Table, Text, Uuid, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.statements import Statement

contract = Table(
    "contract",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("payee_name", Text, nullable=False),
    Column("payee_account", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("committed", Fen, nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def add_committed(connection: AsyncConnection, contract_id: UUID, amount: Decimal) -> Row[Any] | None:
    """Commit `amount` more (below zero: less) in one statement. None, with nothing done, where out of bounds."""
    return await _TAKE.first(connection, contract_id=contract_id, taken=amount)


_after = contract.c.committed + bindparam("taken", type_=Fen)
TAKE = (
    update(contract)
    .where(contract.c.id == bindparam("contract_id"), _after <= contract.c.amount, _after >= Decimal(0))
    .values(committed=_after, version=contract.c.version + 1)
    .returning(contract)
)
_TAKE = Statement(TAKE)


async def of_project(connection: AsyncConnection, project_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """Those of the ids that are contracts of that project."""
    wanted = select(contract).where(contract.c.project_id == project_id, contract.c.id.in_(ids))
    return {row.id: row for row in await connection.execute(wanted)}
