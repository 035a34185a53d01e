"""Refunds: table and queries."""

from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Column, Date, DateTime, Integer, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from services.escrow.refunds.rules import OPEN_STATES

refund = Table(
    "refund",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("sale_filing_id", Uuid, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("is_large", Boolean, nullable=False),
    Column("document_ids", ARRAY(Uuid), nullable=False),
    Column("authority_document_id", Uuid),
    Column("state", Text, nullable=False),
    Column("checks", JSONB, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("reviewed_by", Text),
    Column("reviewed_at", DateTime(timezone=True)),
    Column("review_comment", Text),
    Column("confirmed_by", Text),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("confirm_comment", Text),
    Column("paid_by", Text),
    Column("paid_at", DateTime(timezone=True)),
    Column("ended_by", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("end_reason", Text),
    Column("settle_bank_ref", Text),
    Column("settled_on", Date),
    Column("return_bank_ref", Text),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def overdue(connection: AsyncConnection, today: date, limit: int) -> list[UUID]:
    """Requests whose last day is over. Relies on refund_expires_on_idx."""
    wanted = (
        select(refund.c.id)
        .where(refund.c.expires_on < today, refund.c.state.in_(OPEN_STATES))
        .order_by(refund.c.expires_on, refund.c.id)
        .limit(limit)
    )
    return list((await connection.execute(wanted)).scalars())
