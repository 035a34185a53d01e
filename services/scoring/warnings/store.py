"""Warnings: the table."""

from sqlalchemy import Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.db import metadata, node_columns

# A list of one customer's warnings relies on warning_customer_ref_id_idx, one by arrears on
# warning_correlation_ids_idx.
warning = Table(
    "warning",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("customer_ref", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", JSONB, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("withdrawal_reason", Text),
    Column("version", Integer, nullable=False),
    Column("correlation_ids", ARRAY(Uuid), nullable=False),
    *node_columns(),
)
