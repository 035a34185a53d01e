"""What is done with projects in the pipeline: entered, moved on, and how they sell reported (T10)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.asking import Wanted
from chassis.errors import BadInput, FieldError, NotFound, Text, Unavailable
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.organisation import actions as organisation
from services.customer.organisation.rules import unknown_node, unknown_person
from services.customer.pipeline.rules import MOVES, NotLinked, Supervision, require_amount, require_report
from services.customer.pipeline.schemas import AdvanceIn, LinkIn, PipelineIn, SalesIn
from services.customer.pipeline.store import project, sales


async def enter(work: Work, body: PipelineIn) -> Row[Any]:
    """Follow a project from its land collateral on. Raises BadInput, PipelineProjectExists."""
    try:
        node = await organisation.get_node(work, body.outlet)
    except NotFound:
        raise unknown_node("/outlet") from None
    if node.kind != "outlet":
        raise unknown_node("/outlet")
    try:
        await organisation.get_staff(work, body.relationship_manager)
    except NotFound:
        raise unknown_person("/relationship_manager") from None
    made = {"id": new_id(), "stage": "land_collateral", "made_by": work.actor.sub, "made_at": work.now, "version": 1}
    written = insert(project).values(**(body.model_dump() | made | {"sub_branch": node.sub_branch}))
    row: Row[Any] = (await work.connection.execute(written.returning(project))).one()
    await work.record("pipeline_project.enter", row, data=_told(row))
    return row


async def advance(work: Work, project_id: UUID, body: AdvanceIn) -> Row[Any]:
    """Move a project on, or drop it. Raises NotFound, InvalidState, LoanAmountNeeded."""
    row = await find(work.connection, project, project_id, lock=True)
    stage = MOVES.after(row.stage, body.move)
    require_amount(body.move, body.development_loan)
    changes = {"development_loan": body.development_loan} if body.development_loan is not None else {}
    after = await amend(work.connection, project, row, stage=stage, **changes)
    await work.record(f"pipeline_project.{body.move}", after, before=row, data=_told(after) | {"reason": body.reason})
    return after


async def report(work: Work, project_id: UUID, body: SalesIn) -> Row[Any]:
    """Report how a project sells; the developer's manager finds it with the project, and in the feed of events.

    Raises NotFound, NotSelling, BadInput.
    """
    row = await find(work.connection, project, project_id, lock=True)
    require_report(row.stage, body.as_of, row.sales_as_of, work.today, body.units_sold, row.units)
    node = {"sub_branch": row.sub_branch, "outlet": row.outlet}
    made = {"id": new_id(), "pipeline_project_id": row.id, "made_by": work.actor.sub, "made_at": work.now}
    await work.connection.execute(insert(sales).values(**(body.model_dump() | made | node)))
    newest = body.model_dump()
    after = await amend(work.connection, project, row, sales_as_of=newest.pop("as_of"), **newest)
    told = _told(after) | {"as_of": body.as_of, "units_sold": body.units_sold, "mortgages": body.mortgages}
    await work.record("pipeline_project.report_sales", after, before=row, data=told)
    return after


async def link(work: Work, project_id: UUID, body: LinkIn, found: Supervision | None) -> Row[Any]:
    """Say which project of escrow it became, after asking escrow for it; linked anew it is corrected.

    Raises NotFound, Wanted, Unavailable while escrow is down, BadInput, Conflict, LinkedElsewhere.
    """
    row = await find(work.connection, project, project_id, lock=True)
    if not MOVES.verbs(row.stage):
        MOVES.after(row.stage, "link")
    if row.escrow_project_id == body.escrow_project_id:
        return row
    if found is None:
        raise Wanted("escrow", body.escrow_project_id)
    if "project" in found.missing:
        raise Unavailable
    if found.project is None or found.project.sub_branch != row.sub_branch:
        message = Text("The sub-branch has no such project in escrow", "监管系统中本支行没有该项目")
        raise BadInput([FieldError("/escrow_project_id", "UNKNOWN_ESCROW_PROJECT", message)])
    after = await amend(work.connection, project, row, escrow_project_id=body.escrow_project_id)
    told = _told(after) | {"escrow_project_id": after.escrow_project_id}
    await work.record("pipeline_project.link", after, before=row, data=told)
    return after


async def supervision(task: Reading, project_id: UUID, found: Supervision | None) -> tuple[Row[Any], Supervision]:
    """A project, and what escrow knows of it. Raises NotFound, NotLinked, Wanted."""
    row = await find(task.connection, project, project_id)
    if row.escrow_project_id is None:
        raise NotLinked
    if found is None:
        raise Wanted("escrow", row.escrow_project_id)
    theirs = found.project is not None and found.project.sub_branch != row.sub_branch
    if not found.known or theirs:
        return row, Supervision(missing=("project", "agreement", "development_loan", "sales"))
    return row, found


def _told(row: Row[Any]) -> dict[str, Any]:
    return {"stage": row.stage, "relationship_manager": row.relationship_manager}
