"""Site reports and progress as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Note, Out, Percent

Department = Literal["corporate", "personal"]


class SiteReportIn(In):
    """What a department saw on site: the works, the sales, the market (E9)."""

    as_of: Day
    progress_percent: Percent = Field(description="Of the whole works.")
    units_sold: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    notes: Note = ""
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)


class SiteReportOut(Out):
    """A report, as it was filed. It is never changed: a later one takes its place."""

    id: UUID
    project_id: UUID
    department: Department
    as_of: Day
    progress_percent: Percent
    units_sold: int
    notes: str
    document_ids: list[UUID]
    made_by: str
    made_at: datetime


class ReportOut(Out):
    """The report that counts for a department."""

    id: UUID
    as_of: Day
    progress_percent: Percent
    units_sold: int
    made_by: str


class ProgressOut(Out):
    """What the two departments' latest reports say together (E4)."""

    status: Literal["confirmed", "disputed", "missing"]
    confirmed_percent: Percent | None
    is_recent: bool = Field(description="Each department's latest report is young enough for a payment.")
    corporate: ReportOut | None
    personal: ReportOut | None
    policy_version: str
