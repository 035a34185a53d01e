"""Amendments over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.amendments import actions
from services.collections.amendments.schemas import AmendmentIn, AmendmentOut, FormerInstalmentOut
from services.collections.amendments.store import amendment

router = APIRouter(prefix="/v1", tags=["amendments"], route_class=BankRoute)


@router.post("/loans/{loan_id}/amendments", status_code=201, summary="Propose an extension, restructuring or write-off")
async def propose_amendment(loan_id: str, body: AmendmentIn, command: Command) -> AmendmentOut:
    """C8: nothing else moves due dates. It takes effect when a second person signs it."""
    return await actions.propose(command, id_in_path(loan_id), body)


@router.get("/loans/{loan_id}/amendments", summary="The amendments of a loan, newest first")
async def list_amendments(loan_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[AmendmentOut]:
    """Those that were signed, and those that were not."""
    found = id_in_path(loan_id)
    wanted = select(amendment).where(amendment.c.loan_id == found)  # relies on amendment_loan_id_id_idx
    rows, following = await listed(query, wanted, amendment.c.id, limit, cursor, "amendments", {"loan": found})
    items = [actions.picture(query, row) for row in rows]
    query.version = None
    return Listed(items=items, next_cursor=following)


@router.get("/loans/{loan_id}/former-schedules", summary="The schedules a loan had before the present one")
async def read_former_schedules(loan_id: str, query: Query) -> Listed[FormerInstalmentOut]:
    """C8: every instalment as it stood when an extension or restructuring took its place; all of them in one answer."""
    return Listed(items=await actions.former_schedules(query, id_in_path(loan_id)), next_cursor=None)


@router.get("/amendments/{amendment_id}", summary="One amendment")
async def read_amendment(amendment_id: str, query: Query) -> AmendmentOut:
    """As it stands."""
    return await actions.get(query, id_in_path(amendment_id))


@router.post("/amendments/{amendment_id}/sign", summary="Sign an amendment")
async def sign_amendment(amendment_id: str, command: Command) -> AmendmentOut:
    """By another person than the one who proposed it; a write-off by the city branch or head office."""
    return await actions.sign(command, id_in_path(amendment_id))


@router.post("/amendments/{amendment_id}/reject", summary="Reject an amendment")
async def reject_amendment(amendment_id: str, command: Command) -> AmendmentOut:
    """By another person than the one who proposed it."""
    return await actions.reject(command, id_in_path(amendment_id))


@router.post("/amendments/{amendment_id}/cancel", summary="Take a proposed amendment back")
async def cancel_amendment(amendment_id: str, command: Command) -> AmendmentOut:
    """While it is not signed."""
    return await actions.cancel(command, id_in_path(amendment_id))
