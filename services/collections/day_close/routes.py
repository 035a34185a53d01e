"""Day closes over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from chassis.access import Rule
from chassis.admission import BankRoute, Command, Query, Service
from chassis.db import Database
from chassis.errors import NotFound
from chassis.health import is_draining
from chassis.identity import WHOLE_BANK, Actor
from chassis.imports.routes import KEEP_ALIVE_SECONDS, LOOK_SECONDS, STREAM_SECONDS_MAX, EventStream
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.day_close import actions
from services.collections.day_close.schemas import DayCloseIn, DayCloseOut
from services.collections.day_close.store import day_close


def _date(in_path: str) -> date:
    try:
        found = date.fromisoformat(in_path)
    except ValueError:
        raise NotFound from None
    if found.isoformat() != in_path:
        raise NotFound
    return found


class FollowRoute(BankRoute):
    """A route that refuses like any other, then lets its connection go and streams."""

    async def _read(
        self,
        request: Request,
        service: Service,
        rule: Rule,
        actor: Actor,
        inner: Callable[[Request], Awaitable[Response]],
    ) -> Response:
        await super()._read(request, service, rule, actor, inner)
        business_date = _date(request.path_params["business_date"])
        return EventStream(_events(service.database, business_date), headers={"Cache-Control": "no-cache"})


async def _events(database: Database, business_date: date) -> AsyncIterator[str]:
    """The close whenever it has changed, until it is done; a comment now and then, so that nobody cuts the line."""
    began = told_at = time.monotonic()
    told = ""
    while True:
        async with database.transaction(WHOLE_BANK) as connection:
            seen = await actions.picture(connection, await actions.get(connection, business_date))
        now, data = time.monotonic(), seen.model_dump_json()
        if data != told:
            told, told_at = data, now
            yield f"data: {data}\n\n"
        elif now - told_at >= KEEP_ALIVE_SECONDS:
            told_at = now
            yield ": still running\n\n"
        if seen.state != "running" or is_draining() or now - began >= STREAM_SECONDS_MAX:
            return
        await asyncio.sleep(LOOK_SECONDS)


router = APIRouter(prefix="/v1/day-closes", tags=["day closes"], route_class=BankRoute)
_following = APIRouter(prefix="/v1/day-closes", tags=["day closes"], route_class=FollowRoute)


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
