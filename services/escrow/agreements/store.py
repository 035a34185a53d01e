"""Agreements: table and queries."""

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import Fen, metadata, node_columns

agreement = Table(
    "agreement",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("assessment_id", Uuid, nullable=False),
    Column("conditions", JSONB, nullable=False),
    Column("exclusive", Boolean, nullable=False),
    Column("terms", Text, nullable=False),
    Column("guarantee_deposit_rate", Numeric(5, 4), nullable=False),
    Column("large_withdrawal_limit", Fen, nullable=False),
    Column("supervised_amount", Fen, nullable=False),
    Column("authority_notice_required", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("signed_by", Text),
    Column("signed_at", DateTime(timezone=True)),
    Column("signed_on", Date),
    Column("document_id", Uuid),
    Column("version", Integer, nullable=False),
    *node_columns(),
)
