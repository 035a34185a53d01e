"""Mortgages and provident-fund approvals over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Select, select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.buyer_loans import actions
from services.escrow.buyer_loans.schemas import (
    MortgageIn,
    MortgageOut,
    ProvidentFundApprovalIn,
    ProvidentFundApprovalOut,
)
from services.escrow.buyer_loans.store import buyer_loan

router = APIRouter(prefix="/v1", tags=["sales"], route_class=BankRoute)


@router.post("/projects/{project_id}/mortgages", status_code=201, summary="Report a mortgage as it stands")
async def report_mortgage(project_id: str, body: MortgageIn, command: Command) -> MortgageOut:
    """E5, E8: a mortgage of ours on a unit. It takes the place of what the filing expected; known, it is updated (200).

    What is drawn and not registered is what the developer's guarantee deposit stands for.
    """
    row = await actions.report(command, id_in_path(project_id), body)
    return shown(command, MortgageOut, row, mortgage_registered_on=row.registered_on)


@router.get("/projects/{project_id}/mortgages", summary="The project's mortgages, newest first")
async def list_mortgages(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, unit_no: str | None = None
) -> Listed[MortgageOut]:
    """Of all units or of one, each as last reported."""
    wanted, filters = _of_kind("mortgage", project_id, unit_no)
    rows, following = await listed(query, wanted, buyer_loan.c.id, limit, cursor, "mortgages", filters)
    found = [published(MortgageOut, row, mortgage_registered_on=row.registered_on) for row in rows]
    return Listed(items=found, next_cursor=following)


@router.get("/mortgages/{mortgage_id}", summary="One mortgage")
async def read_mortgage(mortgage_id: str, query: Query) -> MortgageOut:
    """As last reported."""
    row = await actions.get(query, id_in_path(mortgage_id), "mortgage")
    return shown(query, MortgageOut, row, mortgage_registered_on=row.registered_on)


@router.post("/projects/{project_id}/provident-fund-approvals", status_code=201, summary="Report a provident-fund loan")
async def report_provident_fund_approval(
    project_id: str, body: ProvidentFundApprovalIn, command: Command
) -> ProvidentFundApprovalOut:
    """E5: it takes the place of what the filing expected of the fund. A known loan is updated (200)."""
    row = await actions.report(command, id_in_path(project_id), body)
    return shown(command, ProvidentFundApprovalOut, row)


@router.get("/projects/{project_id}/provident-fund-approvals", summary="The project's provident-fund loans")
async def list_provident_fund_approvals(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, unit_no: str | None = None
) -> Listed[ProvidentFundApprovalOut]:
    """Newest first, each as last reported."""
    wanted, filters = _of_kind("provident_fund", project_id, unit_no)
    position, listing = buyer_loan.c.id, "provident-fund-approvals"
    rows, following = await listed(query, wanted, position, limit, cursor, listing, filters)
    return Listed(items=[published(ProvidentFundApprovalOut, row) for row in rows], next_cursor=following)


@router.get("/provident-fund-approvals/{provident_fund_approval_id}", summary="One provident-fund loan")
async def read_provident_fund_approval(provident_fund_approval_id: str, query: Query) -> ProvidentFundApprovalOut:
    """As last reported."""
    row = await actions.get(query, id_in_path(provident_fund_approval_id), "provident_fund")
    return shown(query, ProvidentFundApprovalOut, row)


def _of_kind(kind: str, project_id: str, unit_no: str | None) -> tuple[Select[Any], dict[str, Any]]:
    project = id_in_path(project_id)
    wanted = select(buyer_loan).where(buyer_loan.c.project_id == project, buyer_loan.c.kind == kind)
    if unit_no is not None:
        wanted = wanted.where(buyer_loan.c.unit_no == unit_no)
    return wanted, {"project": project, "unit_no": unit_no}
