"""Repayments over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from chassis import imports
from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.repayments import actions
from services.collections.repayments.schemas import RepaymentIn, RepaymentOut, ReversalIn
from services.collections.repayments.store import repayment, with_reversal

router = APIRouter(prefix="/v1/repayments", tags=["repayments"], route_class=BankRoute)


@router.post("", status_code=201, summary="Report a repayment")
async def report_repayment(body: RepaymentIn, command: Command) -> RepaymentOut:
    """C3: the oldest instalment first, interest before principal unless the product says otherwise; a `bank_ref` counts
    once, for ever. `paid_on` may be backdated, and never lies after the business date."""
    return await actions.report(command, body)


@router.get("", summary="Repayments, newest first")
async def list_repayments(
    query: Query, limit: Limit = 50, cursor: Cursor = None, loan_id: UUID | None = None
) -> Listed[RepaymentOut]:
    """Those of the caller's part of the bank, or of one loan, in the order of their recording."""
    wanted = with_reversal()
    if loan_id is not None:
        wanted = wanted.where(repayment.c.loan_id == loan_id)  # relies on repayment_loan_id_id_idx
    rows, following = await listed(query, wanted, repayment.c.id, limit, cursor, "repayments", {"loan_id": loan_id})
    return Listed(items=[actions.picture(query, row) for row in rows], next_cursor=following)


@router.get("/{repayment_id}", summary="One repayment")
async def read_repayment(repayment_id: str, query: Query) -> RepaymentOut:
    """As it was reported, and whether it stands."""
    return await actions.get(query, id_in_path(repayment_id))


@router.post("/{repayment_id}/reverse", summary="Take a repayment back")
async def reverse_repayment(repayment_id: str, body: ReversalIn, command: Command) -> RepaymentOut:
    """What it paid is owed again, with its own age."""
    return await actions.reverse(command, id_in_path(repayment_id), body.reason)


ROUTERS = [router, imports.router("/v1/repayment-imports", "repayments", RepaymentIn)]
