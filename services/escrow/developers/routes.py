"""Developers over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.developers import actions
from services.escrow.developers.schemas import DeveloperIn, DeveloperOut
from services.escrow.developers.store import developer

router = APIRouter(prefix="/v1/developers", tags=["developers"], route_class=BankRoute)


@router.post("", status_code=201, summary="Register a developer")
async def register_developer(body: DeveloperIn, command: Command) -> DeveloperOut:
    """E1: name, credit code with its check character, qualification, past record."""
    return shown(command, DeveloperOut, await actions.register(command, body))


@router.get("", summary="Developers, newest first")
async def list_developers(
    query: Query, limit: Limit = 50, cursor: Cursor = None, uscc: str | None = None
) -> Listed[DeveloperOut]:
    """`uscc` finds one by its credit code."""
    wanted = select(developer)
    if uscc is not None:
        wanted = wanted.where(developer.c.uscc == uscc)
    rows, following = await listed(query, wanted, developer.c.id, limit, cursor, "developers", {"uscc": uscc})
    return Listed(items=[published(DeveloperOut, row) for row in rows], next_cursor=following)


@router.get("/{developer_id}", summary="One developer")
async def read_developer(developer_id: str, query: Query) -> DeveloperOut:
    """One developer of the caller's part of the bank."""
    return shown(query, DeveloperOut, await actions.get(query, id_in_path(developer_id)))
