"""Assessments: table and queries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Row, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

tables = metadata()

assessment = Table(
    "assessment",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("scores", JSONB, nullable=False),
    Column("feasible", Boolean, nullable=False),
    Column("development_loan_amount", Fen, nullable=False),
    Column("expected_mortgage_volume", Fen, nullable=False),
    Column("entry_date", Date, nullable=False),
    Column("conditions", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("comment", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

opinion = Table(
    "assessment_opinion",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("assessment_id", Uuid, nullable=False),
    Column("level", Text, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("conditions", JSONB, nullable=False),
    Column("comment", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)


async def opinions_of(connection: AsyncConnection, assessment_id: UUID) -> Sequence[Row[Any]]:
    """The opinions on a finding, in the order they were given. Relies on assessment_opinion_once_per_level_key."""
    wanted = select(opinion).where(opinion.c.assessment_id == assessment_id).order_by(opinion.c.id)
    found: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
    return found
