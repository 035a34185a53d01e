"""How far the book is closed, and the arrears of many loans at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, Row, Table, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, raw

book = Table(
    "book",
    metadata(),
    Column("only_one", Boolean, primary_key=True),
    Column("closed_through", Date),
    Column("closing", Date),
)

# One lock for the whole book: whatever is reported holds it together with others, and a close that begins or ends
# holds it alone. So a loan is on the books before a close begins or after, and nobody reads a date that is moving.
_LOCK = 7_106_101
_SHARE = text("SELECT pg_advisory_xact_lock_shared(:lock)")
_HOLD = text("SELECT pg_advisory_xact_lock(:lock)")

# Relies on instalment_unpaid_idx.
_ARREARS = "SELECT loan_no, bucket, days_past_due, principal, interest FROM arrears_by_bucket($1, $2, $3)"


async def share(connection: AsyncConnection) -> None:
    """Hold the book together with others who report: no close begins or ends until this transaction is over."""
    await connection.execute(_SHARE, {"lock": _LOCK})


async def hold(connection: AsyncConnection) -> None:
    """Hold the book alone until this transaction is over."""
    await connection.execute(_HOLD, {"lock": _LOCK})


async def read(connection: AsyncConnection) -> Row[Any]:
    """The one row that says how far the book is closed."""
    row: Row[Any] = (await connection.execute(select(book))).one()
    return row


async def arrears(
    connection: AsyncConnection, loans: Sequence[int], as_of: date, first_days: Sequence[int]
) -> Sequence[Any]:
    """The arrears of these loans (by `no`), summed by bucket, in fen; loans without arrears are not in it."""
    rows: Sequence[Any] = await raw(connection).fetch(_ARREARS, list(loans), as_of, list(first_days))
    return rows
