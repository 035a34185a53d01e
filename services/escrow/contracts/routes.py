"""Contracts over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.contracts import actions
from services.escrow.contracts.rules import Category, masked_account
from services.escrow.contracts.schemas import ContractIn, ContractOut, RevealedOut, RevealIn
from services.escrow.contracts.store import contract

router = APIRouter(prefix="/v1", tags=["contracts"], route_class=BankRoute)


def _more(row: Row[Any]) -> dict[str, Any]:
    return {"payee_account": masked_account(row.payee_account), "remaining": row.amount - row.committed}


@router.post("/projects/{project_id}/contracts", status_code=201, summary="Enter a contract of the project")
async def enter_contract(project_id: str, body: ContractIn, command: Command) -> ContractOut:
    """E11: payments on it go to its payee, and together never exceed its amount."""
    row = await actions.enter(command, id_in_path(project_id), body)
    return shown(command, ContractOut, row, **_more(row))


@router.get("/projects/{project_id}/contracts", summary="The project's contracts, newest first")
async def list_contracts(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, category: Category | None = None
) -> Listed[ContractOut]:
    """Each with what payments hold or have paid on it."""
    project = id_in_path(project_id)
    wanted = select(contract).where(contract.c.project_id == project)
    if category is not None:
        wanted = wanted.where(contract.c.category == category)
    filters = {"project": project, "category": category}
    rows, following = await listed(query, wanted, contract.c.id, limit, cursor, "contracts", filters)
    return Listed(items=[published(ContractOut, row, **_more(row)) for row in rows], next_cursor=following)


@router.get("/contracts/{contract_id}", summary="One contract")
async def read_contract(contract_id: str, query: Query) -> ContractOut:
    """The contract, its payee's account number masked."""
    row = await actions.get(query, id_in_path(contract_id))
    return shown(query, ContractOut, row, **_more(row))


@router.post("/contracts/{contract_id}/reveal", summary="Show the payee's account number in full")
async def reveal_contract(contract_id: str, body: RevealIn, command: Command) -> RevealedOut:
    """Every look is in the journal with its reason. The answer is never kept: with the same key it is a look again."""
    row = await actions.reveal(command, id_in_path(contract_id), body.reason)
    # A dry run leaves no record, so it shows nothing that needs one.
    return published(
        RevealedOut, row, **({"payee_account": masked_account(row.payee_account)} if command.dry_run else {})
    )
