"""Disbursements: table and queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.money import ZERO
from services.escrow.disbursements.rules import LIVE_STATES, OPEN_STATES

tables = metadata()

disbursement = Table(
    "disbursement",
    tables,
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
    Column("hold_id", Uuid, nullable=False),
    Column("authority_document_id", Uuid),
    Column("content_digest", LargeBinary, nullable=False),
    Column("reviewed_digest", LargeBinary),
    Column("confirmed_digest", LargeBinary),
    Column("due_on", Date, nullable=False),
    Column("due_is_provisional", Boolean, nullable=False),
    Column("expires_on", Date, nullable=False),
)

approval = Table(
    "disbursement_approval",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("disbursement_id", Uuid, nullable=False),
    Column("step", Text, nullable=False),
    Column("content_digest", LargeBinary, nullable=False),
    Column("comment", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
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


async def small_to_payee(
    connection: AsyncConnection, project_id: UUID, payee_account: str, since: datetime, own_id: UUID | None
) -> Decimal:
    """What small payments to a payee have asked for since then, the own one apart, in yuan.

    Relies on disbursement_payee_idx.
    """
    wanted = select(func.coalesce(func.sum(disbursement.c.amount, type_=Fen), 0, type_=Fen)).where(
        disbursement.c.project_id == project_id,
        disbursement.c.payee_account == payee_account,
        disbursement.c.made_at >= since,
        disbursement.c.is_large.is_(False),
        disbursement.c.state.in_(LIVE_STATES),
    )
    if own_id is not None:
        wanted = wanted.where(disbursement.c.id != own_id)
    return Decimal((await connection.execute(wanted)).scalar_one() or ZERO)


async def overdue(connection: AsyncConnection, today: date, limit: int) -> list[UUID]:
    """Requests whose last day is over. Relies on disbursement_expires_on_idx."""
    wanted = (
        select(disbursement.c.id)
        .where(disbursement.c.expires_on < today, disbursement.c.state.in_(OPEN_STATES))
        .order_by(disbursement.c.expires_on, disbursement.c.id)
        .limit(limit)
    )
    return list((await connection.execute(wanted)).scalars())


async def approvals_of(connection: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Every approval ever given to each of these, in their order.

    Relies on disbursement_approval_disbursement_id_id_idx.
    """
    wanted = select(approval).where(approval.c.disbursement_id.in_(ids)).order_by(approval.c.made_at, approval.c.id)
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(wanted):
        found[row.disbursement_id].append(row)
    return found
