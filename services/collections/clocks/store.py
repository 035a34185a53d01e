"""Clocks and demand letters: tables, and the calls by which a close keeps them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    insert,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from services.collections.policies.rules import Ladder

tables = metadata()

clock = Table(
    "clock",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("customer_ref", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("restarted_on", Date),
    Column("next_warning_on", Date),
    Column("state", Text, nullable=False),
    Column("ended_on", Date),
    Column("policy_version", Text, nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

demand_letter = Table(
    "demand_letter",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("person_no", Integer, nullable=False),
    Column("addressee", LargeBinary, nullable=False),
    Column("external_ref", Text, nullable=False),
    Column("principal", Fen, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("days_past_due", Integer, nullable=False),
    Column("overdue_principal", Fen, nullable=False),
    Column("overdue_interest", Fen, nullable=False),
    Column("penalty_due", Fen, nullable=False),
    Column("pay_by", Date, nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("answered_on", Date),
    Column("receipt_kind", Text),
    Column("receipt_ref", Text),
    Column("answered_by", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

# Rely on collection_case_clock_check_idx, clock_one_of_a_kind_key, demand_letter_loan_no_idx; clock_next_warning_idx
# and clock_expires_on_idx.
_KEEP = "SELECT keep_clocks($1, $2, $3, $4, $5, $6, $7)"
_WARN = "SELECT warn_of_clocks($1, $2, $3, $4, $5, $6, $7)"
_NUMBER = text("SELECT nextval('demand_letter_no')")
_LOOK_AGAIN = text("UPDATE collection_case SET clock_check = true WHERE id = :case")


async def keep(connection: AsyncConnection, on: date, loans: tuple[int, int], ladder: Ladder) -> None:
    """Bring the clocks of a range of loans in line with the book."""
    figures = ladder.clocks
    given = (figures.limitation_years, figures.guarantee_months, list(figures.warn_days), ladder.policy_version)
    await raw(connection).fetchval(_KEEP, on, *loans, *given)


async def warn(
    connection: AsyncConnection, on: date, at: datetime, by: str, loans: tuple[int, int], ladder: Ladder
) -> None:
    """Warn of the clocks of a range of loans whose day has come."""
    given = (list(ladder.clocks.warn_days), ladder.clocks.escalates_to)
    await raw(connection).fetchval(_WARN, on, at, by, *loans, *given)


async def look_again(connection: AsyncConnection, case_id: Any) -> None:
    """Have the next close look at the clocks of a case."""
    await connection.execute(_LOOK_AGAIN, {"case": case_id})


async def next_number(connection: AsyncConnection) -> int:
    """The next letter's number."""
    return int((await connection.execute(_NUMBER)).scalar_one())


async def add_letter(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a letter down."""
    row: Row[Any] = (await connection.execute(insert(demand_letter).values(**values).returning(demand_letter))).one()
    return row


async def answer(connection: AsyncConnection, row: Row[Any], **values: Any) -> Row[Any]:
    """Write down what came of a locked letter."""
    changed = update(demand_letter).where(demand_letter.c.id == row.id).values(version=row.version + 1, **values)
    after: Row[Any] = (await connection.execute(changed.returning(demand_letter))).one()
    return after
