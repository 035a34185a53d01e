"""Overrides of tiers: table and queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, Integer, Row, Select, Table, Text, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

tier_override = Table(
    "tier_override",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
    Column("correlation_ids", ARRAY(Uuid), nullable=False),
)


def overrides_of(customer_id: UUID) -> Select[Any]:
    """A customer's overrides. Relies on tier_override_customer_id_idx."""
    return select(tier_override).where(tier_override.c.customer_id == customer_id)


async def over(connection: AsyncConnection, today: date, limit: int) -> Sequence[Row[Any]]:
    """Open overrides whose last day is past, for this transaction alone. Relies on tier_override_ends_on_idx."""
    wanted = (
        select(tier_override)
        .where(tier_override.c.ends_on < today, tier_override.c.state.in_(("proposed", "active")))
        .order_by(tier_override.c.ends_on, tier_override.c.customer_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
    return found
