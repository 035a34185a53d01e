"""Projects and their units: tables and queries."""

from sqlalchemy import Column, DateTime, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import Fen, metadata, node_columns

tables = metadata()

project = Table(
    "project",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("developer_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("total_investment", Fen, nullable=False),
    Column("construction_budget", Fen, nullable=False),
    Column("funding_sources", JSONB, nullable=False),
    Column("permits", JSONB, nullable=False),
    Column("regime", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

unit = Table(
    "unit",
    tables,
    Column("project_id", Uuid, primary_key=True),
    Column("unit_no", Text, primary_key=True),
    Column("area_sqm", Numeric(12, 2), nullable=False),
    Column("list_price", Fen, nullable=False),
    *node_columns(),
)
