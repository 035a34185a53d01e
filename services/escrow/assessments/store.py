"""Assessments: table and queries."""

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import Fen, metadata, node_columns

assessment = Table(
    "assessment",
    metadata(),
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
