"""What is done with day closes: asked for, carried out by the worker, read.

A close is laid out as ranges of loans. Each range is one transaction, with one record in the journal: its loans are
aged, and cases, promises and clocks follow. Workers take ranges side by side, and one that is killed leaves its range
to the next. Dates are closed one after the other.
"""

import functools
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit, jobs, ranges
from chassis.admission import Reading, published
from chassis.db import Database
from chassis.errors import NotFound
from chassis.identity import WHOLE_BANK, Actor
from chassis.writes import Work
from services.collections.aftercare import actions as aftercare
from services.collections.arrears import actions as arrears
from services.collections.cases.rules import deadlines
from services.collections.day_close import rules, store
from services.collections.day_close.schemas import CountsOut, DayCloseOut, PolicyVersionsOut
from services.collections.day_close.store import Figures
from services.collections.follow_ups import actions as follow_ups
from services.collections.policies import actions as policies
from services.collections.risk_classes import actions as risk_classes

QUEUE = "day_close"
CHUNK_LOANS = 10_000  # in a range, at least
WORKERS_INVITED = 4  # so many workers share a close, if so many there are; the others' jobs find nothing to do


async def request(work: Work, business_date: date, *, future_allowed: bool) -> DayCloseOut:
    """Have a business date closed, and every missed one before it, in order (C9).

    A date that is closed answers its own result, with status 200. One that failed is taken up again. Raises
    ClosesMoveForward, CloseInTheFuture, CloseTooFarAhead.
    """
    await arrears.book_for_closing(work.connection)
    row = await store.find(work.connection, business_date)
    if row is None:
        last = await store.last_date(work.connection)
        dates = rules.dates_to_close(last, business_date, work.today, future_allowed=future_allowed)
        await store.add(work.connection, dates, work.actor.sub, work.actor.name, work.now)
    elif row.state == "completed":
        work.status = 200
        return await picture(work.connection, row)
    if row is None or row.state == "failed":
        # What failed before is in the way of what comes after.
        await store.set_unfinished(work.connection, "running", business_date)
        for _ in range(WORKERS_INVITED):
            await jobs.enqueue(work.connection, QUEUE, {"through": business_date.isoformat()})
    after = await get(work.connection, business_date)
    if row is None or row.state == "failed":
        await _record(work.connection, "day_close.request", after, work.actor, work.now, {})
    return await picture(work.connection, after)


