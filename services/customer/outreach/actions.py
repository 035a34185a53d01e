"""What is done with trainings and campaigns: planned, held or cancelled, and looked at afterwards (T11)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import NotFound
from chassis.identity import EVERYWHERE
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.cross_sell import actions as cross_sell
from services.customer.organisation import actions as organisation
from services.customer.outreach.rules import (
    MOVES,
    REACHES,
    Group,
    Kind,
    Lent,
    NotHeldYet,
    group,
    require_held,
    require_planned,
    require_there,
    windows,
)
from services.customer.outreach.schemas import CancellingIn, HoldingIn, OutreachIn
from services.customer.outreach.store import outreach


async def plan(work: Work, kind: Kind, body: OutreachIn) -> Row[Any]:
    """Plan one for the caller's part of the bank. Raises BadInput for a day that has passed."""
    require_planned(body.planned_on, work.today)
    made = {
        "id": new_id(),
        "state": "planned",
        "reached": [],
        "not_reached": [],
        "made_by": work.actor.sub,
        "made_at": work.now,
    }
    node = {"sub_branch": work.actor.sub_branch or EVERYWHERE, "outlet": EVERYWHERE}
    written = insert(outreach).values(kind=kind, version=1, **body.model_dump(), **made, **node).returning(outreach)
    row: Row[Any] = (await work.connection.execute(written)).one()
    await work.record(f"{kind}.plan", row, data={"product": row.product, "planned_on": row.planned_on})
    return row


async def hold(work: Work, kind: Kind, outreach_id: UUID, body: HoldingIn) -> Row[Any]:
    """Write down that it was held, and whom it reached. Raises NotFound, InvalidState, BadInput."""
    row = await get(work, kind, outreach_id, lock=True)
    state = MOVES.after(row.state, "hold")
    require_held(body.held_on, work.today)
    everybody = await _everybody(work, kind, row.sub_branch)
    require_there(body.reached, everybody)
    others = sorted(everybody - set(body.reached))
    held = {
        "held_on": body.held_on,
        "reached": body.reached,
        "not_reached": others,
        "closed_by": work.actor.sub,
        "closed_at": work.now,
    }
    after = await amend(work.connection, outreach, row, state=state, **held)
    told = {"product": row.product, "held_on": body.held_on, "reached": len(body.reached)}
    await work.record(f"{kind}.hold", after, before=row, data=told)
    return after


async def cancel(work: Work, kind: Kind, outreach_id: UUID, body: CancellingIn) -> Row[Any]:
    """It is not held. Raises NotFound, InvalidState."""
    row = await get(work, kind, outreach_id, lock=True)
    work.match(row.version)
    state = MOVES.after(row.state, "cancel")
    ended = {"cancelled_reason": body.reason, "closed_by": work.actor.sub, "closed_at": work.now}
    after = await amend(work.connection, outreach, row, state=state, **ended)
    await work.record(f"{kind}.cancel", after, before=row, data={"product": row.product})
    return after


async def get(task: Work | Reading, kind: Kind, outreach_id: UUID, *, lock: bool = False) -> Row[Any]:
    """A training, or a campaign. Raises NotFound."""
    row = await find(task.connection, outreach, outreach_id, lock=lock)
    if row.kind != kind:
        raise NotFound
    return row


async def results(task: Reading, kind: Kind, outreach_id: UUID, days: int) -> tuple[Row[Any], dict[str, Group], bool]:
    """What those reached and the others lent of the product before and after, and whether the time after is over.

    The others are those who were in the same part of the bank when it was written down. Raises NotFound, NotHeldYet.
    """
    row = await get(task, kind, outreach_id)
    if row.held_on is None:
        raise NotHeldYet
    scope = REACHES[kind]
    before, after = windows(row.held_on, days)
    lent = [
        {key: Lent(*lent) for key, lent in (await cross_sell.lending_of(task, scope, row.product, *window)).items()}
        for window in (before, after)
    ]
    groups = {"reached": group(row.reached, *lent), "not_reached": group(row.not_reached, *lent)}
    return row, groups, task.today >= row.held_on + timedelta(days=days)


async def _everybody(work: Work, kind: Kind, sub_branch: str) -> set[str]:
    """The managers of today, or the outlets, of a sub-branch or of the whole bank."""
    if kind == "training":
        return await organisation.managers_of(work, sub_branch, work.today)
    places = await organisation.outlets(work)
    return {outlet for where, outlet in places if sub_branch in (where, EVERYWHERE)}
