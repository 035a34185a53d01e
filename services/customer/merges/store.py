"""Merges of duplicates: table and queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Row, Select, Table, Text, Uuid, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

customer_merge = Table(
    "customer_merge",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("kept_id", Uuid, nullable=False),
    Column("merged_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("undone_by", Text),
    Column("undone_at", DateTime(timezone=True)),
    Column("undo_reason", Text),
    *node_columns(),
)


def merges(customer_id: UUID | None) -> Select[Any]:
    """Merges, of one customer if told. Relies on customer_merge_kept_id_idx and customer_merge_once_key."""
    wanted = select(customer_merge)
    if customer_id is not None:
        wanted = wanted.where(or_(customer_merge.c.kept_id == customer_id, customer_merge.c.merged_id == customer_id))
    return wanted


async def has_merged_into(connection: AsyncConnection, customer_id: UUID) -> bool:
    """Whether somebody stands for this customer. Relies on customer_merge_kept_id_idx."""
    wanted = select(customer_merge.c.id).where(
        customer_merge.c.kept_id == customer_id, customer_merge.c.state == "merged"
    )
    found: Row[Any] | None = (await connection.execute(wanted.limit(1))).first()
    return found is not None
