"""Identifications: the table, and the call that lets one count."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Integer, Row, Table, Text, Uuid, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

identification = Table(
    "receipt_identification",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("receipt_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("unit_no", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document_ids", ARRAY(Uuid), nullable=False),
    Column("state", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("comment", Text),
    Column("version", Integer, nullable=False),
    *node_columns(),
)
_ASSIGN = text("SELECT assign_receipt(:id, :on)")


async def counting(connection: AsyncConnection, receipt_id: UUID) -> Row[Any] | None:
    """The identification that counts now, locked. Relies on receipt_identification_one_counts_key."""
    wanted = select(identification).where(
        identification.c.receipt_id == receipt_id, identification.c.state == "approved"
    )
    found: Row[Any] | None = (await connection.execute(wanted.with_for_update(key_share=True))).first()
    return found


async def assign(connection: AsyncConnection, identity: UUID, on: date) -> str:
    """Let the receipt count for the unit of an approved identification. Answers `assigned` or why not."""
    return str((await connection.execute(_ASSIGN, {"id": identity, "on": on})).scalar_one())
