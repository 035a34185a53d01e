"""What is done with site reports, and what they say together."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.escrow.documents import actions as documents
from services.escrow.milestones.rules import department_of, require_open
from services.escrow.progress import store
from services.escrow.progress.rules import Progress, Report, confirmed_progress, is_recent, require_credible
from services.escrow.progress.schemas import SiteReportIn
from services.escrow.progress.store import site_report
from services.escrow.projects import actions as projects
from services.escrow.regimes import actions as regimes
from services.escrow.regimes.rules import Figures


async def report(work: Work, project_id: UUID, body: SiteReportIn) -> Row[Any]:
    """File what one's department saw on site (E9). Nothing is overwritten: the latest counts, also when it is lower.

    Raises BadInput for a day to come, more units sold than there are, or a document that is not there; Forbidden for
    somebody of no department, or of both (O3); InvalidState for a project that is over.
    """
    department = department_of(work.actor.roles)
    # One by one within a project, so that "recorded last" means the same to everybody.
    project = await projects.get(work, project_id, lock=True)
    require_credible(body.as_of, work.today, body.units_sold, await projects.count_units(work, project.id))
    await documents.require(work, body.document_ids)
    require_open(project.state)
    made = insert(site_report).values(
        id=new_id(),
        project_id=project.id,
        department=department,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
        **body.model_dump(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(site_report))).one()
    facts = {name: getattr(row, name) for name in ("project_id", "department", "as_of", "progress_percent")}
    await work.record("site_report.file", row, data=facts | {"units_sold": row.units_sold})
    return row


async def get(task: Work | Reading, site_report_id: UUID) -> Row[Any]:
    """One report. Raises NotFound."""
    return await find(task.connection, site_report, site_report_id)


async def of_project(task: Work | Reading, project_id: UUID, figures: Figures, on: date | None = None) -> Progress:
    """How far the works are on that day (today unless told), by the figures of the project's regime (E4)."""
    day = on or task.today
    latest = await store.latest(task.connection, project_id, day)
    return together(latest.get("corporate"), latest.get("personal"), figures, day)


CORPORATE, PERSONAL = store.latest_of("corporate"), store.latest_of("personal")
"""Each department's latest report of `project_id` as of `today`, for whoever asks them together with other things."""


def together(corporate_row: Row[Any] | None, personal_row: Row[Any] | None, figures: Figures, day: date) -> Progress:
    """What the two departments' latest reports say together on that day (E4)."""
    corporate, personal = _report(corporate_row), _report(personal_row)
    status, percent = confirmed_progress(corporate, personal, figures.reports_agree_points, figures.reports_agree_days)
    recent = is_recent(corporate, personal, day, figures.report_age_days)
    return Progress(status, percent, recent, corporate, personal, figures.policy_version)


async def judged(query: Reading, project_id: UUID, as_of: date | None) -> Progress:
    """How far the works are on that day (today unless told), by what its regime said then."""
    project = await projects.get(query, project_id)
    figures = await regimes.figures(query, project.regime, as_of or query.today)
    return await of_project(query, project.id, figures, as_of)


def _report(row: Row[Any] | None) -> Report | None:
    if row is None:
        return None
    return Report(row.id, row.as_of, row.progress_percent, row.units_sold, row.made_by)
