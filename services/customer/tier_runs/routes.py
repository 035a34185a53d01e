"""Tier runs over HTTP."""

from collections.abc import Mapping

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import BankRoute, Command, Query
from chassis.following import EventStream, following
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.customer.tier_runs import actions
from services.customer.tier_runs.schemas import TierRunIn, TierRunOut
from services.customer.tier_runs.store import tier_run


async def _look(connection: AsyncConnection, path: Mapping[str, str]) -> TierRunOut:
    return await actions.look(connection, id_in_path(path["run_id"]))


router = APIRouter(prefix="/v1/tier-runs", tags=["tiers"], route_class=BankRoute)
_following = APIRouter(prefix="/v1/tier-runs", tags=["tiers"], route_class=following(_look))


@router.post("", status_code=202, summary="Tier the whole book")
async def run_tiers(body: TierRunIn, command: Command) -> TierRunOut:
    """T9: every customer is held against the policy of today. One run at a time; what did not change is not written."""
    return await actions.request(command)


@router.get("", summary="Tier runs, newest first")
async def list_tier_runs(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[TierRunOut]:
    """Those that are done, and the one under way."""
    rows, following = await listed(query, select(tier_run), tier_run.c.id, limit, cursor, "tier-runs", {})
    return Listed(items=await actions.pictures(query.connection, rows), next_cursor=following)


@router.get("/{run_id}", summary="One tier run")
async def read_tier_run(run_id: str, query: Query) -> TierRunOut:
    """How far it is, and what it found."""
    return await actions.read(query, id_in_path(run_id))


@_following.get("/{run_id}/stream", summary="Follow a tier run", response_class=EventStream, response_model=None)
async def stream_tier_run(run_id: str, query: Query) -> Response:
    """Server-sent events: the `data` of each is the run as it is then. The stream ends when the run is done, and after
    ten minutes: ask again."""
    await actions.read(query, id_in_path(run_id))
    return Response()


ROUTERS = [router, _following]
