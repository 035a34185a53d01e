"""What is done with recomputes: asked for by a person, carried out by the worker like a close, read.

The last close is looked at again as a close would, after its amounts were worked out anew from the instalments; a loan
of which anything is wrong, and for an earlier date every loan, is followed from its first close on.
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
from chassis.identity import EVERYWHERE, WHOLE_BANK, Actor, Scope
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.day_close import actions as day_close
from services.collections.day_close.actions import CHUNK_LOANS
from services.collections.recomputations import store
from services.collections.recomputations.rules import DateNotClosed
from services.collections.recomputations.schemas import RecomputationCountsOut, RecomputationIn, RecomputationOut
from services.collections.risk_classes import actions as risk_classes

QUEUE = "recomputations"
RANGE_LOANS = 2 * CHUNK_LOANS  # most of them are only looked at


async def request(work: Work, business_date: date, body: RecomputationIn) -> RecomputationOut:
    """Have a closed date recomputed. Raises NotFound, DateNotClosed, RecomputationRunning."""
    closed = await day_close.get(work.connection, business_date)
    if closed.state != "completed":
        raise DateNotClosed
    row = await store.add(
        work.connection,
        id=new_id(),
        business_date=business_date,
        reason=body.reason,
        thorough=body.thorough or closed.business_date != await day_close.last_completed(work.connection),
        begun_at=work.now,
        made_by=work.actor.sub,
        made_by_name=work.actor.name,
        made_at=work.now,
    )
    await jobs.enqueue(work.connection, QUEUE, {"recomputation_id": str(row.id)})
    await _record(work.connection, "recomputation.request", row, work.actor, work.now, {"reason": body.reason})
    return await picture(work.connection, row)


async def run(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    """The job: take one range after the other. May run anywhere, twice, at once."""
    run_id, at = UUID(payload["recomputation_id"]), ranges.clock_from(now)
    async with database.transaction(WHOLE_BANK) as connection:
        row = await store.lay_out(connection, run_id, RANGE_LOANS)
    if row.state == "running":
        await ranges.take_all(
            functools.partial(_take_chunks, database, row, at), functools.partial(_finish, database, run_id, at)
        )


async def give_up(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    """The job failed too often: the recompute is over, visibly; it may be asked for again."""
    async with database.transaction(WHOLE_BANK) as connection:
        await _end(connection, UUID(payload["recomputation_id"]), "failed", now)


async def _finish(database: Database, run_id: UUID, at: Callable[[], datetime]) -> bool:
    """Complete the recompute, unless ranges of it wait or are worked on. Answers whether it is over."""
    async with database.transaction(WHOLE_BANK) as connection:
        if await store.is_open(connection, run_id):
            return bool((await get(connection, run_id)).state != "running")
        await _end(connection, run_id, "completed", at())
        return True


async def _end(connection: AsyncConnection, run_id: UUID, state: str, at: datetime) -> None:
    after = await store.end(connection, run_id, state, at if state == "completed" else None)
    if after is not None:
        done = await picture(connection, after)
        verb = {"completed": "complete", "failed": "fail"}[state]
        await _record(connection, f"recomputation.{verb}", after, _actor(after), at, dict(done.counts))


async def _take_chunks(database: Database, row: Row[Any], at: Callable[[], datetime]) -> None:
    """Take one range after the other, each in a transaction of its own, until nobody waits."""
    while True:
        async with database.transaction(WHOLE_BANK) as connection:
            # No close begins or ends meanwhile; one that runs goes first.
            book = await arrears.book_for_reporting(connection)
            claimed = await store.claim(connection, row.id) if book.closing is None else None
            if claimed is None:
                return
            loans = (claimed.first_no, claimed.last_no)
            through: date = book.closed_through or row.business_date
            begun_at = at()
            counts = await _recompute(connection, row, loans, through, begun_at)
            await store.finish_chunk(connection, row.id, claimed.number, counts)
            facts = {"chunk": claimed.number, **counts}
            await _record(connection, "recomputation.advance", row, _actor(row), begun_at, facts)


async def _recompute(
    connection: AsyncConnection, row: Row[Any], loans: tuple[int, int], through: date, at: datetime
) -> dict[str, int]:
    by = row.made_by
    figures = await day_close.figures(connection, await day_close.get(connection, through))
    counts, found = {"opened": 0, "cured": 0}, []
    if row.thorough or row.business_date < through:
        doubtful = await risk_classes.numbers(connection, *loans)
        read = len(doubtful)
    else:
        read, doubtful = await day_close.scan(connection, through, loans, figures)
    if doubtful:
        await store.amounts(connection, row.id, doubtful)
        found = await risk_classes.restate(connection, doubtful, through, at, by, through)
        counts = await day_close.close_again(connection, through, loans, at, by, row.id, figures)
        # A class that was wrong on the last date has a past that is to be told otherwise.
        classed = await store.classed(connection, row.id, *loans)
        found += await risk_classes.restate(connection, classed, through, at, by, through)
    await store.report(connection, row.id, found)
    return {
        "read": read,
        "changed": await store.differing(connection, row.id, *loans),
        "opened": counts["opened"],
        "cured": counts["cured"],
    }


async def get(connection: AsyncConnection, run_id: UUID) -> Row[Any]:
    """One recompute. Raises NotFound."""
    return await find(connection, store.recomputation, run_id)


async def read(task: Reading, run_id: UUID) -> RecomputationOut:
    """One recompute, as far as it is. Raises NotFound."""
    return await picture(task.connection, await get(task.connection, run_id))


async def picture(connection: AsyncConnection, row: Row[Any]) -> RecomputationOut:
    """A recompute in its published shape."""
    (shown,) = await pictures(connection, [row])
    return shown


async def pictures(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[RecomputationOut]:
    """Recomputes in their published shape."""
    results = await store.results(connection, [row.id for row in rows])
    return [_published(row, results.get(row.id)) for row in rows]


def _published(row: Row[Any], result: Row[Any] | None) -> RecomputationOut:
    counts = RecomputationCountsOut(**{name: int(getattr(result, name, 0)) for name in store.COUNTS})
    progress = ranges.progress(row.state, result.done if result else 0, result.chunks if result else None)
    speed = ranges.per_second(counts.read, row.begun_at, row.finished_at)
    return published(RecomputationOut, row, counts=counts, progress=progress, loans_per_second=speed)


def _actor(row: Row[Any]) -> Actor:
    return Actor(row.made_by, row.made_by_name, frozenset({"risk_officer"}))


async def _record(
    connection: AsyncConnection, action: str, row: Row[Any], actor: Actor, at: datetime, facts: dict[str, Any]
) -> None:
    data = {"business_date": row.business_date, **facts}
    # Whoever asks for it may belong to one branch, and writes into the journal of that; the worker is the whole bank's.
    node = Scope(actor.sub_branch or EVERYWHERE, actor.outlet or EVERYWHERE)
    await audit.append(connection, actor, at, action, row.id, node, after=row, data=data)
