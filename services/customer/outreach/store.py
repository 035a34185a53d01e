"""Trainings and campaigns: table and query."""

from sqlalchemy import ARRAY, Column, Date, DateTime, Integer, Select, Table, Text, Uuid, select

from chassis.db import metadata, node_columns

outreach = Table(
    "outreach",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("held_on", Date),
    Column("reached", ARRAY(Text), nullable=False),
    Column("not_reached", ARRAY(Text), nullable=False),
    Column("cancelled_reason", Text),
    Column("closed_by", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


def of_kind(kind: str) -> Select[tuple[object, ...]]:
    """Trainings, or campaigns. Relies on outreach_kind_idx."""
    return select(outreach).where(outreach.c.kind == kind)
