"""Guarantee deposits: tables, queries, and the call of their ledger's one writer."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Numeric,
    Row,
    Table,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.money import from_fen, to_fen
from chassis.statements import Statement

tables = metadata()

deposit = Table(
    "deposit",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("rate", Numeric(5, 4), nullable=False),
    Column("outstanding", Fen, nullable=False),
    Column("mortgages", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

deposit_statement = Table(
    "deposit_statement",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("deposit_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("month", Text, nullable=False),
    Column("outstanding", Fen, nullable=False),
    Column("required", Fen, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("due_is_provisional", Boolean, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

deposit_movement = Table(
    "deposit_movement",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("deposit_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("bank_ref", Text),
    Column("unit_no", Text),
    Column("value_date", Date, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

deposit_claim = Table(
    "deposit_claim",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("deposit_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("unit_no", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("missed_instalments", Integer, nullable=False),
    Column("document_ids", ARRAY(Uuid), nullable=False),
    Column("state", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("comment", Text),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

# Of each mortgage the report that counted on that day: relies on buyer_loan_project_id_kind_id_idx and, for each loan,
# buyer_loan_report_loan_idx. A registration counts from its own day, whenever it was reported.
_OWED_ON = text(
    "SELECT CAST(coalesce(sum(r.outstanding), 0) AS bigint) FROM buyer_loan l CROSS JOIN LATERAL ("
    "SELECT x.outstanding, x.drawn_on FROM buyer_loan_report x WHERE x.buyer_loan_id = l.id AND x.as_of <= :on "
    "ORDER BY x.as_of DESC, x.id DESC LIMIT 1) r "
    "WHERE l.project_id = :project_id AND l.kind = 'mortgage' AND r.drawn_on <= :on "
    "AND (l.registered_on IS NULL OR l.registered_on > :on)"
)
# Relies on buyer_loan_project_id_kind_id_idx.
_OWED_NOW = text(
    "SELECT CAST(coalesce(sum(outstanding), 0) AS bigint) AS owed, count(*) AS mortgages FROM buyer_loan "
    "WHERE project_id = :project_id AND kind = 'mortgage' AND drawn_on IS NOT NULL AND registered_on IS NULL "
    "AND (CAST(:unit_no AS text) IS NULL OR unit_no = :unit_no)"
)
_POST = text("SELECT post_deposit(:kind, :id, :account_id, :amount, :reference, :value_date, :at)")
# Relies on ledger_account's primary key.
_BALANCE = text("SELECT total FROM ledger_account WHERE id = :id AND kind = 'deposit'")
_OPEN_PAIR = text(
    "INSERT INTO ledger_account (id, kind, clearing_id, project_id, sub_branch, outlet) VALUES "
    "(:clearing_id, 'clearing', NULL, :project_id, :sub_branch, :outlet), "
    "(:id, 'deposit', :clearing_id, :project_id, :sub_branch, :outlet)"
)
_OPEN = text("SELECT project_id FROM deposit WHERE state = 'open' ORDER BY project_id")


async def owed_on(connection: AsyncConnection, project_id: UUID, on: date) -> Decimal:
    """E8: outstanding of drawn mortgages whose registration was not complete at the end of that day, in yuan."""
    return from_fen((await connection.execute(_OWED_ON, {"project_id": project_id, "on": on})).scalar_one())


async def owed_now(connection: AsyncConnection, project_id: UUID, unit_no: str | None = None) -> tuple[Decimal, int]:
    """The same as it stands, of all units or of one, and of how many mortgages."""
    row = (await connection.execute(_OWED_NOW, {"project_id": project_id, "unit_no": unit_no})).one()
    return from_fen(row.owed), row.mortgages


async def of_project(connection: AsyncConnection, project_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """The project's deposit, if it has one. Relies on deposit_project_id_key."""
    wanted = select(deposit).where(deposit.c.project_id == project_id)
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    found: Row[Any] | None = (await connection.execute(wanted)).first()
    return found


