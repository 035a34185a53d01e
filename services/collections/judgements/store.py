"""Judgements: table and queries."""

from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Row, Table, Text, Uuid, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

class_judgement = Table(
    "class_judgement",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("risk_class", Text),
    Column("due_date", Date),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("from_on", Date),
    Column("until_on", Date),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("lift_reason", Text),
    Column("lifted_by", Text),
    Column("lift_confirmed_by", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a judgement down; it counts for nothing until a second person approves it."""
    made = insert(class_judgement).values(state="proposed", version=1, **values).returning(class_judgement)
    row: Row[Any] = (await connection.execute(made)).one()
    return row
