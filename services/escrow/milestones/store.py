"""Milestones and their confirmations: tables and queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    and_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

tables = metadata()

milestone = Table(
    "milestone",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("position", Integer),
    Column("code", Text, nullable=False),
    Column("planned_date", Date, nullable=False),
    Column("progress_share", Numeric(5, 4), nullable=False),
    Column("retained_share", Numeric(5, 4), nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
    Column("required_documents", ARRAY(Text), nullable=False),
)

confirmation = Table(
    "milestone_confirmation",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("milestone_id", Uuid, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("confirmed_on", Date, nullable=False),
    Column("document_ids", ARRAY(Uuid), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
    Column("documents", JSONB, nullable=False),
)


def in_list(project_id: UUID) -> Select[Any]:
    """The project's milestones, without those that were dropped from its list."""
    return select(milestone).where(milestone.c.project_id == project_id, milestone.c.position.is_not(None))


def standing() -> Select[Any]:
    """The confirmations that count: those of a milestone as it stands, not of one that was changed since."""
    same = and_(milestone.c.id == confirmation.c.milestone_id, milestone.c.revision == confirmation.c.revision)
    return select(confirmation).join(milestone, same)


async def of_project(connection: AsyncConnection, project_id: UUID) -> Sequence[Row[Any]]:
    """The project's milestones in list order."""
    wanted = in_list(project_id).order_by(milestone.c.position)
    found: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
    return found


async def ever_listed(connection: AsyncConnection, project_id: UUID) -> Sequence[Row[Any]]:
    """Every milestone that is or was in the project's list: a code that comes back keeps its id."""
    wanted = select(milestone).where(milestone.c.project_id == project_id).order_by(milestone.c.position)
    found: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
    return found


async def confirmations(connection: AsyncConnection, project_id: UUID) -> Mapping[UUID, list[Row[Any]]]:
    """The standing confirmations of each of the project's milestones, oldest first."""
    wanted = standing().where(milestone.c.project_id == project_id).order_by(confirmation.c.id)
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(wanted):
        found[row.milestone_id].append(row)
    return found