_account = table("ledger_account", column("id", Uuid), column("total", Fen))
STANDING = (
    select(
        deposit.c.project_id,
        deposit.c.state,
        deposit.c.rate,
        deposit.c.outstanding,
        func.coalesce(_account.c.total, 0, type_=Fen).label("balance"),
        deposit_statement.c.outstanding.label("stated_outstanding"),
        deposit_statement.c.required.label("stated_required"),
    )
    .select_from(
        deposit.outerjoin(_account, _account.c.id == deposit.c.id).outerjoin(
            deposit_statement,
            (deposit_statement.c.deposit_id == deposit.c.id)
            & (deposit_statement.c.month == bindparam("deposit_month")),
        )
    )
    .where(deposit.c.project_id == bindparam("project_id"))
)
"""The deposit of `project_id`, what is in its account, and what its statement of `deposit_month` says, if it has one.

Relies on deposit_project_id_key, ledger_account's primary key and deposit_statement_month_key.
"""
_STANDING = Statement(STANDING)


async def standing(connection: AsyncConnection, project_id: UUID, month: str) -> Row[Any] | None:
    """The same, by itself."""
    return await _STANDING.first(connection, project_id=project_id, deposit_month=month)


async def open_ledger(connection: AsyncConnection, account_id: UUID, clearing_id: UUID, project: Row[Any]) -> None:
    """Add the deposit's own account to the ledger, empty, with the clearing account on its other side."""
    await connection.execute(
        _OPEN_PAIR,
        {
            "id": account_id,
            "clearing_id": clearing_id,
            "project_id": project.id,
            "sub_branch": project.sub_branch,
            "outlet": project.outlet,
        },
    )


async def balance(connection: AsyncConnection, deposit_id: UUID) -> Decimal:
    """What is in the deposit's account, in yuan."""
    return from_fen((await connection.execute(_BALANCE, {"id": deposit_id})).scalar_one())


async def post(
    connection: AsyncConnection,
    kind: str,
    transfer_id: UUID,
    account_id: UUID,
    amount: Decimal,
    reference: str,
    value_date: date,
    at: datetime,
) -> str:
    """Hand one movement to the writer of deposit accounts. Answers its outcome."""
    asked = {
        "kind": kind,
        "id": transfer_id,
        "account_id": account_id,
        "amount": to_fen(amount),
        "reference": reference,
        "value_date": value_date,
        "at": at,
    }
    return str((await connection.execute(_POST, asked)).scalar_one())


async def statement(connection: AsyncConnection, deposit_id: UUID, month: str) -> Row[Any] | None:
    """What was required at that month's end. Relies on deposit_statement_month_key."""
    wanted = select(deposit_statement).where(
        deposit_statement.c.deposit_id == deposit_id, deposit_statement.c.month == month
    )
    found: Row[Any] | None = (await connection.execute(wanted)).first()
    return found


async def add_statement(connection: AsyncConnection, **values: Any) -> Row[Any] | None:
    """Write a month's statement. None when another worker has just written it."""
    made = insert(deposit_statement).values(**values).on_conflict_do_nothing().returning(deposit_statement)
    found: Row[Any] | None = (await connection.execute(made)).first()
    return found


async def add_movement(connection: AsyncConnection, **values: Any) -> Row[Any] | None:
    """Write a movement. None for a payment whose reference is known already."""
    made = insert(deposit_movement).values(**values).on_conflict_do_nothing().returning(deposit_movement)
    found: Row[Any] | None = (await connection.execute(made)).first()
    return found


async def payment_by_ref(connection: AsyncConnection, bank_ref: str) -> Row[Any] | None:
    """The payment with core banking's reference. Relies on deposit_movement_bank_ref_key."""
    wanted = select(deposit_movement).where(deposit_movement.c.bank_ref == bank_ref)
    found: Row[Any] | None = (await connection.execute(wanted)).first()
    return found


async def open_projects(connection: AsyncConnection) -> Sequence[UUID]:
    """The projects that have an open deposit."""
    return [row.project_id for row in await connection.execute(_OPEN)]
