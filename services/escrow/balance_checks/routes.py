"""Balance checks over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.balance_checks import actions, rules
from services.escrow.balance_checks.schemas import BalanceCheckIn, BalanceCheckOut, ExplanationIn
from services.escrow.balance_checks.store import balance_check

router = APIRouter(prefix="/v1", tags=["balance checks"], route_class=BankRoute)


@router.post("/accounts/{account_id}/balance-checks", status_code=201, summary="Compare with core banking's books")
async def check_balance(account_id: str, body: BalanceCheckIn, command: Command) -> BalanceCheckOut:
    """E14: a difference stops payments until it is explained, or a later check agrees."""
    row = await actions.compare(command, id_in_path(account_id), body)
    return shown(command, BalanceCheckOut, row, **_more(command, row))


@router.get("/accounts/{account_id}/balance-checks", summary="The account's balance checks, newest first")
async def list_balance_checks(
    account_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[BalanceCheckOut]:
    """In the order in which they were made."""
    account = id_in_path(account_id)
    wanted, position = select(balance_check).where(balance_check.c.account_id == account), balance_check.c.id
    rows, following = await listed(query, wanted, position, limit, cursor, "balance-checks", {"account": account})
    return Listed(items=[published(BalanceCheckOut, row, **_more(query, row)) for row in rows], next_cursor=following)


@router.get("/balance-checks/{balance_check_id}", summary="One balance check")
async def read_balance_check(balance_check_id: str, query: Query) -> BalanceCheckOut:
    """Both totals, and what was said of their difference."""
    row = await actions.get(query, id_in_path(balance_check_id))
    return shown(query, BalanceCheckOut, row, **_more(query, row))


@router.post("/balance-checks/{balance_check_id}/explain", summary="Explain a difference")
async def explain_balance_check(balance_check_id: str, body: ExplanationIn, command: Command) -> BalanceCheckOut:
    """E14: payments may go on."""
    row = await actions.explain(command, id_in_path(balance_check_id), body)
    return shown(command, BalanceCheckOut, row, **_more(command, row))


def _more(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    return {
        "balance": row.core_banking,
        "ledger_balance": row.ours,
        "difference": row.core_banking - row.ours,
        "allowed_actions": allowed_actions(task, "balance_check", rules.MOVES.verbs(row.state), not_by=(row.made_by,)),
    }
