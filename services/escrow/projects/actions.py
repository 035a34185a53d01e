"""What is done with projects."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, insert, select

from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, NotFound, Text
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.developers import actions as developers
from services.escrow.projects.rules import MOVES
from services.escrow.projects.schemas import ProjectIn
from services.escrow.projects.store import project, unit


async def propose(work: Work, body: ProjectIn) -> Row[Any]:
    """Put a project forward, with its units (E1). Raises BadInput for a developer that is not on the books here."""
    try:
        await developers.get(work, body.developer_id)
    except NotFound:
        message = Text("There is no such developer here", "未找到该开发商")
        raise BadInput([FieldError("/developer_id", "UNKNOWN_DEVELOPER", message)]) from None
    made = insert(project).values(
        id=new_id(),
        developer_id=body.developer_id,
        name=body.name,
        total_investment=body.total_investment,
        construction_budget=body.construction_budget,
        funding_sources=[source.model_dump(mode="json") for source in body.funding_sources],
        permits=body.permits,
        regime=body.regime,
        state="proposed",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **work.node._asdict(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(project))).one()
    if body.units:
        units = [each.model_dump() | {"project_id": row.id} | work.node._asdict() for each in body.units]
        await work.connection.execute(insert(unit), units)
    facts = {"regime": row.regime, "state": row.state, "units": len(body.units)}
    await work.record("project.propose", row, data=facts)
    return row


async def get(task: Work | Reading, project_id: UUID, *, lock: bool = False) -> Row[Any]:
    """One project, locked against other moves if asked. Raises NotFound."""
    return await find(task.connection, project, project_id, lock=lock)


_p = project.c
ONE = select(_p.id, _p.regime, _p.state, _p.construction_budget, _p.sub_branch, _p.outlet).where(
    _p.id == bindparam("project_id")
)
"""What decisions about money look at in the project `project_id`, for whoever asks it together with other things."""


async def move(work: Work, row: Row[Any], verb: str) -> Row[Any]:
    """Take a locked project one state on. Raises InvalidState where its table of moves does not have that."""
    after = await amend(work.connection, project, row, state=MOVES.after(row.state, verb))
    await work.record(f"project.{verb}", after, before=row, data={"state": after.state})
    return after


async def touch(work: Work, row: Row[Any]) -> Row[Any]:
    """Raise the version of a locked project: something was decided about it that others must see before they decide."""
    return await amend(work.connection, project, row)


async def has_unit(task: Work | Reading, project_id: UUID, unit_no: str) -> bool:
    """Whether the project has a unit of that number."""
    wanted = select(unit.c.unit_no).where(unit.c.project_id == project_id, unit.c.unit_no == unit_no)
    return (await task.connection.execute(wanted)).first() is not None


async def count_units(task: Work | Reading, project_id: UUID) -> int:
    """How many units the project lists; 0 where it lists none."""
    wanted = select(func.count()).select_from(unit).where(unit.c.project_id == project_id)
    return (await task.connection.execute(wanted)).scalar_one()
