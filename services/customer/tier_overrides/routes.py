"""Overrides of tiers over HTTP."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.tier_overrides import actions, store
from services.customer.tier_overrides.rules import MOVES
from services.customer.tier_overrides.schemas import OverrideIn, OverrideOut
from services.customer.tier_overrides.store import tier_override

router = APIRouter(prefix="/v1", tags=["tiers"], route_class=BankRoute)


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    return allowed_actions(task, "tier_override", MOVES.verbs(row.state), not_by=[row.made_by])


def _shown(task: Work | Reading, row: Row[Any]) -> OverrideOut:
    return shown(task, OverrideOut, row, allowed_actions=_allowed(task, row))


@router.post("/customers/{customer_id}/tier-overrides", status_code=201, summary="Propose another tier for a time")
async def propose_override(customer_id: str, body: OverrideIn, command: Command) -> OverrideOut:
    """T9: with a reason and a last day; it counts once another person has approved it."""
    return _shown(command, await actions.propose(command, id_in_path(customer_id), body))


@router.get("/customers/{customer_id}/tier-overrides", summary="A customer's overrides, newest first")
async def list_overrides(
    customer_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[OverrideOut]:
    """Those that count, are proposed, or are over."""
    customer = id_in_path(customer_id)
    rows, following = await listed(
        query, store.overrides_of(customer), tier_override.c.id, limit, cursor, "overrides", {"customer": customer}
    )
    items = [published(OverrideOut, row, allowed_actions=_allowed(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/tier-overrides/{tier_override_id}", summary="One override")
async def read_override(tier_override_id: str, query: Query) -> OverrideOut:
    """With what the caller may do with it."""
    return _shown(query, await actions.get(query, id_in_path(tier_override_id)))


@router.post("/tier-overrides/{tier_override_id}/approve", summary="Approve an override")
async def approve_override(tier_override_id: str, command: Command, request: Request) -> OverrideOut:
    """T9, O3: never by who proposed it. The tier counts at once, and is history."""
    return _shown(command, await actions.approve(command, id_in_path(tier_override_id), request.app.state.follow))


@router.post("/tier-overrides/{tier_override_id}/reject", summary="Reject an override")
async def reject_override(tier_override_id: str, command: Command) -> OverrideOut:
    """O3: never by who proposed it."""
    return _shown(command, await actions.reject(command, id_in_path(tier_override_id)))
