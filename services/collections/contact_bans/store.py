"""Contact bans: table."""

from typing import Any

from sqlalchemy import Column, DateTime, Integer, LargeBinary, Row, Table, Text, Uuid, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

contact_ban = Table(
    "contact_ban",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("loan_id", Uuid, nullable=False),
    Column("party", Text, nullable=False),
    Column("person_no", Integer, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("lift_reason", Text),
    Column("lifted_by", Text),
    Column("lifted_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a ban down; contact_ban_one_active_key lets a person have one at a time on a loan."""
    made = insert(contact_ban).values(state="active", version=1, **values).returning(contact_ban)
    row: Row[Any] = (await connection.execute(made)).one()
    return row
