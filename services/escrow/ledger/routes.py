"""The ledger over HTTP: read only."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from sqlalchemy import select

from chassis.admission import BankRoute, Query, published
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.ledger.schemas import EntryOut
from services.escrow.ledger.store import ledger_entry, ledger_transfer

router = APIRouter(prefix="/v1/accounts", tags=["ledger"], route_class=BankRoute)


@router.get("/{account_id}/entries", summary="The account's entries, newest first")
async def list_entries(
    account_id: str,
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    as_of: Annotated[Day | None, Parameter(description="Only entries whose value date is not after this day.")] = None,
) -> Listed[EntryOut]:
    """E3: signed amounts, with the balance after each. An entry is never changed; what was wrong is posted back."""
    account = id_in_path(account_id)
    entry = ledger_entry.c
    wanted = (
        select(ledger_entry, ledger_transfer.c.kind, ledger_transfer.c.reference)
        .join(ledger_transfer, ledger_transfer.c.id == entry.transfer_id)
        .where(entry.account_id == account)
    )
    if as_of is not None:
        wanted = wanted.where(entry.value_date <= as_of)
    filters = {"account": account, "as_of": as_of}
    rows, following = await listed(query, wanted, entry.number, limit, cursor, "entries", filters)
    return Listed(items=[published(EntryOut, row) for row in rows], next_cursor=following)
