"""Supervised accounts: table and queries."""

from sqlalchemy import Column, DateTime, Table, Text, Uuid

from chassis.db import metadata, node_columns

account = Table(
    "account",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("account_no", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)
