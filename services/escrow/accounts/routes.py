"""Supervised accounts over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.accounts import actions
from services.escrow.accounts.schemas import AccountIn, AccountOut, BalancesOut
from services.escrow.accounts.store import account
from services.escrow.ledger import actions as ledger

router = APIRouter(prefix="/v1", tags=["accounts"], route_class=BankRoute)


async def _shown(task: Work | Reading, row: Row[Any]) -> AccountOut:
    money = await ledger.balances(task, row.id)
    return shown(task, AccountOut, row, balances=BalancesOut.model_validate(money), suspense=money.suspense)


@router.post("/projects/{project_id}/accounts", status_code=201, summary="Open the supervised account")
async def open_account(project_id: str, body: AccountIn, command: Command) -> AccountOut:
    """E2, E3: only under a signed agreement, one per project. The project becomes `supervised`."""
    return await _shown(command, await actions.open_for(command, id_in_path(project_id), body))


@router.get("/projects/{project_id}/accounts", summary="The project's supervised account")
async def list_accounts(project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[AccountOut]:
    """A list of one, or of none before it is opened."""
    project = id_in_path(project_id)
    wanted = select(account).where(account.c.project_id == project)
    rows, following = await listed(query, wanted, account.c.id, limit, cursor, "accounts", {"project": project})
    return Listed(items=[await _shown(query, row) for row in rows], next_cursor=following)


@router.get("/accounts/{account_id}", summary="One supervised account")
async def read_account(account_id: str, query: Query) -> AccountOut:
    """E3: total, held, retained, available."""
    return await _shown(query, await actions.get(query, id_in_path(account_id)))
