"""Repayments and their reversals: tables, and the statement that records many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from chassis.errors import NotFound
from chassis.money import to_fen
from services.collections.repayments.schemas import RepaymentIn

tables = metadata()

repayment = Table(
    "repayment",
    tables,
    Column("no", BigInteger, nullable=False, unique=True),
    Column("id", Uuid, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("loan_ref", Text, nullable=False),
    Column("bank_ref", Text, nullable=False),
    Column("paid_on", Date, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

reversal = Table(
    "repayment_reversal",
    tables,
    Column("repayment_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("reversed_on", Date),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# In one order of references, so that two files with the same ones never wait for each other.
_RECORD = """
INSERT INTO repayment (id, loan_no, loan_id, loan_ref, bank_ref, paid_on, amount, made_by, made_at, sub_branch, outlet)
SELECT r.id, r.loan_no, r.loan_id, r.loan_ref, r.bank_ref, r.paid_on, r.amount, $10, $11, r.sub_branch, r.outlet
  FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::text[],
              $9::text[]) WITH ORDINALITY
       AS r (id, loan_no, loan_id, loan_ref, bank_ref, paid_on, amount, sub_branch, outlet, place)
 ORDER BY r.bank_ref COLLATE "C", r.place
    ON CONFLICT ON CONSTRAINT repayment_bank_ref_key DO NOTHING
RETURNING id
"""


@dataclass(frozen=True)
class Recording:
    """A repayment to be recorded on a loan."""

    id: UUID
    loan: Row[Any]
    body: RepaymentIn


async def record(connection: AsyncConnection, recordings: Sequence[Recording], at: datetime, by: str) -> set[UUID]:
    """Record repayments. Answers the ids of those whose reference was not there before."""
    rows = await raw(connection).fetch(
        _RECORD,
        [each.id for each in recordings],
        [each.loan.no for each in recordings],
        [each.loan.id for each in recordings],
        [each.loan.external_ref for each in recordings],
        [each.body.bank_ref for each in recordings],
        [each.body.paid_on for each in recordings],
        [to_fen(each.body.amount) for each in recordings],
        [each.loan.sub_branch for each in recordings],
        [each.loan.outlet for each in recordings],
        by,
        at,
    )
    return {row["id"] for row in rows}


async def add_reversal(
    connection: AsyncConnection, row: Row[Any], reason: str, on: date | None, at: datetime, by: str
) -> None:
    """Take a repayment back, once."""
    await connection.execute(
        insert(reversal).values(
            repayment_id=row.id,
            reason=reason,
            reversed_on=on,
            made_by=by,
            made_at=at,
            sub_branch=row.sub_branch,
            outlet=row.outlet,
        )
    )


def with_reversal() -> Select[Any]:
    """Repayments with what has become of them."""
    columns = (reversal.c.reason, reversal.c.reversed_on, reversal.c.made_at.label("reversed_at"))
    joined = repayment.outerjoin(reversal, reversal.c.repayment_id == repayment.c.id)
    return select(repayment, *columns).select_from(joined)


async def find(connection: AsyncConnection, repayment_id: UUID) -> Row[Any]:
    """One repayment. Raises NotFound."""
    row: Row[Any] | None = (await connection.execute(with_reversal().where(repayment.c.id == repayment_id))).first()
    if row is None:
        raise NotFound
    return row


async def find_by_bank_refs(connection: AsyncConnection, refs: Sequence[str]) -> dict[str, Row[Any]]:
    """The repayments with core banking's references. Relies on repayment_bank_ref_key."""
    wanted = with_reversal().where(repayment.c.bank_ref == any_(bindparam("refs", list(refs), ARRAY(Text))))
    return {row.bank_ref: row for row in await connection.execute(wanted)}
