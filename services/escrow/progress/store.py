"""Site reports: table and queries."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    Date,
    DateTime,
    Integer,
    Numeric,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns
from chassis.statements import Gathering

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
    found = await _LATEST.ask(connection, project_id=project_id, today=on)
    return {department: row for department, row in found.items() if row is not None}


def latest_of(department: str) -> Select[Any]:
    """A department's latest report of `project_id` as of `today`."""
    report = site_report.c
    mine = (report.project_id == bindparam("project_id"), report.department == department)
    seen = (report.id, report.as_of, report.progress_percent, report.units_sold, report.made_by)
    wanted = select(*seen).where(*mine, report.as_of <= bindparam("today"))
    return wanted.order_by(report.as_of.desc(), report.id.desc()).limit(1)


_LATEST = Gathering({department: latest_of(department) for department in ("corporate", "personal")})
