"""Warnings over HTTP: given by one, read by all."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.fields import Ref
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.scoring.shapes import CorrelationIds, several
from services.scoring.warnings import actions
from services.scoring.warnings.rules import SUPERIORS, state
from services.scoring.warnings.schemas import WarningIn, WarningOut, WithdrawIn
from services.scoring.warnings.store import warning

router = APIRouter(prefix="/v1/warnings", tags=["warnings"], route_class=BankRoute)


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    now = state(row.withdrawn_by, row.expires_on, task.today)
    above = bool(task.actor.roles & SUPERIORS) and task.actor.sub_branch in (row.sub_branch, None)
    verbs = ["withdraw"] if now == "open" and (task.actor.sub == row.made_by or above) else []
    return {"state": now, "allowed_actions": allowed_actions(task, "warning", verbs)}


@router.post("", status_code=201, summary="Warn everybody of a customer")
async def give_warning(body: WarningIn, command: Command) -> WarningOut:
    """S3: from now on an application of this customer, with whatever manager, cannot be decided without it."""
    row = await actions.give(command, body)
    return shown(command, WarningOut, row, **_more(command, row))


@router.get("", summary="Warnings, newest first")
async def list_warnings(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    customer_ref: Ref | None = None,
    correlation_id: CorrelationIds = None,
) -> Listed[WarningOut]:
    """Of the whole bank, those that are over included. `correlation_id` names arrears in collections: those are
    answered that rest on them."""
    wanted, asked = select(warning), several(correlation_id)
    if customer_ref is not None:
        wanted = wanted.where(warning.c.customer_ref == customer_ref)
    if asked:
        wanted = wanted.where(warning.c.correlation_ids.overlap(asked))
    filters = {"customer_ref": customer_ref} | ({"correlation_id": asked} if asked else {})
    rows, following = await listed(query, wanted, warning.c.id, limit, cursor, "warnings", filters)
    return Listed(items=[published(WarningOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get("/{warning_id}", summary="One warning")
async def read_warning(warning_id: str, query: Query) -> WarningOut:
    """Why, on what evidence, and who gave it."""
    row = await actions.get(query, id_in_path(warning_id))
    return shown(query, WarningOut, row, **_more(query, row))


@router.post("/{warning_id}/withdraw", summary="Withdraw a warning")
async def withdraw_warning(warning_id: str, body: WithdrawIn, command: Command) -> WarningOut:
    """By who gave it, or by the risk officer or branch head of that sub-branch, with the reason."""
    row = await actions.withdraw(command, id_in_path(warning_id), body.reason)
    return shown(command, WarningOut, row, **_more(command, row))
