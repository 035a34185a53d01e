"""Developers: table and queries."""

from sqlalchemy import Column, DateTime, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import metadata, node_columns

developer = Table(
    "developer",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("uscc", Text, nullable=False),
    Column("qualification_grade", Text, nullable=False),
    Column("track_record", JSONB, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)
