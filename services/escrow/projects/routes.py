"""Projects over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.projects import actions
from services.escrow.projects.schemas import ProjectIn, ProjectOut, ProjectState, UnitOut
from services.escrow.projects.store import project, unit

router = APIRouter(prefix="/v1/projects", tags=["projects"], route_class=BankRoute)


@router.post("", status_code=201, summary="Put a project forward")
async def propose_project(body: ProjectIn, command: Command) -> ProjectOut:
    """E1: the project's papers, investment, sources of money and units. It begins as `proposed`."""
    return shown(command, ProjectOut, await actions.propose(command, body))


@router.get("", summary="Projects, newest first")
async def list_projects(
    query: Query, limit: Limit = 50, cursor: Cursor = None, state: ProjectState | None = None
) -> Listed[ProjectOut]:
    """Those of the caller's part of the bank."""
    wanted = select(project)
    if state is not None:
        wanted = wanted.where(project.c.state == state)
    rows, following = await listed(query, wanted, project.c.id, limit, cursor, "projects", {"state": state})
    return Listed(items=[published(ProjectOut, row) for row in rows], next_cursor=following)


@router.get("/{project_id}", summary="One project")
async def read_project(project_id: str, query: Query) -> ProjectOut:
    """The project as it stands."""
    return shown(query, ProjectOut, await actions.get(query, id_in_path(project_id)))


@router.get("/{project_id}/units", summary="The project's units, by number")
async def list_units(project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[UnitOut]:
    """In the order of their numbers."""
    project_id = str(id_in_path(project_id))
    wanted = select(unit).where(unit.c.project_id == project_id)
    rows, following = await listed(
        query, wanted, unit.c.unit_no, limit, cursor, "units", {"project": project_id}, newest_first=False
    )
    return Listed(items=[published(UnitOut, row) for row in rows], next_cursor=following)