async def run(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    """The job: close every date up to `through` that is still to be closed. May run anywhere, twice, at once."""
    through, at = date.fromisoformat(payload["through"]), ranges.clock_from(now)
    while (row := await _begin_next(database, through)) is not None:
        async with database.transaction(WHOLE_BANK) as connection:
            counting = await figures(connection, row)
        await ranges.take_all(
            functools.partial(_close_chunks, database, row, at, counting),
            functools.partial(_end, database, row, at, counting),
        )


async def give_up(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    """The job failed too often: what it was to close waits, visibly, until it is asked for again."""
    async with database.transaction(WHOLE_BANK) as connection:
        await arrears.book_for_closing(connection)
        row = await store.first_unfinished(connection)
        through = date.fromisoformat(payload["through"])
        if row is not None and row.business_date <= through:
            await store.set_unfinished(connection, "failed", through)
            await _record(connection, "day_close.fail", row, _actor(row), now, {})


async def _begin_next(database: Database, through: date) -> Row[Any] | None:
    """The earliest date up to `through` that is not closed yet, begun; None when there is none, or it has failed."""
    async with database.transaction(WHOLE_BANK) as connection:
        await arrears.book_for_closing(connection)
        row = await store.first_unfinished(connection)
        if row is None or row.state == "failed" or row.business_date > through:
            return None
        if row.begun_at is None:
            on = row.business_date
            ladder, buckets = await policies.ladder(connection, on), await policies.buckets(connection, on)
            classes = await policies.risk_classes(connection, on)
            await store.begin(connection, on, CHUNK_LOANS, Figures(ladder, buckets, classes, ()))
            await follow_ups.begin(connection, on, ladder)
        return await get(connection, row.business_date)


async def figures(connection: AsyncConnection, row: Row[Any]) -> Figures:
    """The policies that a close began with, for all of its ranges and for ever."""
    ladder = await policies.ladder_named(connection, row.ladder_version)
    return Figures(
        ladder,
        await policies.buckets_named(connection, row.buckets_version),
        await policies.risk_classes_named(connection, row.classes_version),
        deadlines(ladder, row.business_date),
    )


async def last_completed(connection: AsyncConnection) -> date | None:
    """The last closed business date."""
    return (await arrears.book(connection)).closed_through


async def scan(
    connection: AsyncConnection, business_date: date, loans: tuple[int, int], counting: Figures
) -> tuple[int, list[int]]:
    """How many loans a range has, and which of them are not as the last close should have left them."""
    return await store.scan(connection, business_date, loans, counting)


async def close_again(
    connection: AsyncConnection,
    business_date: date,
    loans: tuple[int, int],
    at: datetime,
    by: str,
    run_id: UUID,
    counting: Figures,
) -> dict[str, int]:
    """Look at a range of loans again as of the last close, for a recompute. Answers the counts of what differed."""
    return await store.close_again(connection, business_date, loans, at, by, run_id, counting)


async def _close_chunks(database: Database, row: Row[Any], at: Callable[[], datetime], counting: Figures) -> None:
    """Take one range after the other, each in a transaction of its own, until nobody waits."""
    on, actor = row.business_date, _actor(row)
    while True:
        async with database.transaction(WHOLE_BANK) as connection:
            claimed = await store.claim(connection, on)
            if claimed is None:
                return
            number, loans = claimed.number, (claimed.first_no, claimed.last_no)
            begun_at = at()
            counts = await store.close_chunk(connection, on, number, begun_at, actor.sub, counting)
            counts |= await follow_ups.follow_range(connection, on, begun_at, actor.sub, loans, counting.ladder)
            await store.finish_chunk(connection, on, number, counts)
            await _record(connection, "day_close.advance", row, actor, begun_at, {"chunk": number, **counts})


async def _end(database: Database, row: Row[Any], at: Callable[[], datetime], counting: Figures) -> bool:
    """Curve and notices once all ranges are closed: a date is finished once it is followed up."""
    followed = await follow_ups.follow_up(database, row.id, row.business_date, at(), _actor(row), counting.ladder)
    return followed and await _finish(database, row, at)


async def _finish(database: Database, row: Row[Any], at: Callable[[], datetime]) -> bool:
    """Complete the close, unless another worker still has a range of it. Answers whether it is complete."""
    async with database.transaction(WHOLE_BANK) as connection:
        book = await arrears.book_for_closing(connection)
        # What was reported late while ranges were being closed: nobody reports any more until this is committed.
        all_done = book.closing == row.business_date and not await store.is_open(connection, row.business_date)
        if all_done and await risk_classes.restate_marked(connection, row.business_date, at(), _actor(row).sub):
            return False
        if all_done:
            await aftercare.see_to(connection, row.id, row.business_date, at(), _actor(row))
        completed = await store.finish(connection, row.business_date)
        after = await get(connection, row.business_date)
        if completed:
            done = await picture(connection, after)
            await _record(connection, "day_close.complete", after, _actor(row), at(), dict(done.counts))
        return bool(after.state == "completed")


async def get(connection: AsyncConnection, business_date: date) -> Row[Any]:
    """The close of a date. Raises NotFound for one that was never asked for."""
    row = await store.find(connection, business_date)
    if row is None:
        raise NotFound
    return row


async def read(task: Reading, business_date: date) -> DayCloseOut:
    """The close of a date, as far as it is. Raises NotFound."""
    return await picture(task.connection, await get(task.connection, business_date))


async def picture(connection: AsyncConnection, row: Row[Any]) -> DayCloseOut:
    """A close in its published shape."""
    (shown,) = await pictures(connection, [row])
    return shown


async def pictures(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[DayCloseOut]:
    """Closes in their published shape."""
    dates = [row.business_date for row in rows]
    results, followed = await store.results(connection, dates), await follow_ups.results(connection, dates)
    return [_published(row, results.get(row.business_date), followed.get(row.business_date)) for row in rows]


def _published(row: Row[Any], result: Row[Any] | None, followed: Row[Any] | None) -> DayCloseOut:
    # What followed was once counted for the whole close.
    counted = {name: int(getattr(result, name, 0)) for name in (*store.COUNTS, *store.FOLLOWED)}
    for name in (*store.FOLLOWED, "alerts"):
        counted[name] = counted.get(name, 0) + int(getattr(followed, name, 0))
    counted["escalated"] += counted.pop("raised")
    counted.pop("assigned")
    counts = CountsOut(**counted)
    versions = None
    if row.begun_at is not None:
        versions = PolicyVersionsOut(
            ladder=row.ladder_version, buckets=row.buckets_version, risk_classes=row.classes_version
        )
    until = row.finished_at or (result.seen_at if result else None)
    return published(
        DayCloseOut,
        row,
        counts=counts,
        policy_versions=versions,
        # The follow-up is the last part. A close may begin between the reading of its row and of its results.
        progress=ranges.progress(row.state, result.done if result else 0, row.chunks and row.chunks + 1),
        loans_per_second=ranges.per_second(counts.read, row.begun_at, until),
    )


def _actor(row: Row[Any]) -> Actor:
    """Whoever asked for the close."""
    return Actor(row.made_by, row.made_by_name, frozenset({"system"}))


async def _record(
    connection: AsyncConnection, action: str, row: Row[Any], actor: Actor, at: datetime, facts: dict[str, Any]
) -> None:
    data = {"business_date": row.business_date, **facts}
    await audit.append(connection, actor, at, action, row.id, WHOLE_BANK, after=row, data=data)
