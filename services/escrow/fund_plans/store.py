"""Fund plans and their lines: tables and queries."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, Row, Table, Text, Uuid, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.statements import Statement
from services.escrow.contracts.rules import WORKS

tables = metadata()

fund_plan = Table(
    "fund_plan",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("month", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("schedule", JSONB, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("submitted_by", Text),
    Column("submitted_at", DateTime(timezone=True)),
    Column("corporate_by", Text),
    Column("corporate_at", DateTime(timezone=True)),
    Column("personal_by", Text),
    Column("personal_at", DateTime(timezone=True)),
    Column("rejected_by", Text),
    Column("rejected_at", DateTime(timezone=True)),
    Column("rejected_reason", Text),
    Column("version", Integer, nullable=False),
    *node_columns(),
    Column("revision", Integer, nullable=False),
    Column("revises_id", Uuid),
)

fund_plan_line = Table(
    "fund_plan_line",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("fund_plan_id", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("category", Text, nullable=False),
    Column("contract_id", Uuid),
    Column("amount", Fen, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("committed", Fen, nullable=False),
    *node_columns(),
    Column("replaces_id", Uuid),
    Column("replaced_by", Uuid),
)


async def lines_of(connection: AsyncConnection, plan_ids: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    """The lines of each of those plans, in their order."""
    wanted = (
        select(fund_plan_line)
        .where(fund_plan_line.c.fund_plan_id.in_(plan_ids))
        .order_by(fund_plan_line.c.fund_plan_id, fund_plan_line.c.position)
    )
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(wanted):
        found[row.fund_plan_id].append(row)
    return found


async def has_approved(connection: AsyncConnection, project_id: UUID, month: str) -> bool:
    """Whether the project has an approved plan for that month. Relies on fund_plan_one_approved_key."""
    wanted = select(fund_plan.c.id).where(
        fund_plan.c.project_id == project_id, fund_plan.c.month == month, fund_plan.c.state == "approved"
    )
    return (await connection.execute(wanted)).first() is not None


async def next_revision(connection: AsyncConnection, project_id: UUID, month: str) -> int:
    """The number of the month's next plan. Relies on fund_plan_project_id_month_revision_key."""
    wanted = select(func.coalesce(func.max(fund_plan.c.revision), 0) + 1).where(
        fund_plan.c.project_id == project_id, fund_plan.c.month == month
    )
    return int((await connection.execute(wanted)).scalar_one())


async def replacement(connection: AsyncConnection, line_id: UUID) -> UUID | None:
    """The line that took this one's place, if one has."""
    wanted = select(fund_plan_line.c.replaced_by).where(fund_plan_line.c.id == line_id)
    found: UUID | None = (await connection.execute(wanted)).scalar_one_or_none()
    return found


async def replace_line(connection: AsyncConnection, line: Row[Any], by: UUID) -> None:
    """Let `by` take the place of a line, with what payments have taken of it."""
    old = update(fund_plan_line).where(fund_plan_line.c.id == line.id).values(committed=Decimal(0), replaced_by=by)
    await connection.execute(old)
    new = update(fund_plan_line).where(fund_plan_line.c.id == by).values(committed=line.committed)
    await connection.execute(new)


async def line_with_plan(connection: AsyncConnection, line_id: UUID) -> Row[Any] | None:
    """A line with its plan's `project_id`, `month` and `plan_state`."""
    return await _LINE.first(connection, line_id=line_id)


LINE = (
    select(fund_plan_line, fund_plan.c.project_id, fund_plan.c.month, fund_plan.c.state.label("plan_state"))
    .join(fund_plan, fund_plan.c.id == fund_plan_line.c.fund_plan_id)
    .where(fund_plan_line.c.id == bindparam("line_id"))
)
_LINE = Statement(LINE)


WORKS_TAKEN = (
    select(func.coalesce(func.sum(fund_plan_line.c.committed, type_=Fen), 0, type_=Fen).label("taken"))
    .join(fund_plan, fund_plan.c.id == fund_plan_line.c.fund_plan_id)
    .where(fund_plan.c.project_id == bindparam("project_id"), fund_plan_line.c.category.in_(sorted(WORKS)))
)
"""What payments of works have taken of all plans of `project_id`. Relies on fund_plan_project_id_id_idx.

A project has a few lines a month, however many payments are made on them.
"""


async def add_committed(connection: AsyncConnection, line_id: UUID, amount: Decimal) -> Row[Any] | None:
    """Commit `amount` more (below zero: less) in one statement. None, with nothing done, where out of bounds."""
    return await _TAKE.first(connection, line_id=line_id, taken=amount)


_line = fund_plan_line.c
_after = _line.committed + bindparam("taken", type_=Fen)
TAKE = (
    update(fund_plan_line)
    .where(_line.id == bindparam("line_id"), _line.replaced_by.is_(None), _after <= _line.amount, _after >= Decimal(0))
    .values(committed=_after)
    .returning(fund_plan_line)
)
_TAKE = Statement(TAKE)
