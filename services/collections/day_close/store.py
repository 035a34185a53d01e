"""Day closes and their ranges of loans: tables, and the calls by which a range is taken and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
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
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, raw
from chassis.ids import new_id
from services.collections.arrears.rules import RISK_CLASSES
from services.collections.policies.rules import Buckets, ClassPolicy, Ladder

tables = metadata()
COUNTS = ("read", "changed", "opened", "escalated", "cured")
FOLLOWED = ("assigned", "raised", "late", "sent_up", "promises_kept", "promises_broken", "maturing")


@dataclass(frozen=True)
class Figures:
    """The policies that a close counts by, and by when each step of the ladder that it opens is to be done."""

    ladder: Ladder
    buckets: Buckets
    classes: ClassPolicy
    deadlines: Sequence[datetime]

    @property
    def arguments(self) -> tuple[Any, ...]:
        """As the SQL functions take them."""
        watching = (self.classes.observation_months, self.classes.observation_periods)
        return (
            list(RISK_CLASSES),
            list(self.classes.first_days),
            [self.classes.technical_delay_days, *watching, self.classes.restructured_months],
            self.classes.policy_version,
            self.buckets.names,
            self.buckets.first_days,
            [step.stage for step in self.ladder.steps],
            [step.from_day for step in self.ladder.steps],
            list(self.deadlines),
            [step.escalates_to for step in self.ladder.steps],
            self.ladder.policy_version,
        )


day_close = Table(
    "day_close",
    tables,
    Column("no", BigInteger, nullable=False, unique=True),
    Column("id", Uuid, primary_key=True),
    Column("business_date", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("chunks", Integer),
    Column("begun_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("ladder_version", Text),
    Column("buckets_version", Text),
    Column("classes_version", Text),
    Column("made_by", Text, nullable=False),
    Column("made_by_name", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

chunk = Table(
    "day_close_chunk",
    tables,
    Column("business_date", Date, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("first_no", BigInteger, nullable=False),
    Column("last_no", BigInteger, nullable=False),
    Column("done_at", DateTime(timezone=True)),
    Column("read", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("escalated", BigInteger, nullable=False),
    Column("cured", BigInteger, nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in FOLLOWED),
)

_BEGIN = text("SELECT begin_close(:date, :loans, :ladder, :buckets, :classes)")
_FINISH = text("SELECT finish_close(:date)")
_COUNTED = f"SELECT {', '.join(COUNTS)}"
_CLOSE = f"{_COUNTED} FROM close_chunk($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
_SCAN = "SELECT read, doubtful FROM recompute_scan($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_FINISH_CHUNK = "SELECT finish_close_chunk($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_CLOSE_AGAIN = (
    f"{_COUNTED} FROM close_range($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
)


async def add(connection: AsyncConnection, dates: Sequence[date], by: str, by_name: str, at: datetime) -> None:
    """Put dates down that are to be closed, in their order."""
    made = {"state": "running", "made_by": by, "made_by_name": by_name, "made_at": at}
    await connection.execute(insert(day_close), [{"id": new_id(), "business_date": each} | made for each in dates])


async def find(connection: AsyncConnection, business_date: date) -> Row[Any] | None:
    """The close of a date. Relies on day_close_business_date_key."""
    found: Row[Any] | None = (
        await connection.execute(select(day_close).where(day_close.c.business_date == business_date))
    ).first()
    return found


async def last_date(connection: AsyncConnection) -> date | None:
    """The latest date that was closed or is to be. Relies on day_close_business_date_key."""
    found: date | None = (await connection.execute(select(func.max(day_close.c.business_date)))).scalar_one()
    return found


async def first_unfinished(connection: AsyncConnection) -> Row[Any] | None:
    """The earliest date that is not closed yet. Relies on day_close_unfinished_idx."""
    wanted = select(day_close).where(day_close.c.state != "completed").order_by(day_close.c.business_date).limit(1)
    found: Row[Any] | None = (await connection.execute(wanted)).first()
    return found


async def set_unfinished(connection: AsyncConnection, state: str, through: date) -> None:
    """Move every date that is not closed yet, up to that one, to `running` or `failed`."""
    unfinished = (day_close.c.state != "completed", day_close.c.state != state, day_close.c.business_date <= through)
    await connection.execute(update(day_close).where(*unfinished).values(state=state))


async def begin(connection: AsyncConnection, business_date: date, loans: int, figures: Figures) -> None:
    """Lay the ranges of a close out, so many loans each; the caller holds the book for itself."""
    versions = {
        "ladder": figures.ladder.policy_version,
        "buckets": figures.buckets.policy_version,
        "classes": figures.classes.policy_version,
    }
    await connection.execute(_BEGIN, {"date": business_date, "loans": loans} | versions)


async def finish(connection: AsyncConnection, business_date: date) -> bool:
    """Complete a close whose ranges are all done; the caller holds the book for itself. Answers whether it did."""
    return bool((await connection.execute(_FINISH, {"date": business_date})).scalar_one())


async def is_open(connection: AsyncConnection, business_date: date) -> bool:
    """Whether a range of that close is still to be done. Relies on day_close_chunk's primary key."""
    undone = select(chunk.c.number).where(chunk.c.business_date == business_date, chunk.c.done_at.is_(None)).limit(1)
    return (await connection.execute(undone)).first() is not None


