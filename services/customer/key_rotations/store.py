"""Rotations: table and queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Integer, Row, Table, Text, Uuid, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata

FIRST = UUID(int=0)

key_rotation = Table(
    "key_rotation",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("after_id", Uuid, nullable=False),
    Column("passes", Integer, nullable=False),
    Column("read", BigInteger, nullable=False),
    Column("resealed", BigInteger, nullable=False),
    Column("customers", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_by_name", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
)


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Put a rotation down. Violates key_rotation_one_at_a_time_key while another is running."""
    made = insert(key_rotation).values(state="running", after_id=FIRST, passes=0, read=0, resealed=0, **values)
    row: Row[Any] = (await connection.execute(made.returning(key_rotation))).one()
    return row


async def change(connection: AsyncConnection, row: Row[Any], **changes: Any) -> Row[Any]:
    """Write how far a rotation is. Answers it."""
    changed = update(key_rotation).where(key_rotation.c.id == row.id).values(**changes).returning(key_rotation)
    after: Row[Any] = (await connection.execute(changed)).one()
    return after


async def under_way(connection: AsyncConnection) -> UUID | None:
    """The rotation that is running, if one is. Relies on key_rotation_one_at_a_time_key."""
    wanted = select(key_rotation.c.id).where(key_rotation.c.state == "running")
    found: UUID | None = (await connection.execute(wanted)).scalar_one_or_none()
    return found
