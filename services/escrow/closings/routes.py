"""Closings over HTTP. The thing that is decided on is the project: its ETag is what `If-Match` takes."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, published
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.closings import actions
from services.escrow.closings.schemas import ClosingIn, ClosingOut
from services.escrow.closings.store import closing

router = APIRouter(prefix="/v1", tags=["closings"], route_class=BankRoute)
NO_PAPER = ClosingIn()


@router.post("/projects/{project_id}/close", status_code=201, summary="End the supervision of a project")
async def close_project(project_id: str, command: Command, body: ClosingIn = NO_PAPER) -> ClosingOut:
    """E12: after first registration, with an empty account. The ledger is sealed; the deposit goes on until its end."""
    return _published(await actions.close(command, id_in_path(project_id), body))


@router.get("/projects/{project_id}/closings", summary="The project's closing")
async def list_closings(project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[ClosingOut]:
    """A list of one, or of none while it is supervised."""
    project = id_in_path(project_id)
    wanted = select(closing).where(closing.c.project_id == project)
    rows, following = await listed(query, wanted, closing.c.id, limit, cursor, "closings", {"project": project})
    return Listed(items=[_published(row) for row in rows], next_cursor=following)


@router.get("/closings/{closing_id}", summary="One closing")
async def read_closing(closing_id: str, query: Query) -> ClosingOut:
    """What had gone through the account when it was sealed."""
    return _published(await actions.get(query, id_in_path(closing_id)))


def _published(row: Row[Any]) -> ClosingOut:
    return published(ClosingOut, row, ledger_digest=row.ledger_digest.hex())
