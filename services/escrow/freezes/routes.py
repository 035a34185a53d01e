"""Freezes over HTTP. The thing that is decided on is the project: its ETag is what `If-Match` takes."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.freezes import actions
from services.escrow.freezes.schemas import FreezeIn, FreezeOut, UnfreezeIn
from services.escrow.freezes.store import court_freeze

router = APIRouter(prefix="/v1", tags=["freezes"], route_class=BankRoute)


@router.post("/projects/{project_id}/freeze", status_code=201, summary="Freeze the account by a court's order")
async def freeze_project(project_id: str, body: FreezeIn, command: Command) -> FreezeOut:
    """E13: apart from holds. Own works and refunds then need the housing authority's approval; all else waits."""
    return published(FreezeOut, await actions.freeze_project(command, id_in_path(project_id), body))


@router.post("/projects/{project_id}/unfreeze", summary="End a freeze by the court's order")
async def unfreeze_project(project_id: str, body: UnfreezeIn, command: Command) -> FreezeOut:
    """E13, O3: another person than who entered the freeze."""
    return published(FreezeOut, await actions.unfreeze_project(command, id_in_path(project_id), body))


@router.get("/projects/{project_id}/freezes", summary="The project's freezes, newest first")
async def list_freezes(project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[FreezeOut]:
    """Standing and lifted."""
    project = id_in_path(project_id)
    wanted = select(court_freeze).where(court_freeze.c.project_id == project)
    rows, following = await listed(query, wanted, court_freeze.c.id, limit, cursor, "freezes", {"project": project})
    return Listed(items=[published(FreezeOut, row) for row in rows], next_cursor=following)


@router.get("/freezes/{freeze_id}", summary="One freeze")
async def read_freeze(freeze_id: str, query: Query) -> FreezeOut:
    """A court's order, and the one that ended it."""
    return shown(query, FreezeOut, await actions.get(query, id_in_path(freeze_id)))
