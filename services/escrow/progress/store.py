"""Site reports: table and queries."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Date, DateTime, Integer, Numeric, Row, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

site_report = Table(
    "site_report",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("department", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("progress_percent", Numeric(5, 2), nullable=False),
    Column("units_sold", Integer, nullable=False),
    Column("notes", Text, nullable=False),
    Column("document_ids", ARRAY(Uuid), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)


async def latest(connection: AsyncConnection, project_id: UUID, on: date) -> Mapping[str, Row[Any]]:
    """Each department's latest report on that day: of the latest day not after it, the one recorded last.

    Relies on site_report_latest_idx, and on ids growing with time: reports of a project are recorded one by one.
    """
    report = site_report.c
    wanted = (
        select(site_report)
        .ext(distinct_on(report.department))
        .where(report.project_id == project_id, report.as_of <= on)
        .order_by(report.department, report.as_of.desc(), report.id.desc())
    )
    return {row.department: row for row in await connection.execute(wanted)}
