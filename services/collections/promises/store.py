"""Promises: table, and the broken ones of customers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

promise = Table(
    "promise",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("promised_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("judged_on", Date),
    Column("judge_again", Boolean, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a promise down; promise_one_open_key lets a loan have one open at a time."""
    row: Row[Any] = (await connection.execute(insert(promise).values(**values).returning(promise))).one()
    return row


async def broken(connection: AsyncConnection, loans: Sequence[int]) -> dict[int, int]:
    """How many promises were broken on each of these loans. Relies on promise_loan_no_id_idx."""
    these = promise.c.loan_no == any_(bindparam("loans", list(loans), ARRAY(BigInteger)))
    wanted = (
        select(promise.c.loan_no, func.count().label("promises"))
        .where(these, promise.c.state == "broken")
        .group_by(promise.c.loan_no)
    )
    return {row.loan_no: row.promises for row in await connection.execute(wanted)}
