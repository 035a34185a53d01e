"""What is done with alerts: opened, refreshed and lifted by what finds; acknowledged by people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.alerts import store
from services.escrow.alerts.rules import MOVES, AlertKind
from services.escrow.alerts.store import alert


async def state(work: Work, project: Row[Any], found: Mapping[AlertKind, dict[str, Any] | None]) -> None:
    """Say how it stands with these kinds: figures where something is wrong, None where nothing is.

    One alert stands for a kind and project: it is opened, its figures are brought up to date, or it is lifted.
    """
    known = {row.kind: row for row in await store.standing(work.connection, project.id, list(found), lock=True)}
    for kind, details in found.items():
        row = known.get(kind)
        if row is None and details is not None:
            await _open(work, project, kind, details)
        elif row is not None and details is None:
            await _lift(work, row)
        elif row is not None and row.details != details:
            after = await amend(work.connection, alert, row, details=details)
            await work.record("alert.refresh", after, before=row, data=_facts(after))


async def acknowledge(work: Work, alert_id: UUID, comment: str) -> Row[Any]:
    """Somebody has seen it and says what is being done. Raises InvalidState for one acknowledged or lifted already."""
    row = await find(work.connection, alert, alert_id, lock=True)
    after = await amend(
        work.connection,
        alert,
        row,
        state=MOVES.after(row.state, "acknowledge"),
        acknowledged_by=work.actor.sub,
        acknowledged_at=work.now,
        comment=comment,
    )
    await work.record("alert.acknowledge", after, before=row, data=_facts(after))
    return after


async def get(task: Work | Reading, alert_id: UUID) -> Row[Any]:
    """One alert. Raises NotFound."""
    return await find(task.connection, alert, alert_id)


async def standing(task: Work | Reading, project_id: UUID, kinds: Collection[AlertKind]) -> Sequence[Row[Any]]:
    """The project's alerts of these kinds that are not lifted."""
    return await store.standing(task.connection, project_id, kinds)


async def projects_with(connection: AsyncConnection, kinds: Collection[AlertKind]) -> Sequence[UUID]:
    """The projects on which an alert of one of these kinds stands."""
    return await store.projects_with(connection, kinds)


async def _open(work: Work, project: Row[Any], kind: AlertKind, details: dict[str, Any]) -> None:
    row = await store.open_one(
        work.connection,
        id=new_id(),
        project_id=project.id,
        kind=kind,
        details=details,
        opened_at=work.now,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    if row is not None:
        await work.record("alert.open", row, data=_facts(row))


async def _lift(work: Work, row: Row[Any]) -> None:
    after = await amend(work.connection, alert, row, state=MOVES.after(row.state, "lift"), lifted_at=work.now)
    await work.record("alert.lift", after, before=row, data=_facts(after))


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"project_id": row.project_id, "kind": row.kind, "state": row.state, "details": row.details}
