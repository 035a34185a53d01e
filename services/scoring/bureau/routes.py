"""Bureau reports over HTTP."""

from fastapi import APIRouter, Request
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.fields import Ref
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.scoring.bureau import actions
from services.scoring.bureau.schemas import BureauReportIn, BureauReportLine, BureauReportOut
from services.scoring.bureau.store import bureau_report

router = APIRouter(prefix="/v1/bureau-reports", tags=["bureau"], route_class=BankRoute)


@router.post("", status_code=201, summary="File a report of the credit bureau")
async def file_bureau_report(body: BureauReportIn, request: Request, command: Command) -> BureauReportOut:
    """S5, S9: kept as received; with the customer's authorisation, signed no later than the report's day."""
    row = await actions.file(command, body, await request.body())
    return shown(command, BureauReportOut, row, sha256=row.sha256.hex())


@router.get("", summary="Reports, newest first")
async def list_bureau_reports(
    query: Query, limit: Limit = 50, cursor: Cursor = None, customer_ref: Ref | None = None
) -> Listed[BureauReportLine]:
    """Those of the caller's part of the bank, without what they say."""
    wanted = select(bureau_report)
    if customer_ref is not None:
        wanted = wanted.where(bureau_report.c.customer_ref == customer_ref)
    filters = {"customer_ref": customer_ref}
    rows, following = await listed(query, wanted, bureau_report.c.id, limit, cursor, "bureau-reports", filters)
    items = [published(BureauReportLine, row, sha256=row.sha256.hex()) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/{report_id}", summary="One report")
async def read_bureau_report(report_id: str, query: Query) -> BureauReportOut:
    """Everything it says, and the digest of what was received."""
    row = await actions.get(query, id_in_path(report_id))
    return shown(query, BureauReportOut, row, sha256=row.sha256.hex())