async def claim(connection: AsyncConnection, business_date: date) -> Row[Any] | None:
    """Take the next range that nobody works on; it stays taken until the transaction is over."""
    wanted = (
        select(chunk.c.number, chunk.c.first_no, chunk.c.last_no)
        .where(chunk.c.business_date == business_date, chunk.c.done_at.is_(None))
        .order_by(chunk.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = (await connection.execute(wanted)).first()
    return None if found is None else cast(Row[Any], found)


async def close_chunk(
    connection: AsyncConnection, business_date: date, number: int, at: datetime, by: str, figures: Figures
) -> dict[str, int]:
    """Age the loans of a range that was claimed (migrations/sql/0058_close.sql). Answers its counts.

    Relies on loan_look's primary key, loan_no_key, and the indexes over loan_no of what belongs to a loan.
    """
    row = await raw(connection).fetchrow(_CLOSE, business_date, number, at, by, *figures.arguments)
    return dict(row)


async def finish_chunk(connection: AsyncConnection, business_date: date, number: int, done: Mapping[str, int]) -> None:
    """A range is closed and followed up."""
    given = (done[name] for name in FOLLOWED)
    await raw(connection).execute(_FINISH_CHUNK, business_date, number, *given)


async def close_again(
    connection: AsyncConnection,
    business_date: date,
    loans: tuple[int, int],
    at: datetime,
    by: str,
    run: UUID,
    figures: Figures,
) -> dict[str, int]:
    """Look at a range of loans again as of the last close, for a recompute. Answers the counts of what differed."""
    arguments = (business_date, *loans, at, by, run, True, *figures.arguments)
    return dict(await raw(connection).fetchrow(_CLOSE_AGAIN, *arguments))


async def scan(
    connection: AsyncConnection, business_date: date, loans: tuple[int, int], figures: Figures
) -> tuple[int, list[int]]:
    """How many loans a range has, and which of them are not as the last close should have left them."""
    classes, first_days, watching, _, buckets, bucket_days, _, step_days, *_ = figures.arguments
    asked = (business_date, *loans, classes, first_days, watching, buckets, bucket_days, step_days[0])
    row = await raw(connection).fetchrow(_SCAN, *asked)
    return row["read"], row["doubtful"]


async def results(connection: AsyncConnection, dates: Sequence[date]) -> dict[date, Row[Any]]:
    """What has been done of these closes: `done` ranges, the counts, and when that was seen.

    Relies on day_close_chunk's primary key.
    """
    sums = [func.sum(chunk.c[name]).label(name) for name in (*COUNTS, *FOLLOWED)]
    wanted = (
        select(
            chunk.c.business_date,
            func.count(chunk.c.done_at).label("done"),
            func.clock_timestamp(type_=DateTime(timezone=True)).label("seen_at"),
            *sums,
        )
        .where(chunk.c.business_date.in_(dates))
        .group_by(chunk.c.business_date)
    )
    return {row.business_date: row for row in await connection.execute(wanted)}
