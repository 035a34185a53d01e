"""Exposure reductions over HTTP."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.fields import Ref
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.scoring.asking import AskingRoute
from services.scoring.reductions import actions
from services.scoring.reductions.rules import MOVES, ReductionState
from services.scoring.reductions.schemas import PlanIn, ReductionIn, ReductionOut, ReviewIn
from services.scoring.reductions.store import exposure_reduction, with_reviews

router = APIRouter(prefix="/v1/exposure-reductions", tags=["exposure reductions"], route_class=BankRoute)
_asking = APIRouter(prefix="/v1/exposure-reductions", tags=["exposure reductions"], route_class=AskingRoute)


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    verbs = [verb for verb in MOVES.verbs(row.state) if verb != "complete"]
    return {
        "is_overdue": row.state != "completed" and row.due_on is not None and row.due_on < task.today,
        "allowed_actions": allowed_actions(task, "exposure_reduction", verbs),
    }


async def _answer(work: Work, row: Row[Any]) -> ReductionOut:
    found = await actions.get(work, row.id)
    return shown(work, ReductionOut, found, **_more(work, found))


@_asking.post("", status_code=201, summary="Measure a customer against their cap, and list them if they are above")
async def list_reduction(body: ReductionIn, request: Request, command: Command) -> ReductionOut:
    """S2. Who applies and is above their cap is listed by the gate itself."""
    return await _answer(command, await actions.measure(command, body, request.state.asked))


@router.post("/{reduction_id}/plan", summary="Plan how the exposure comes down")
async def plan_reduction(reduction_id: str, body: PlanIn, command: Command) -> ReductionOut:
    """S2: down to the cap, by a date. A later plan takes the place of an earlier one."""
    return await _answer(command, await actions.plan(command, id_in_path(reduction_id), body))


@_asking.post("/{reduction_id}/reviews", status_code=201, summary="Look how far it has come down")
async def review_reduction(reduction_id: str, body: ReviewIn, request: Request, command: Command) -> ReductionOut:
    """S2: measured anew; within the cap, the reduction is completed."""
    return await _answer(command, await actions.review(command, id_in_path(reduction_id), body, request.state.asked))


@router.get("", summary="Customers above their cap, newest first")
async def list_reductions(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    customer_ref: Ref | None = None,
    state: ReductionState | None = None,
) -> Listed[ReductionOut]:
    """Those of the caller's part of the bank."""
    filters = {"customer_ref": customer_ref, "state": state}
    given = {name: value for name, value in filters.items() if value is not None}
    wanted = with_reviews().where(*(exposure_reduction.c[name] == value for name, value in given.items()))
    rows, following = await listed(
        query, wanted, exposure_reduction.c.id, limit, cursor, "exposure-reductions", filters
    )
    return Listed(items=[published(ReductionOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get("/{reduction_id}", summary="One exposure reduction")
async def read_reduction(reduction_id: str, query: Query) -> ReductionOut:
    """The plan, and what each look found."""
    row = await actions.get(query, id_in_path(reduction_id))
    return shown(query, ReductionOut, row, **_more(query, row))


ROUTERS = [router, _asking]
