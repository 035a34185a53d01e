"""The organisation: tables and queries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Integer, Row, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

tables = metadata()

node = Table(
    "node",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

staff = Table(
    "staff",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("sub", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def find_node(connection: AsyncConnection, code: str) -> Row[Any] | None:
    """A node by its code, if the caller sees it. Relies on node_code_key."""
    return (await connection.execute(select(node).where(node.c.code == code))).first()


async def outlets(connection: AsyncConnection) -> Sequence[Row[str, str]]:
    """The places of all outlets: some thousands in a large bank."""
    wanted = select(node.c.sub_branch, node.c.outlet).where(node.c.kind == "outlet")
    return list(await connection.execute(wanted))


async def find_staff(connection: AsyncConnection, sub: str, *, lock: bool = False) -> Row[Any] | None:
    """Somebody by their sub, if the caller sees them; locked if asked. Relies on staff_sub_key."""
    wanted = select(staff).where(staff.c.sub == sub)
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    return (await connection.execute(wanted)).first()
