"""Freezes: table and queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Integer, Row, Table, Text, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns
from chassis.statements import Statement

court_freeze = Table(
    "court_freeze",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("order_no", Text, nullable=False),
    Column("frozen_on", Date, nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("lift_order_no", Text),
    Column("lift_document_id", Uuid),
    Column("lifted_by", Text),
    Column("lifted_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def standing(connection: AsyncConnection, project_id: UUID) -> Row[Any] | None:
    """The freeze that the project is under. Relies on court_freeze_one_at_a_time_key."""
    return await _STANDING.first(connection, project_id=project_id)


_stands = (court_freeze.c.project_id == bindparam("project_id"), court_freeze.c.state == "frozen")
_STANDING = Statement(select(court_freeze).where(*_stands))
STANDING = select(court_freeze.c.id).where(*_stands)
