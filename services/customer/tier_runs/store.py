"""Tier runs and their ranges of customers: tables and queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, Row, Table, Text, Uuid, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata

tables = metadata()

tier_run = Table(
    "tier_run",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("chunks", Integer),
    Column("begun_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_by_name", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

chunk = Table(
    "tier_run_chunk",
    tables,
    Column("run_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("after_id", Uuid, nullable=False),
    Column("last_id", Uuid, nullable=False),
    Column("done_at", DateTime(timezone=True)),
    Column("read", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("raised", Integer, nullable=False),
    Column("lowered", Integer, nullable=False),
)

COUNTS = ("read", "changed", "raised", "lowered")


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Put a run down. Violates tier_run_one_at_a_time_key while another is running."""
    row: Row[Any] = (
        await connection.execute(insert(tier_run).values(state="running", **values).returning(tier_run))
    ).one()
    return row


async def begin(connection: AsyncConnection, run_id: UUID, ranges: Sequence[tuple[UUID, UUID]], at: datetime) -> None:
    """Lay the ranges of a run out."""
    rows = [
        {"run_id": run_id, "number": number, "after_id": after, "last_id": last} | dict.fromkeys(COUNTS, 0)
        for number, (after, last) in enumerate(ranges, 1)
    ]
    if rows:
        await connection.execute(insert(chunk), rows)
    await change(connection, run_id, chunks=len(rows), begun_at=at)


async def change(connection: AsyncConnection, run_id: UUID, **changes: Any) -> Row[Any]:
    """Write changes to a run. Answers it."""
    changed = update(tier_run).where(tier_run.c.id == run_id).values(**changes).returning(tier_run)
    row: Row[Any] = (await connection.execute(changed)).one()
    return row


async def claim(connection: AsyncConnection, run_id: UUID) -> Row[Any] | None:
    """Take the next range that nobody works on, for this transaction. Relies on tier_run_chunk_waiting_idx."""
    wanted = (
        select(chunk)
        .where(chunk.c.run_id == run_id, chunk.c.done_at.is_(None))
        .order_by(chunk.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row: Row[Any] | None = (await connection.execute(wanted)).first()
    return row


async def done(connection: AsyncConnection, row: Row[Any], at: datetime, counts: dict[str, int]) -> None:
    """Write that a range is done."""
    this = (chunk.c.run_id == row.run_id) & (chunk.c.number == row.number)
    await connection.execute(update(chunk).where(this).values(done_at=at, **counts))


async def is_waiting(connection: AsyncConnection, run_id: UUID) -> bool:
    """Whether some range is not done yet. Relies on tier_run_chunk_waiting_idx."""
    wanted = select(chunk.c.number).where(chunk.c.run_id == run_id, chunk.c.done_at.is_(None)).limit(1)
    return (await connection.execute(wanted)).first() is not None


async def results(connection: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """What has been done of these runs: `done` ranges, and the counts. Relies on tier_run_chunk's primary key."""
    sums = [
        func.coalesce(func.sum(chunk.c[name]).filter(chunk.c.done_at.is_not(None)), 0).label(name) for name in COUNTS
    ]
    wanted = (
        select(chunk.c.run_id, func.count(chunk.c.done_at).label("done"), *sums)
        .where(chunk.c.run_id.in_(ids))
        .group_by(chunk.c.run_id)
    )
    return {row.run_id: row for row in await connection.execute(wanted)}
