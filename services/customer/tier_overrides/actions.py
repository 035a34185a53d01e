"""What is done with overrides: proposed by one person, decided by another, ended by the calendar (T9, O3)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.clock import business_date
from chassis.db import Database
from chassis.identity import SYSTEM_ACTOR, WHOLE_BANK
from chassis.ids import new_id
from chassis.jobs import Run
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.customers import actions as customers
from services.customer.tier_overrides import store
from services.customer.tier_overrides.rules import MOVES, OverrideOver, require_end
from services.customer.tier_overrides.schemas import OverrideIn
from services.customer.tier_overrides.store import tier_override
from services.customer.tiers import actions as tiers
from services.customer.tiers.actions import Follow

BATCH = 200


async def propose(work: Work, customer_id: UUID, body: OverrideIn) -> Row[Any]:
    """Ask that another tier counts for a time. Raises NotFound, NotTieredYet, OverrideOpen, BadInput."""
    customer = await customers.get(work, customer_id)
    await tiers.tier(work, customer_id)
    require_end(body.ends_on, work.today)
    made = insert(tier_override).values(
        id=new_id(),
        customer_id=customer_id,
        state="proposed",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=customer.sub_branch,
        outlet=customer.outlet,
        **body.model_dump(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(tier_override))).one()
    await work.record("tier_override.propose", row, data=_facts(row))
    return row


async def approve(work: Work, override_id: UUID, follow: Follow) -> Row[Any]:
    """Have it count from now on. Raises NotFound, MakerIsChecker, InvalidState, OverrideOver."""
    row = await find(work.connection, tier_override, override_id, lock=True)
    work.not_by(row.made_by)
    work.match(row.version)
    state = MOVES.after(row.state, "approve")
    if row.ends_on < work.today:
        raise OverrideOver
    after = await amend(
        work.connection, tier_override, row, state=state, decided_by=work.actor.sub, decided_at=work.now
    )
    await work.record("tier_override.approve", after, before=row, data=_facts(after))
    await tiers.override(work, row.customer_id, row.id, row.tier, follow, row.correlation_ids)
    return after


async def reject(work: Work, override_id: UUID) -> Row[Any]:
    """Refuse it. Raises NotFound, MakerIsChecker, InvalidState."""
    row = await find(work.connection, tier_override, override_id, lock=True)
    work.not_by(row.made_by)
    work.match(row.version)
    state = MOVES.after(row.state, "reject")
    after = await amend(
        work.connection, tier_override, row, state=state, decided_by=work.actor.sub, decided_at=work.now
    )
    await work.record("tier_override.reject", after, before=row, data=_facts(after))
    return after


async def get(task: Work | Reading, override_id: UUID) -> Row[Any]:
    """One override. Raises NotFound."""
    return await find(task.connection, tier_override, override_id)


def ending(follow: Follow) -> Run:
    """The timed job that ends what is past its last day: the tier falls back to the one the ways lead to (T9)."""

    async def run(database: Database, now: datetime) -> bool:
        async with database.transaction(WHOLE_BANK) as connection:
            work = Work(connection, SYSTEM_ACTOR, now)
            rows = await store.over(connection, business_date(now), BATCH)
            for row in rows:
                verb = "end" if row.state == "active" else "lapse"
                after = await amend(connection, tier_override, row, state=MOVES.after(row.state, verb))
                await work.record(f"tier_override.{verb}", after, before=row, data=_facts(after))
                if verb == "end":
                    await tiers.override(work, row.customer_id, None, None, follow)
        return len(rows) == BATCH

    return run


def _facts(row: Row[Any]) -> dict[str, Any]:
    told = ("customer_id", "tier", "ends_on", "state", "correlation_ids")
    return {name: getattr(row, name) for name in told}
