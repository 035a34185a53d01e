"""Recomputes over HTTP."""

from collections.abc import Mapping

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import BankRoute, Command, Query
from chassis.errors import NotFound
from chassis.fields import Day
from chassis.following import EventStream, following
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.day_close.rules import date_in_path
from services.collections.recomputations import actions
from services.collections.recomputations.schemas import DifferenceOut, RecomputationIn, RecomputationOut
from services.collections.recomputations.store import difference, recomputation


async def _look(connection: AsyncConnection, path: Mapping[str, str]) -> RecomputationOut:
    return await actions.picture(connection, await actions.get(connection, id_in_path(path["recomputation_id"])))


router = APIRouter(prefix="/v1", tags=["day closes"], route_class=BankRoute)
_following = APIRouter(prefix="/v1", tags=["day closes"], route_class=following(_look))


@router.post("/day-closes/{business_date}/recompute", status_code=202, summary="Recompute a closed date")
async def recompute_day(business_date: str, body: RecomputationIn, command: Command) -> RecomputationOut:
    """C9: by what is known now and the policies that counted then. Only what differs is written, and it is listed; of
    an earlier date than the last, every class since then is worked out anew."""
    day = date_in_path(business_date)
    if day is None:
        raise NotFound
    return await actions.request(command, day, body)


@router.get("/recomputations", summary="Recomputes, newest first")
async def list_recomputations(
    query: Query, limit: Limit = 50, cursor: Cursor = None, business_date: Day | None = None
) -> Listed[RecomputationOut]:
    """All of them, or those of one date."""
    # Relies on recomputation_business_date_id_idx or the primary key.
    wanted = select(recomputation).where(
        *([recomputation.c.business_date == business_date] if business_date is not None else [])
    )
    filters = {"business_date": business_date}
    rows, following = await listed(query, wanted, recomputation.c.id, limit, cursor, "recomputations", filters)
    return Listed(items=await actions.pictures(query.connection, rows), next_cursor=following)


@router.get("/recomputations/{recomputation_id}", summary="One recompute")
async def read_recomputation(recomputation_id: str, query: Query) -> RecomputationOut:
    """How far it is, and how much differed."""
    return await actions.read(query, id_in_path(recomputation_id))


@router.get("/recomputations/{recomputation_id}/differences", summary="What a recompute found to differ")
async def list_differences(
    recomputation_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[DifferenceOut]:
    """Of the loans in the caller's part of the bank, in the order in which they were found."""
    run = await actions.get(query.connection, id_in_path(recomputation_id))
    # Relies on recomputation_difference_run_id_idx.
    wanted = select(difference).where(difference.c.recomputation_id == run.id)
    rows, following = await listed(
        query, wanted, difference.c.id, limit, cursor, "differences", {"run": run.id}, newest_first=False
    )
    return Listed(items=[DifferenceOut.model_validate(row) for row in rows], next_cursor=following)


@_following.get(
    "/recomputations/{recomputation_id}/stream",
    summary="Follow a recompute",
    response_class=EventStream,
    response_model=None,
)
async def stream_recomputation(recomputation_id: str, query: Query) -> Response:
    """Server-sent events: the `data` of each is the recompute as it is then. The stream ends when it is done, and after
    ten minutes: ask again."""
    await actions.read(query, id_in_path(recomputation_id))
    return Response()


ROUTERS = [router, _following]
