"""What closes have done with cases and rates: table, and whether the ranges of a date are all done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Row, Table, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata

COUNTS = ("assigned", "raised", "late", "sent_up", "promises_kept", "promises_broken", "maturing", "alerts")

close_follow_up = Table(
    "close_follow_up",
    metadata(),
    Column("business_date", Date, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in COUNTS),
    Column("done_at", DateTime(timezone=True)),
)

_LOCK = 7_106_102
_ALONE = text("SELECT pg_advisory_xact_lock(:lock)")
# Relies on day_close_chunk's primary key.
_RANGES_DONE = text(
    "SELECT NOT EXISTS (SELECT FROM day_close_chunk c WHERE c.business_date = :on AND c.done_at IS NULL)"
)
_LADDER_BEFORE = text(
    "SELECT ladder_version FROM day_close WHERE business_date < :on ORDER BY business_date DESC LIMIT 1"
)


async def alone(connection: AsyncConnection) -> None:
    """Do a part of a follow-up alone: another worker waits, and then finds it done."""
    await connection.execute(_ALONE, {"lock": _LOCK})


async def ranges_done(connection: AsyncConnection, on: date) -> bool:
    """Whether every range of loans of that close is done."""
    return bool((await connection.execute(_RANGES_DONE, {"on": on})).scalar_one())


async def is_done(connection: AsyncConnection, on: date) -> bool:
    """Whether that close is followed up."""
    wanted = select(close_follow_up.c.done_at).where(close_follow_up.c.business_date == on)
    return (await connection.execute(wanted)).scalar_one_or_none() is not None


async def ladder_before(connection: AsyncConnection, on: date) -> str | None:
    """The ladder of the close before. Relies on day_close_business_date_key."""
    found: str | None = (await connection.execute(_LADDER_BEFORE, {"on": on})).scalar_one_or_none()
    return found


async def add(connection: AsyncConnection, on: date, done: Mapping[str, int], done_at: datetime) -> None:
    """Put down that a close is followed up, and what was done once for all of it."""
    made = insert(close_follow_up).values(
        business_date=on, done_at=done_at, **{name: done.get(name, 0) for name in COUNTS}
    )
    # A close that was under way by an earlier version has its row already.
    adding = {name: close_follow_up.c[name] + made.excluded[name] for name in COUNTS}
    await connection.execute(
        made.on_conflict_do_update(index_elements=["business_date"], set_={**adding, "done_at": done_at})
    )


async def results(connection: AsyncConnection, dates: Sequence[date]) -> dict[date, Row[Any]]:
    """What was done for these closes, as far as it is."""
    wanted = select(close_follow_up).where(close_follow_up.c.business_date.in_(dates))
    return {row.business_date: row for row in await connection.execute(wanted)}
