"""What follows once the loans of a date are aged: cases climb, promises are judged, the curve is frozen, clocks are
looked at, and everybody is told.

It is done in parts of some thousand cases, each a transaction; whoever is cut off leaves the rest to the next, and
nothing is done twice: each part is found by what is still to be done, and adds what it did to `close_follow_up`. Only
one worker does it at a time. A date is not finished before that says it is done.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.db import Database
from chassis.identity import WHOLE_BANK, Actor, Scope
from services.collections.cases import actions as cases
from services.collections.clocks import actions as clocks
from services.collections.follow_ups import store
from services.collections.notices import actions as notices
from services.collections.policies import actions as policies
from services.collections.policies.rules import Ladder
from services.collections.rates import actions as rates


async def follow_up(database: Database, close_id: UUID, on: date, at: datetime, actor: Actor, ladder: Ladder) -> bool:
    """Follow a close up. Answers whether it is, which it can't be while a range of loans is open."""
    async with database.transaction(WHOLE_BANK) as connection:
        if await store.is_done(connection, on):
            return True
        if not await store.ranges_done(connection, on):
            return False
        benchmarks = await policies.benchmarks(connection, on)
        if await store.ladder_before(connection, on) not in (None, ladder.policy_version):
            await cases.ask_again(connection, on, ladder)

    async def part(connection: AsyncConnection) -> bool:
        done = await cases.follow_up(connection, on, at, actor.sub, ladder)
        if done is not None:
            await store.add(connection, on, done)
            await _record(connection, close_id, on, at, actor, done)
            return True
        if await rates.settle(connection, on, benchmarks) or await clocks.keep(connection, on, at, actor.sub, ladder):
            return True
        opened = await rates.freeze(connection, on, at, actor.sub, benchmarks, ladder.steps[0].from_day)
        for alert in opened:
            node = Scope(alert["sub_branch"], alert["outlet"])
            facts = {name: alert[name] for name in ("scope", "key", "status")} | {"business_date": on}
            await audit.append(connection, actor, at, "arrears_alert.open", alert["id"], node, data=facts)
        await notices.send(connection, close_id, on, at, actor)
        await store.add(connection, on, {"alerts": len(opened)}, done_at=at)
        return False

    more = True
    while more:
        async with database.transaction(WHOLE_BANK) as connection:
            await store.alone(connection)
            more = not await store.is_done(connection, on) and await part(connection)
    return True


async def results(connection: AsyncConnection, dates: Sequence[date]) -> dict[date, Row[Any]]:
    """What was done for these closes, as far as they are followed up."""
    return await store.results(connection, dates)


async def _record(
    connection: AsyncConnection, close_id: UUID, on: date, at: datetime, actor: Actor, done: dict[str, int]
) -> None:
    data = {"business_date": on, **done}
    await audit.append(connection, actor, at, "day_close.follow_up", close_id, WHOLE_BANK, data=data)
