"""Contact bans over HTTP."""

from fastapi import APIRouter, Request
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.personal import Vault
from chassis.store import find
from services.collections.contact_bans import actions
from services.collections.contact_bans.schemas import BanIn, BanLiftIn, BanOut
from services.collections.contact_bans.store import contact_ban

router = APIRouter(prefix="/v1", tags=["contacts"], route_class=BankRoute)


@router.post("/loans/{loan_id}/contact-bans", status_code=201, summary="Forbid everybody to contact somebody")
async def set_ban(loan_id: str, body: BanIn, command: Command, request: Request) -> BanOut:
    """C7: from now on, for the person wherever they stand in the bank: on every loan with the same telephone or
    identity number, and as a borrower on all of the customer's, whatever core banking reports later. The ladder of
    each passes a step over in which nobody may be contacted; its timeline names who may not be."""
    vault: Vault = request.app.state.vault
    return await actions.ban(command, vault, id_in_path(loan_id), body)


@router.get("/loans/{loan_id}/contact-bans", summary="Whom nobody may contact on a loan, newest first")
async def list_bans(loan_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[BanOut]:
    """Those that hold and those that were lifted."""
    identity = id_in_path(loan_id)
    wanted = select(contact_ban).where(contact_ban.c.loan_id == identity)  # relies on contact_ban_loan_id_id_idx
    rows, following = await listed(query, wanted, contact_ban.c.id, limit, cursor, "contact-bans", {"loan": identity})
    return Listed(items=[actions.picture(query, row) for row in rows], next_cursor=following)


@router.get("/contact-bans/{ban_id}", summary="One contact ban")
async def read_ban(ban_id: str, query: Query) -> BanOut:
    """As it stands."""
    return actions.picture(query, await find(query.connection, contact_ban, id_in_path(ban_id)))


@router.post("/contact-bans/{ban_id}/lift", summary="Let somebody be contacted again")
async def lift_ban(ban_id: str, body: BanLiftIn, command: Command, request: Request) -> BanOut:
    """By another person than the one who forbade it."""
    vault: Vault = request.app.state.vault
    return await actions.lift(command, vault, id_in_path(ban_id), body.reason)
