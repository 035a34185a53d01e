"""Sale filings over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis import imports
from chassis.access import within
from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.escrow.sales import actions, rules
from services.escrow.sales.schemas import CancellationIn, FilingState, SaleFilingIn, SaleFilingOut
from services.escrow.sales.store import sale_filing

router = APIRouter(prefix="/v1", tags=["sales"], route_class=BankRoute)


@router.post("/projects/{project_id}/sale-filings", status_code=201, summary="Report a sale filing")
async def report_sale_filing(project_id: str, body: SaleFilingIn, command: Command) -> SaleFilingOut:
    """E5: a sale on file at the housing bureau. A `filing_no` counts once; one filing stands for a unit."""
    row = await actions.file(command, id_in_path(project_id), body)
    return shown(command, SaleFilingOut, row, allowed_actions=_allowed(command, row))


@router.get("/projects/{project_id}/sale-filings", summary="The project's sale filings, newest first")
async def list_sale_filings(
    project_id: str,
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    state: FilingState | None = None,
    unit_no: str | None = None,
) -> Listed[SaleFilingOut]:
    """Those that stand, those cancelled, or both; of all units or of one."""
    project = id_in_path(project_id)
    wanted = select(sale_filing).where(sale_filing.c.project_id == project)
    if state is not None:
        wanted = wanted.where(sale_filing.c.state == state)
    if unit_no is not None:
        wanted = wanted.where(sale_filing.c.unit_no == unit_no)
    filters = {"project": project, "state": state, "unit_no": unit_no}
    rows, following = await listed(query, wanted, sale_filing.c.id, limit, cursor, "sale-filings", filters)
    found = [published(SaleFilingOut, row, allowed_actions=_allowed(query, row)) for row in rows]
    return Listed(items=found, next_cursor=following)


@router.get("/sale-filings/{sale_filing_id}", summary="One sale filing")
async def read_sale_filing(sale_filing_id: str, query: Query) -> SaleFilingOut:
    """A filing as it stands."""
    row = await actions.get(query, id_in_path(sale_filing_id))
    return shown(query, SaleFilingOut, row, allowed_actions=_allowed(query, row))


@router.post("/sale-filings/{sale_filing_id}/cancel", summary="Take a sale filing off")
async def cancel_sale_filing(sale_filing_id: str, body: CancellationIn, command: Command) -> SaleFilingOut:
    """E5: the purchase is off the bureau's books; only now may money go back to the buyer."""
    row = await actions.cancel(command, id_in_path(sale_filing_id), body)
    return shown(command, SaleFilingOut, row, allowed_actions=_allowed(command, row))


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    return allowed_actions(task, "sale_filing", rules.MOVES.verbs(row.state))


IMPORTS = "/v1/projects/{project_id}/sale-filing-imports"
ROUTERS = [router, imports.router(IMPORTS, "sale-filings", SaleFilingIn, target=within("project"))]
