"""What is done with tier runs: asked for, carried out by the worker, read.

A run is laid out as ranges of customers. Each range is one transaction, with one record in the journal; workers take
them side by side, and one that is killed leaves its range to the next.
"""

import functools
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit, jobs, ranges
from chassis.admission import Reading, published
from chassis.db import Database
from chassis.identity import WHOLE_BANK, Actor
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.customer.tier_runs import store
from services.customer.tier_runs.rules import CHUNK_CUSTOMERS
from services.customer.tier_runs.schemas import TierRunCounts, TierRunOut
from services.customer.tier_runs.store import tier_run
from services.customer.tiers import actions as tiers
from services.customer.tiers.rules import Table

QUEUE = "tier_run"

Then = Callable[[AsyncConnection], Awaitable[None]]
"""What a run that is over asks for in the same transaction."""


async def request(work: Work) -> TierRunOut:
    """Have the whole book held against the policy of today (T9). Raises TierRunUnderWay."""
    ways = await tiers.table(work, work.today)
    row = await store.add(
        work.connection,
        id=new_id(),
        policy_version=ways.policy_version,
        made_by=work.actor.sub,
        made_by_name=work.actor.name,
        made_at=work.now,
    )
    await jobs.enqueue(work.connection, QUEUE, {"run_id": str(row.id)})
    await _record(work.connection, "tier_run.request", row, work.actor, work.now, {})
    return await picture(work.connection, row)


def runner(then: Then) -> jobs.RunQueued:
    """The job that carries runs out. It may run anywhere, twice, at once."""

    async def run(database: Database, now: datetime, payload: dict[str, Any]) -> None:
        run_id, at = UUID(payload["run_id"]), ranges.clock_from(now)
        begun = await _begin(database, run_id, at())
        if begun is None:
            return
        row, ways, loans = begun
        await ranges.take_all(
            functools.partial(_tier_ranges, database, row, ways, at, loans=loans),
            functools.partial(_finish, database, row, at, then),
        )

    return run


async def give_up(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    """The job failed too often: the run ends as failed, and another may be asked for."""
    async with database.transaction(WHOLE_BANK) as connection:
        row = await find(connection, tier_run, UUID(payload["run_id"]), lock=True)
        if row.state == "running":
            after = await store.change(connection, row.id, state="failed")
            await _record(connection, "tier_run.fail", after, _actor(row), now, {})


async def _begin(database: Database, run_id: UUID, at: datetime) -> tuple[Row[Any], Table, bool] | None:
    """The run, laid out if it is not yet, its ways, and whether loans may count otherwise; None when it is over."""
    async with database.transaction(WHOLE_BANK) as connection:
        row = await find(connection, tier_run, run_id, lock=True)
        if row.state != "running":
            return None
        if row.begun_at is None:
            await store.begin(connection, run_id, await tiers.ranges(connection, CHUNK_CUSTOMERS), at)
        work = Work(connection, _actor(row), at)
        ways = await tiers.table_named(work, row.policy_version)
        loans = await tiers.loans_may_count_otherwise(connection, ways)
        return await find(connection, tier_run, run_id), ways, loans


async def _tier_ranges(
    database: Database, row: Row[Any], ways: Table, at: Callable[[], datetime], *, loans: bool
) -> None:
    """Take one range after the other, each in a transaction of its own, until nobody waits."""
    while True:
        async with database.transaction(WHOLE_BANK) as connection:
            taken = await store.claim(connection, row.id)
            if taken is None:
                return
            now = at()
            ends = (taken.after_id, taken.last_id)
            counts = await tiers.tier_range(connection, ways, *ends, now, row.made_by, loans=loans)
            await store.done(connection, taken, now, counts)
            facts = {"chunk": taken.number, **counts}
            await _record(connection, "tier_run.advance", row, _actor(row), now, facts)


async def _finish(database: Database, row: Row[Any], at: Callable[[], datetime], then: Then) -> bool:
    """Complete the run, unless another worker still has a range of it. Answers whether it is over."""
    async with database.transaction(WHOLE_BANK) as connection:
        before = await find(connection, tier_run, row.id, lock=True)
        if before.state != "running":
            return True
        if await store.is_waiting(connection, row.id):
            return False
        now = at()
        after = await store.change(connection, row.id, state="completed", finished_at=now)
        done = await picture(connection, after)
        await _record(connection, "tier_run.complete", after, _actor(row), now, dict(done.counts))
        await then(connection)
        return True


async def read(task: Reading, run_id: UUID) -> TierRunOut:
    """A run, as far as it is. Raises NotFound."""
    return await look(task.connection, run_id)


async def look(connection: AsyncConnection, run_id: UUID) -> TierRunOut:
    """A run, as far as it is. Raises NotFound."""
    return await picture(connection, await find(connection, tier_run, run_id))


async def picture(connection: AsyncConnection, row: Row[Any]) -> TierRunOut:
    """A run in its published shape."""
    (shown,) = await pictures(connection, [row])
    return shown


async def pictures(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[TierRunOut]:
    """Runs in their published shape."""
    results = await store.results(connection, [row.id for row in rows])
    return [_published(row, results.get(row.id)) for row in rows]


def _published(row: Row[Any], result: Row[Any] | None) -> TierRunOut:
    counts = TierRunCounts(**{name: int(getattr(result, name, 0)) for name in store.COUNTS})
    # A run may begin between the reading of its row and of its results.
    progress = ranges.progress(row.state, result.done if result else 0, row.chunks)
    speed = ranges.per_second(counts.read, row.begun_at, row.finished_at)
    return published(TierRunOut, row, counts=counts, progress=progress, customers_per_second=speed)


def _actor(row: Row[Any]) -> Actor:
    """Whoever asked for the run."""
    return Actor(row.made_by, row.made_by_name, frozenset({"system"}))


async def _record(
    connection: AsyncConnection, action: str, row: Row[Any], actor: Actor, at: datetime, facts: dict[str, Any]
) -> None:
    data = {"policy_version": row.policy_version, **facts}
    await audit.append(connection, actor, at, action, row.id, WHOLE_BANK, after=row, data=data)
