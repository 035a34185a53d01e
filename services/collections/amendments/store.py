"""Amendments and the schedules they took the place of: tables, and the call that puts a schedule in place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Row, Table, Text, Uuid, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from chassis.money import to_fen
from services.collections.amendments.rules import NewInstalment

tables = metadata()

amendment = Table(
    "amendment",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document_ref", Text, nullable=False),
    Column("instalments", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("effective_on", Date),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

former_instalment = Table(
    "former_instalment",
    tables,
    Column("loan_no", BigInteger, primary_key=True),
    Column("schedule_no", Integer, primary_key=True),
    Column("from_on", Date),
    Column("number", Integer, primary_key=True),
    Column("due_date", Date, nullable=False),
    Column("principal", Fen, nullable=False),
    Column("interest", Fen, nullable=False),
    Column("taken_principal", Fen, nullable=False),
    Column("taken_interest", Fen, nullable=False),
    Column("paid_principal", Fen, nullable=False),
    Column("paid_interest", Fen, nullable=False),
    *node_columns(),
)

_RESCHEDULE = "SELECT reschedule($1, $2, $3, $4, $5)"


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write an amendment down; it changes nothing until a second person signs it."""
    made = insert(amendment).values(state="proposed", version=1, **values).returning(amendment)
    row: Row[Any] = (await connection.execute(made)).one()
    return row


async def reschedule(connection: AsyncConnection, loan_no: int, from_on: date, plan: Sequence[NewInstalment]) -> None:
    """Put a schedule in the place of all that is unpaid of a locked loan (migrations/sql/0006_risk_classes.sql)."""
    await raw(connection).execute(
        _RESCHEDULE,
        loan_no,
        from_on,
        [each.due_date for each in plan],
        [to_fen(each.principal) for each in plan],
        [to_fen(each.interest) for each in plan],
    )


async def former(connection: AsyncConnection, loan_no: int) -> Sequence[Row[Any]]:
    """The schedules that a loan had before the present one. Relies on former_instalment's primary key."""
    columns = (former_instalment.c.schedule_no, former_instalment.c.number)
    wanted = select(former_instalment).where(former_instalment.c.loan_no == loan_no).order_by(*columns)
    return (await connection.execute(wanted)).all()
