"""Responsibility and transfers over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.responsibilities import actions
from services.collections.responsibilities.rules import TransferState
from services.collections.responsibilities.schemas import (
    ResponsibleOut,
    TransferIn,
    TransferOut,
    TransferredOut,
    TransferRejectIn,
)
from services.collections.responsibilities.store import responsibility_transfer, responsibility_transfer_loan

router = APIRouter(prefix="/v1", tags=["responsibility"], route_class=BankRoute)


@router.get("/loans/{loan_id}/responsibility", summary="Who answered for a loan when")
async def read_responsibility(loan_id: str, query: Query, as_of: Day | None = None) -> ResponsibleOut:
    """G3: who approved it, who held it at first arrears, on a date and now, with every change of hands."""
    return await actions.responsible(query, id_in_path(loan_id), as_of)


@router.post("/responsibility-transfers", status_code=201, summary="Propose to hand loans over")
async def propose_transfer(body: TransferIn, command: Command) -> TransferOut:
    """G3: single loans or a whole portfolio, within the sub-branch, with a hand-over note. What an outlet sold stays
    with that outlet: named, it is refused; in a portfolio it stays where it is. Nothing moves until the receiver
    confirms."""
    return await actions.propose(command, body)


@router.get("/responsibility-transfers", summary="Transfers, newest first")
async def list_transfers(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: TransferState | None = None,
    from_manager: str | None = None,
    to_manager: str | None = None,
) -> Listed[TransferOut]:
    """`state=proposed&to_manager=…` are those that wait for somebody's answer."""
    filters = {"state": state, "from_manager": from_manager, "to_manager": to_manager}
    # Relies on responsibility_transfer_waiting_idx, responsibility_transfer_from_manager_idx or the primary key.
    wanted = select(responsibility_transfer).where(
        *(responsibility_transfer.c[name] == value for name, value in filters.items() if value is not None)
    )
    position = responsibility_transfer.c.id
    rows, following = await listed(query, wanted, position, limit, cursor, "responsibility-transfers", filters)
    items = [actions.picture(query, row) for row in rows]
    query.version = None
    return Listed(items=items, next_cursor=following)


@router.get("/responsibility-transfers/{transfer_id}", summary="One transfer")
async def read_transfer(transfer_id: str, query: Query) -> TransferOut:
    """As it stands."""
    return await actions.get(query, id_in_path(transfer_id))


@router.get("/responsibility-transfers/{transfer_id}/loans", summary="What became of each loan of a transfer")
async def list_transferred(
    transfer_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[TransferredOut]:
    """Once it is confirmed: those that moved, and those that stay with the outlet that sold them."""
    found = id_in_path(transfer_id)
    lines = responsibility_transfer_loan
    # Relies on responsibility_transfer_loan_transfer_id_idx.
    wanted = select(lines).where(lines.c.transfer_id == found)
    rows, following = await listed(query, wanted, lines.c.id, limit, cursor, "transferred", {"transfer": found})
    return Listed(items=[TransferredOut.model_validate(row) for row in rows], next_cursor=following)


@router.post("/responsibility-transfers/{transfer_id}/confirm", summary="Take the loans over")
async def confirm_transfer(transfer_id: str, command: Command) -> TransferOut:
    """By whoever is to be responsible, from the outlet that the transfer names."""
    return await actions.confirm(command, id_in_path(transfer_id))


@router.post("/responsibility-transfers/{transfer_id}/reject", summary="Not take the loans over")
async def reject_transfer(transfer_id: str, body: TransferRejectIn, command: Command) -> TransferOut:
    """By whoever was to be responsible; the reason is in the journal."""
    return await actions.reject(command, id_in_path(transfer_id), body.reason)


@router.post("/responsibility-transfers/{transfer_id}/cancel", summary="Take a proposed transfer back")
async def cancel_transfer(transfer_id: str, command: Command) -> TransferOut:
    """While nobody has answered it."""
    return await actions.cancel(command, id_in_path(transfer_id))
