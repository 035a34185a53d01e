"""Day closes over HTTP."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import BankRoute, Command, Query, Service
from chassis.errors import NotFound
from chassis.following import EventStream, following
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.day_close import actions
from services.collections.day_close.rules import date_in_path
from services.collections.day_close.schemas import DayCloseIn, DayCloseOut
from services.collections.day_close.store import day_close


def _date(in_path: str) -> date:
    found = date_in_path(in_path)
    if found is None:
        raise NotFound
    return found


async def _look(connection: AsyncConnection, path: Mapping[str, str]) -> DayCloseOut:
    return await actions.picture(connection, await actions.get(connection, _date(path["business_date"])))


router = APIRouter(prefix="/v1/day-closes", tags=["day closes"], route_class=BankRoute)
_following = APIRouter(prefix="/v1/day-closes", tags=["day closes"], route_class=following(_look))


@router.post("", status_code=202, summary="Close a business date")
async def close_day(body: DayCloseIn, command: Command, request: Request) -> DayCloseOut:
    """C9: with every missed date before it, in order. A closed date answers its own result (200); an earlier one that
    was never closed is refused. Outside development a date must have come."""
    service: Service = request.app.state.service
    allowed = service.settings.environment != "production"
    return await actions.request(command, body.business_date, future_allowed=allowed)


@router.get("", summary="Day closes, the latest date first")
async def list_day_closes(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[DayCloseOut]:
    """Those that are done, and those that are asked for."""
    rows, following = await listed(query, select(day_close), day_close.c.no, limit, cursor, "day-closes", {})
    return Listed(items=await actions.pictures(query.connection, rows), next_cursor=following)


@router.get("/{business_date}", summary="The close of one business date")
async def read_day_close(business_date: str, query: Query) -> DayCloseOut:
    """How far it is, and what it found."""
    return await actions.read(query, _date(business_date))


@_following.get("/{business_date}/stream", summary="Follow a close", response_class=EventStream, response_model=None)
async def stream_day_close(business_date: str, query: Query) -> Response:
    """Server-sent events: the `data` of each is the close as it is then. The stream ends when the close is done, and
    after ten minutes: ask again."""
    await actions.read(query, _date(business_date))
    return Response()


ROUTERS = [router, _following]
