"""Disbursements: table and queries."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Row, Table, Text, Uuid, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.money import ZERO
from services.escrow.disbursements.rules import LIVE_STATES

disbursement = Table(
    "disbursement",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("fund_plan_line_id", Uuid, nullable=False),
    Column("contract_id", Uuid),
    Column("category", Text, nullable=False),
    Column("is_works", Boolean, nullable=False),
    Column("payee_name", Text, nullable=False),
    Column("payee_account", Text, nullable=False),
    Column("invoice_no", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("is_large", Boolean, nullable=False),
    Column("document_ids", ARRAY(Uuid), nullable=False),
    Column("value_date", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("checks", JSONB, nullable=False),
    Column("policy_version", Text, nullable=False),
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


async def works_committed(connection: AsyncConnection, project_id: UUID) -> Decimal:
    """What works payments of the project have taken or asked for, in yuan. Relies on disbursement_works_idx."""
    wanted = select(func.coalesce(func.sum(disbursement.c.amount, type_=Fen), 0, type_=Fen)).where(
        disbursement.c.project_id == project_id, disbursement.c.is_works, disbursement.c.state.in_(LIVE_STATES)
    )
    return Decimal((await connection.execute(wanted)).scalar_one() or ZERO)


async def find_invoice(connection: AsyncConnection, payee_account: str, invoice_no: str) -> Row[Any] | None:
    """The live request that pays this payee's invoice. Relies on disbursement_invoice_once_key."""
    wanted = select(disbursement.c.id).where(
        disbursement.c.payee_account == payee_account,
        disbursement.c.invoice_no == invoice_no,
        disbursement.c.state.in_(LIVE_STATES),
    )
    found: Row[Any] | None = (await connection.execute(wanted)).first()
    return found
