"""Cases: table and queries."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Row, Table, Text, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import driver, metadata, node_columns

collection_case = Table(
    "collection_case",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("escalates_to", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_on", Date),
    Column("closed_at", DateTime(timezone=True)),
    Column("policy_version", Text, nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

# Relies on collection_case_one_open_key.
_CURE = "SELECT id FROM cure_cases($1, $2, $3, $4, $5)"


async def cure(
    connection: AsyncConnection, loans: Iterable[int], as_of: date, on: date, at: datetime, by: str
) -> list[UUID]:
    """Close the open cases of these loans that nothing is overdue on any more at that close; answers their ids."""
    return [row["id"] for row in await (await driver(connection)).fetch(_CURE, list(loans), as_of, on, at, by)]


async def find_many(connection: AsyncConnection, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Cases by their ids."""
    wanted = select(collection_case).where(collection_case.c.id == any_(bindparam("ids", list(ids), ARRAY(Uuid))))
    return (await connection.execute(wanted)).all()
