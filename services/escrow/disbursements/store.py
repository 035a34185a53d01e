"""Disbursements: table and queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import result_tuple
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


class Others(NamedTuple):
    """What other live requests have to do with one: what small ones to the same payee have taken or asked for, in yuan,
    and whether one of them pays the same invoice."""

    small_to_payee: Decimal
    same_invoice: bool


def others(payee_account: ColumnElement[str]) -> Select[Any]:
    """What the conditions look at in requests of `project_id` other than `own_id`: those to this account made
    `since` then, and whether one of them pays that account's `invoice_no`.

    Relies on disbursement_payee_idx and disbursement_invoice_once_key.
    """
    of = disbursement.c
    live = and_(of.state.in_(LIVE_STATES), of.id.is_distinct_from(bindparam("own_id")))
    amount = func.coalesce(func.sum(of.amount, type_=Fen), 0, type_=Fen)
    small = select(amount).where(
        of.project_id == bindparam("project_id"),
        of.payee_account == payee_account,
        of.made_at >= bindparam("since"),
        of.is_large.is_(False),
        live,
    )
    invoice = select(of.id).where(of.payee_account == payee_account, of.invoice_no == bindparam("invoice_no"), live)
    return select(
        small.scalar_subquery().label("small_to_payee"),
        invoice.exists().label("same_invoice"),
    )


MADE = tuple(column.name for column in disbursement.c)
MAKE = insert(disbursement).values({name: bindparam(f"new_{name}") for name in MADE}).returning(disbursement.c.id)
"""A new request: `new_` and the name of each column. It is written as it is given: see `made`."""

_made = result_tuple(MADE)


def made(values: Mapping[str, Any]) -> Row[Any]:
    """The row that was written with these values."""
    return _made([values[name] for name in MADE])


def others_of(row: Row[Any]) -> Others:
    """What `others` answered."""
    return Others(row.small_to_payee or ZERO, row.same_invoice)


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
