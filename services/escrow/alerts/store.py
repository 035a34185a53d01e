"""Alerts: table and queries."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, Row, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

alert = Table(
    "alert",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("details", JSONB, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("comment", Text),
    Column("lifted_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def standing(
    connection: AsyncConnection, project_id: UUID, kinds: Collection[str], *, lock: bool = False
) -> Sequence[Row[Any]]:
    """The project's alerts of these kinds that are not lifted. Relies on alert_one_standing_key."""
    wanted = select(alert).where(
        alert.c.project_id == project_id, alert.c.kind.in_(sorted(kinds)), alert.c.state != "lifted"
    )
    if lock:
        wanted = wanted.order_by(alert.c.id).with_for_update(key_share=True)
    found: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
    return found


async def open_one(connection: AsyncConnection, **values: Any) -> Row[Any] | None:
    """Write a new alert. None when another transaction has opened one of this kind in the meantime."""
    made = insert(alert).values(state="open", version=1, **values).on_conflict_do_nothing().returning(alert)
    found: Row[Any] | None = (await connection.execute(made)).first()
    return found


async def projects_with(connection: AsyncConnection, kinds: Collection[str]) -> Sequence[UUID]:
    """The projects on which an alert of one of these kinds stands. Reads alert_one_standing_key whole."""
    wanted = select(alert.c.project_id).where(alert.c.kind.in_(sorted(kinds)), alert.c.state != "lifted").distinct()
    return [row.project_id for row in await connection.execute(wanted.order_by(alert.c.project_id))]
