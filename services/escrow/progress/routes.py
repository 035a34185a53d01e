"""Site reports and progress over HTTP."""

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query, published, shown
from chassis.fields import Day
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.escrow.progress import actions
from services.escrow.progress.schemas import Department, ProgressOut, SiteReportIn, SiteReportOut
from services.escrow.progress.store import site_report

router = APIRouter(prefix="/v1", tags=["progress"], route_class=BankRoute)


@router.post("/projects/{project_id}/site-reports", status_code=201, summary="Report from the site")
async def file_site_report(project_id: str, body: SiteReportIn, command: Command) -> SiteReportOut:
    """E4, E9: progress, sales and notes, for the caller's department. The latest counts, also when it is lower."""
    return shown(command, SiteReportOut, await actions.report(command, id_in_path(project_id), body))


@router.get("/projects/{project_id}/site-reports", summary="Reports from the site, newest first")
async def list_site_reports(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, department: Department | None = None
) -> Listed[SiteReportOut]:
    """By both departments, or by one."""
    project = id_in_path(project_id)
    wanted = select(site_report).where(site_report.c.project_id == project)
    if department is not None:
        wanted = wanted.where(site_report.c.department == department)
    filters = {"project": project, "department": department}
    rows, following = await listed(query, wanted, site_report.c.id, limit, cursor, "site-reports", filters)
    return Listed(items=[published(SiteReportOut, row) for row in rows], next_cursor=following)


@router.get("/site-reports/{site_report_id}", summary="One report from the site")
async def read_site_report(site_report_id: str, query: Query) -> SiteReportOut:
    """As it was filed."""
    return shown(query, SiteReportOut, await actions.get(query, id_in_path(site_report_id)))


@router.get("/projects/{project_id}/progress", summary="How far the works are")
async def read_progress(project_id: str, query: Query, as_of: Day | None = None) -> ProgressOut:
    """E4: the lower of the two departments' latest reports when they agree; disputed, or missing, otherwise."""
    return ProgressOut.model_validate(await actions.judged(query, id_in_path(project_id), as_of))
