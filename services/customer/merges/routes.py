"""Merges of duplicates over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.merges import actions, store
from services.customer.merges.rules import MOVES
from services.customer.merges.schemas import MergeIn, MergeOut, UndoIn
from services.customer.merges.store import customer_merge

router = APIRouter(prefix="/v1/customer-merges", tags=["customers"], route_class=BankRoute)


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    return allowed_actions(task, "customer_merge", MOVES.verbs(row.state))


@router.post("", status_code=201, summary="Merge a duplicate")
async def merge_customers(body: MergeIn, command: Command) -> MergeOut:
    """The duplicate stays readable and names the one that counts; a search by its number finds that one."""
    row = await actions.merge(command, body)
    return shown(command, MergeOut, row, allowed_actions=_allowed(command, row))


@router.get("", summary="Merges, newest first")
async def list_merges(
    query: Query, limit: Limit = 50, cursor: Cursor = None, customer_id: UUID | None = None
) -> Listed[MergeOut]:
    """Those that count and those that were undone; of one customer, whichever side it is on."""
    wanted = store.merges(customer_id)
    filters = {"customer_id": customer_id}
    rows, following = await listed(query, wanted, customer_merge.c.id, limit, cursor, "merges", filters)
    items = [published(MergeOut, row, allowed_actions=_allowed(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/{customer_merge_id}", summary="One merge")
async def read_merge(customer_merge_id: str, query: Query) -> MergeOut:
    """Who merged which two, why, and whether it was undone."""
    row = await actions.get(query, id_in_path(customer_merge_id))
    return shown(query, MergeOut, row, allowed_actions=_allowed(query, row))


@router.post("/{customer_merge_id}/undo", summary="Part the two again")
async def undo_merge(customer_merge_id: str, body: UndoIn, command: Command) -> MergeOut:
    """Both count for themselves again, each with what it had."""
    row = await actions.undo(command, id_in_path(customer_merge_id), body)
    return shown(command, MergeOut, row, allowed_actions=_allowed(command, row))
