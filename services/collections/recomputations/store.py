"""Recomputes, their ranges of loans and what they found: tables and queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw
from services.collections.risk_classes.actions import Difference

tables = metadata()

recomputation = Table(
    "recomputation",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("business_date", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("thorough", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_by_name", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

chunk = Table(
    "recomputation_chunk",
    tables,
    Column("recomputation_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("first_no", BigInteger, nullable=False),
    Column("last_no", BigInteger, nullable=False),
    Column("done_at", DateTime(timezone=True)),
    Column("read", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("cured", BigInteger, nullable=False),
)

difference = Table(
    "recomputation_difference",
    tables,
    Column("id", BigInteger, primary_key=True),
    Column("recomputation_id", Uuid, nullable=False),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("since", Date),
    Column("what", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("found", Text, nullable=False),
    *node_columns(),
)

COUNTS = ("read", "changed", "opened", "cured")

_BEGIN = "SELECT begin_recomputation($1, $2)"
_AMOUNTS = "SELECT recompute_amounts($1, $2)"
_DIFFERING = """
SELECT count(DISTINCT loan_no) FROM recomputation_difference WHERE recomputation_id = $1 AND loan_no BETWEEN $2 AND $3
"""
_FINISH_CHUNK = "SELECT finish_recomputation_chunk($1, $2, $3, $4, $5, $6)"
# Relies on recomputation_difference_run_id_idx.
_CLASSED = """
SELECT DISTINCT loan_no FROM recomputation_difference
 WHERE recomputation_id = $1 AND what = 'class' AND loan_no BETWEEN $2 AND $3
"""


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a recompute down."""
    made = insert(recomputation).values(state="running", **values).returning(recomputation)
    row: Row[Any] = (await connection.execute(made)).one()
    return row


async def lay_out(connection: AsyncConnection, run: UUID, loans: int) -> Row[Any]:
    """Lay the ranges of a recompute out, so many loans each, unless somebody has; answers it, locked."""
    wanted = select(recomputation).where(recomputation.c.id == run).with_for_update(key_share=True)
    row: Row[Any] = (await connection.execute(wanted)).one()
    first = select(chunk.c.number).where(chunk.c.recomputation_id == run).limit(1)
    if (await connection.execute(first)).first() is None:
        await raw(connection).execute(_BEGIN, run, loans)
    return row


async def end(connection: AsyncConnection, run: UUID, state: str, finished_at: datetime | None) -> Row[Any] | None:
    """End a recompute that runs; None when it no longer does."""
    running = (recomputation.c.id == run, recomputation.c.state == "running")
    ended = update(recomputation).where(*running).values(state=state, finished_at=finished_at).returning(recomputation)
    row: Row[Any] | None = (await connection.execute(ended)).first()
    return row


async def claim(connection: AsyncConnection, run: UUID) -> Row[Any] | None:
    """Take the next range that nobody works on; it stays taken until the transaction is over."""
    wanted = (
        select(chunk)
        .where(chunk.c.recomputation_id == run, chunk.c.done_at.is_(None))
        .order_by(chunk.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row: Row[Any] | None = (await connection.execute(wanted)).first()
    return row


async def is_open(connection: AsyncConnection, run: UUID) -> bool:
    """Whether a range is still to be done. Relies on recomputation_chunk's primary key."""
    undone = select(chunk.c.number).where(chunk.c.recomputation_id == run, chunk.c.done_at.is_(None)).limit(1)
    return (await connection.execute(undone)).first() is not None


async def amounts(connection: AsyncConnection, run: UUID, loans: Sequence[int]) -> None:
    """Work out anew what the repayments of these loans pay, and report where that is another."""
    await raw(connection).execute(_AMOUNTS, run, list(loans))


async def differing(connection: AsyncConnection, run: UUID, first: int, last: int) -> int:
    """How many loans of a range differ in anything."""
    return int(await raw(connection).fetchval(_DIFFERING, run, first, last))


async def classed(connection: AsyncConnection, run: UUID, first: int, last: int) -> list[int]:
    """The loans of a range whose class was found to differ."""
    return [row["loan_no"] for row in await raw(connection).fetch(_CLASSED, run, first, last)]


async def report(connection: AsyncConnection, run: UUID, found: Sequence[Difference]) -> None:
    """Put down whose past was wrong."""
    values = [
        {
            "recomputation_id": run,
            "loan_no": each.no,
            "loan_id": each.loan_id,
            "since": each.since,
            "what": each.what,
            "was": each.was,
            "found": each.found,
            "sub_branch": each.sub_branch,
            "outlet": each.outlet,
        }
        for each in found
    ]
    if values:
        await connection.execute(insert(difference), values)


async def finish_chunk(connection: AsyncConnection, run: UUID, number: int, counts: dict[str, int]) -> None:
    """A range is done."""
    await raw(connection).execute(_FINISH_CHUNK, run, number, *(counts[name] for name in COUNTS))


async def results(connection: AsyncConnection, runs: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """What has been done of these: ranges, those done, and the counts. Relies on the ranges' primary key."""
    sums = [func.sum(chunk.c[name]).label(name) for name in COUNTS]
    done = (func.count().label("chunks"), func.count(chunk.c.done_at).label("done"))
    wanted = (
        select(chunk.c.recomputation_id, *done, *sums)
        .where(chunk.c.recomputation_id.in_(runs))
        .group_by(chunk.c.recomputation_id)
    )
    return {row.recomputation_id: row for row in await connection.execute(wanted)}
