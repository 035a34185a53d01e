"""Managers' results: table, and the call by which a close freezes a month."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw

COUNTS = (
    "cases_opened",
    "cases_cured",
    "cases_open",
    "tasks_done",
    "tasks_on_time",
    "tasks_late",
    "promises_kept",
    "promises_broken",
    "reviews_opened",
    "reviews_brought_back",
    "reviews_due",
    "reviews_exempt",
    "reviews_accountable",
    "files_late",
)

manager_result = Table(
    "manager_result",
    metadata(),
    Column("no", BigInteger, nullable=False),
    Column("id", Uuid, primary_key=True),
    Column("period", Text, nullable=False),
    Column("account_manager", Text, nullable=False),
    Column("checkpoints", JSONB, nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    Column("frozen_on", Date, nullable=False),
    Column("frozen_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
    Column("correlation_ids", ARRAY(Uuid), nullable=False),
)

_FREEZE = "SELECT freeze_manager_results($1, $2)"


async def freeze(connection: AsyncConnection, on: date, at: datetime) -> int:
    """Freeze the month that ends with that date (migrations/sql/0056_manager_results.sql). Answers for how many.

    Everybody with a loan that is not paid off has a row. Relies on loan_manager_node_idx.
    """
    return int(await raw(connection).fetchval(_FREEZE, on, at))
