"""Drawdowns and the loans they are of: tables and queries."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Integer, Row, Table, Text, Uuid, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.money import ZERO
from services.escrow.drawdowns.rules import LIVE_STATES

tables = metadata()

development_loan = Table(
    "development_loan",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("assessed", Fen, nullable=False),
    Column("committed", Fen, nullable=False),
    *node_columns(),
)

loan_drawdown = Table(
    "loan_drawdown",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("fund_plan_line_id", Uuid, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("document_ids", ARRAY(Uuid), nullable=False),
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
    Column("drawn_by", Text),
    Column("drawn_at", DateTime(timezone=True)),
    Column("ended_by", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("end_reason", Text),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def loan(connection: AsyncConnection, project: Row[Any], assessed: Decimal) -> Row[Any]:
    """The project's loan, made if it is not there, and locked: whoever decides about it decides alone."""
    made = insert(development_loan).values(
        id=project.id, assessed=assessed, committed=ZERO, sub_branch=project.sub_branch, outlet=project.outlet
    )
    await connection.execute(made.on_conflict_do_nothing())
    wanted = select(development_loan).where(development_loan.c.id == project.id).with_for_update(key_share=True)
    row: Row[Any] = (await connection.execute(wanted)).one()
    return row


async def find_loan(connection: AsyncConnection, project_id: UUID) -> Row[Any] | None:
    """The project's loan, once there was a drawdown."""
    found = await connection.execute(select(development_loan).where(development_loan.c.id == project_id))
    return found.first()


async def add_committed(connection: AsyncConnection, project_id: UUID, amount: Decimal) -> bool:
    """Take more of the loan (below zero: give back) in one statement. False, with nothing done, where out of bounds."""
    after = development_loan.c.committed + amount
    changed = (
        update(development_loan)
        .where(development_loan.c.id == project_id, after <= development_loan.c.assessed, after >= ZERO)
        .values(committed=after)
    )
    return (await connection.execute(changed)).rowcount == 1


async def sums(connection: AsyncConnection, project_id: UUID, line_id: UUID | None = None) -> tuple[Decimal, Decimal]:
    """What live drawdowns come to, of the project or of one plan line, and of them what is drawn, in yuan.

    Relies on loan_drawdown_project_id_id_idx or loan_drawdown_fund_plan_line_id_idx.
    """
    amount, state = loan_drawdown.c.amount, loan_drawdown.c.state
    live = func.coalesce(func.sum(amount, type_=Fen), 0, type_=Fen)
    drawn = func.coalesce(func.sum(amount, type_=Fen).filter(state == "drawn"), 0, type_=Fen)
    wanted = select(live, drawn).where(loan_drawdown.c.project_id == project_id, state.in_(LIVE_STATES))
    if line_id is not None:
        wanted = wanted.where(loan_drawdown.c.fund_plan_line_id == line_id)
    row = (await connection.execute(wanted)).one()
    return row[0] or ZERO, row[1] or ZERO
