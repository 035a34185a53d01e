"""Notices: table, and the call by which a close sends them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw

notice = Table(
    "notice",
    metadata(),
    Column("no", BigInteger, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("holder", Text, nullable=False),
    Column("assigned", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("sent_up", Integer, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# Relies on task_opened_on_idx and task_late_on_idx.
_SEND = "SELECT id, holder, assigned, late, sent_up, sub_branch, outlet FROM send_notices($1, $2)"


async def send(connection: AsyncConnection, on: date, at: datetime) -> Sequence[Any]:
    """Write the notices of a close, once; answers them."""
    rows: Sequence[Any] = await raw(connection).fetch(_SEND, on, at)
    return rows
