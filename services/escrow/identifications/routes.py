"""Identifications of receipts over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.identifications import actions, rules
from services.escrow.identifications.schemas import (
    IdentificationDecisionIn,
    IdentificationIn,
    IdentificationOut,
    IdentificationState,
)
from services.escrow.identifications.store import identification

router = APIRouter(prefix="/v1", tags=["receipts"], route_class=BankRoute)
AT = "/receipt-identifications/{receipt_identification_id}"
NO_COMMENT = IdentificationDecisionIn()


@router.post("/receipts/{receipt_id}/identifications", status_code=201, summary="Name the unit of sale proceeds")
async def propose_identification(receipt_id: str, body: IdentificationIn, command: Command) -> IdentificationOut:
    """E5: of money in suspense, or that came with the wrong unit; with the proof of it."""
    return _shown(command, await actions.propose(command, id_in_path(receipt_id), body))


@router.get("/accounts/{account_id}/receipt-identifications", summary="The account's identifications, newest first")
async def list_identifications(
    account_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, state: IdentificationState | None = None
) -> Listed[IdentificationOut]:
    """In any state, or in one: `proposed` are those that wait to be decided."""
    account = id_in_path(account_id)
    wanted, column = select(identification).where(identification.c.account_id == account), identification.c
    if state is not None:
        wanted = wanted.where(column.state == state)
    filters = {"account": account, "state": state}
    rows, following = await listed(query, wanted, column.id, limit, cursor, "receipt-identifications", filters)
    found = [published(IdentificationOut, row, allowed_actions=_allowed(query, row)) for row in rows]
    return Listed(items=found, next_cursor=following)


@router.get(AT, summary="One identification of a receipt")
async def read_identification(receipt_identification_id: str, query: Query) -> IdentificationOut:
    """As it stands."""
    return _shown(query, await actions.get(query, id_in_path(receipt_identification_id)))


@router.post(f"{AT}/approve", summary="Let sale proceeds count for the unit that was named")
async def approve_identification(
    receipt_identification_id: str, command: Command, body: IdentificationDecisionIn = NO_COMMENT
) -> IdentificationOut:
    """E5, O3: the personal department, never who proposed it; the money leaves suspense at once."""
    return _shown(command, await actions.approve(command, id_in_path(receipt_identification_id), body.comment))


@router.post(f"{AT}/reject", summary="Turn an identification down")
async def reject_identification(
    receipt_identification_id: str, command: Command, body: IdentificationDecisionIn = NO_COMMENT
) -> IdentificationOut:
    """O3: never by who proposed it; the money stays where it is."""
    return _shown(command, await actions.reject(command, id_in_path(receipt_identification_id), body.comment))


def _shown(task: Work | Reading, row: Row[Any]) -> IdentificationOut:
    return shown(task, IdentificationOut, row, allowed_actions=_allowed(task, row))


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    verbs = [verb for verb in rules.MOVES.verbs(row.state) if verb != "supersede"]
    return allowed_actions(task, "receipt_identification", verbs, not_by=(row.made_by,))
