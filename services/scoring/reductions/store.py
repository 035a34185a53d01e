"""Exposure reductions and their reviews: tables and queries."""

from typing import Any

from sqlalchemy import Column, Date, DateTime, Integer, Select, Table, Text, Uuid, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

_tables = metadata()

# A list of one customer's relies on exposure_reduction_customer_ref_id_idx.
exposure_reduction = Table(
    "exposure_reduction",
    _tables,
    Column("id", Uuid, primary_key=True),
    Column("customer_ref", Text, nullable=False),
    Column("bureau_report_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("exposure", Fen, nullable=False),
    Column("exposure_cap", Fen, nullable=False),
    Column("target_exposure", Fen),
    Column("due_on", Date),
    Column("measures", Text),
    Column("planned_by", Text),
    Column("planned_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

exposure_review = Table(
    "exposure_review",
    _tables,
    Column("exposure_reduction_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("bureau_report_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("exposure", Fen, nullable=False),
    Column("exposure_cap", Fen, nullable=False),
    Column("note", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

_REVIEWS = """
coalesce((SELECT jsonb_agg(jsonb_build_object('on', (v.made_at AT TIME ZONE 'Asia/Shanghai')::date, 'by', v.made_by,
                                              'exposure', to_char(v.exposure / 100.0, 'FM99999999999999990.00'),
                                              'exposure_cap', to_char(v.exposure_cap / 100.0, 'FM99999999999999990.00'),
                                              'note', v.note) ORDER BY v.number)
            FROM exposure_review v WHERE v.exposure_reduction_id = exposure_reduction.id), '[]')
"""


def with_reviews() -> Select[Any]:
    """Reductions, each with its reviews, over both primary keys."""
    return select(exposure_reduction, literal_column(_REVIEWS, JSONB).label("reviews"))


async def reviews(connection: AsyncConnection, reduction_id: Any) -> int:
    """How many reviews a reduction has. Relies on exposure_review's primary key."""
    wanted = select(func.count()).where(exposure_review.c.exposure_reduction_id == reduction_id)
    found: int = (await connection.execute(wanted)).scalar_one()
    return found
