"""What follows once loans are aged: cases climb, promises are judged, clocks are looked at, range by range; then the
curve is frozen, and everybody is told.

The last part is done by one worker, in transactions of its own; whoever is cut off leaves the rest to the next, and
nothing is done twice. A date is not finished before `close_follow_up` says it is done.
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


async def begin(connection: AsyncConnection, on: date, ladder: Ladder) -> None:
    """A close begins: by another ladder than the last one's, every open case is looked at."""
    if await store.ladder_before(connection, on) not in (None, ladder.policy_version):
        await cases.ask_again(connection, on, ladder)


async def follow_range(
    connection: AsyncConnection, on: date, at: datetime, by: str, loans: tuple[int, int], ladder: Ladder
) -> dict[str, int]:
    """Follow up a range of loans that was just aged, in the same transaction. Answers what was done."""
    done = await cases.follow_up(connection, on, at, by, loans, ladder)
    await clocks.keep(connection, on, at, by, loans, ladder)
    return done


async def follow_up(database: Database, close_id: UUID, on: date, at: datetime, actor: Actor, ladder: Ladder) -> bool:
    """Do what is done once for a close. Answers whether it is, which it can't be while a range of loans is open."""
    async with database.transaction(WHOLE_BANK) as connection:
        if await store.is_done(connection, on):
            return True
        if not await store.ranges_done(connection, on):
            return False
        benchmarks = await policies.benchmarks(connection, on)

    async def part(connection: AsyncConnection) -> bool:
        if await rates.settle(connection, on, benchmarks):
            return True
        late = await cases.tell_late_elsewhere(connection, on, at, actor.sub)
        opened = await rates.freeze(connection, on, at, actor.sub, benchmarks, ladder.steps[0].from_day)
        for alert in opened:
            node = Scope(alert["sub_branch"], alert["outlet"])
            facts = {name: alert[name] for name in ("scope", "key", "status")} | {"business_date": on}
            await audit.append(connection, actor, at, "arrears_alert.open", alert["id"], node, data=facts)
        done = {"late": late, "alerts": len(opened)}
        await store.add(connection, on, done, at)
        await audit.append(
            connection, actor, at, "day_close.follow_up", close_id, WHOLE_BANK, data={"business_date": on, **done}
        )
        await notices.send(connection, close_id, on, at, actor)
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
