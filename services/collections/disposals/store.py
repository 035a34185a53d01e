"""Watch actions and disposal plans: tables and queries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    column,
    insert,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw

tables = metadata()

watch_action = Table(
    "watch_action",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("result", Text),
    Column("done_by", Text),
    Column("done_on", Date),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

disposal_plan = Table(
    "disposal_plan",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("method", Text, nullable=False),
    Column("target", Fen, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("owner", Text, nullable=False),
    Column("steps", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_on", Date),
    Column("outcome", Text),
    Column("closing_reason", Text),
    Column("closed_by", Text),
    Column("closed_on", Date),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

disposal_result = Table(
    "disposal_result",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("plan_id", Uuid, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("note", Text, nullable=False),
    Column("document_ref", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# Loans are another room's; what is listed here of them is read, and no more.
_LOAN_COLUMNS = (
    column("external_ref", Text),
    column("customer_ref", Text),
    column("account_manager", Text),
    column("outstanding_principal", Fen),
    column("oldest_due_on", Date),
    column("sub_branch", Text),
    column("outlet", Text),
)
_loan = table("loan", column("id", Uuid), column("no", BigInteger), column("aged_class", Text), *_LOAN_COLUMNS)

# Relies on disposal_result_plan_id_id_idx and repayment_loan_no_paid_on_no_idx.
_SUMS = "SELECT plan_id, recovered, repaid FROM disposal_sums($1)"


async def add(connection: AsyncConnection, of: Table, **values: Any) -> Row[Any]:
    """Write a row down, as it is told."""
    row: Row[Any] = (await connection.execute(insert(of).values(**values).returning(of))).one()
    return row


async def sums(connection: AsyncConnection, plans: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Of each plan, in fen: what its results add up to, and what was repaid since it was approved."""
    rows = await raw(connection).fetch(_SUMS, list(plans)) if plans else ()
    return {row["plan_id"]: (row["recovered"], row["repaid"]) for row in rows}


def bad_loans(account_manager: str | None, *, without_plan: bool) -> tuple[Select[Any], Any]:
    """Bad loans with the plan under way, and the column of their order. By loan_bad_idx, disposal_plan_one_open_key."""
    plan = disposal_plan
    under_way = and_(plan.c.loan_no == _loan.c.no, plan.c.state.in_(("proposed", "approved")))
    listed = (_loan.c.id, _loan.c.aged_class.label("risk_class"), *(_loan.c[each.name] for each in _LOAN_COLUMNS))
    wanted = (
        select(*listed, plan.c.id.label("plan_id"), plan.c.state.label("plan_state"))
        .select_from(_loan.outerjoin(plan, under_way))
        .where(_loan.c.aged_class.in_(("substandard", "doubtful", "loss")))
    )
    if account_manager is not None:
        wanted = wanted.where(_loan.c.account_manager == account_manager)
    if without_plan:
        wanted = wanted.where(plan.c.id.is_(None))
    return wanted, _loan.c.id
