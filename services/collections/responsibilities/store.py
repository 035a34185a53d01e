"""Responsibility by date and its transfers: tables, and the statements that move many loans at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Row, Table, Text, Uuid, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw

tables = metadata()

responsibility_transfer = Table(
    "responsibility_transfer",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("from_manager", Text, nullable=False),
    Column("to_manager", Text, nullable=False),
    Column("to_outlet", Text, nullable=False),
    Column("loan_ids", ARRAY(Uuid)),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("moved", Integer),
    Column("stayed", Integer),
    Column("effective_on", Date),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

responsibility_transfer_loan = Table(
    "responsibility_transfer_loan",
    tables,
    Column("id", BigInteger, primary_key=True),
    Column("transfer_id", Uuid, nullable=False),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("external_ref", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    *node_columns(),
)

responsibility = Table(
    "responsibility",
    tables,
    Column("id", BigInteger, primary_key=True),
    Column("loan_no", BigInteger, nullable=False),
    Column("loan_id", Uuid, nullable=False),
    Column("from_on", Date),
    Column("was", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("transfer_id", Uuid),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# Relies on loan_account_manager_id_idx, or on loan's primary key. Locked in the order of `no`, like every writer's.
_HELD = """
SELECT no, id, external_ref, originated_by, sub_branch, outlet FROM loan
 WHERE account_manager = $1 AND sub_branch = $2
   AND CASE WHEN $3::uuid[] IS NULL THEN oldest_due_on IS NOT NULL ELSE id = ANY ($3) END
"""
_LOCKED = f"{_HELD} ORDER BY no FOR NO KEY UPDATE"
_CAUSED_BY = text("SELECT set_config('loanops.transfer', :transfer, true)")
# What core banking reports is kept beside, so that its next report does not take the loan back.
_MOVE = """
WITH moved AS (
    UPDATE loan l
       SET account_manager = $2,
           reported_manager = nullif(coalesce(l.reported_manager, l.account_manager), $2)
     WHERE l.no = ANY ($1)
    RETURNING l.no, l.sub_branch, l.outlet
)
INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
SELECT m.no, 'transferred', $4, $5, $6,
       jsonb_build_object('transfer_id', $7::uuid, 'was', $3::text, 'is_now', $2::text, 'note', $8::text),
       m.sub_branch, m.outlet
  FROM moved m ORDER BY m.no
"""
_LINES = """
INSERT INTO responsibility_transfer_loan (transfer_id, loan_no, loan_id, external_ref, outcome, sub_branch, outlet)
SELECT $1, l.no, l.id, l.external_ref, l.outcome, l.sub_branch, l.outlet
  FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
       AS l (no, id, external_ref, outcome, sub_branch, outlet)
"""
_FIRST_ARREARS = "SELECT loan_no, first_on FROM first_arrears($1, $2)"


async def add(connection: AsyncConnection, **values: Any) -> Row[Any]:
    """Write a transfer down; it moves nothing until the receiver confirms it."""
    made = insert(responsibility_transfer).values(state="proposed", version=1, **values)
    row: Row[Any] = (await connection.execute(made.returning(responsibility_transfer))).one()
    return row


async def held(
    connection: AsyncConnection, manager: str, sub_branch: str, ids: Sequence[UUID] | None, *, lock: bool = False
) -> Sequence[Any]:
    """The loans that somebody holds: of those named, or all that are not paid off; locked if asked."""
    wanted = None if ids is None else list(ids)
    rows: Sequence[Any] = await raw(connection).fetch(_LOCKED if lock else _HELD, manager, sub_branch, wanted)
    return rows


async def move(
    connection: AsyncConnection, transfer: Row[Any], loans: Sequence[Any], on: date | None, at: datetime, by: str
) -> None:
    """Make the receiver responsible for these locked loans; their history says by which transfer."""
    await connection.execute(_CAUSED_BY, {"transfer": str(transfer.id)})
    numbers = [each["no"] for each in loans]
    told = (transfer.to_manager, transfer.from_manager, on, at, by, transfer.id, transfer.note)
    await raw(connection).execute(_MOVE, numbers, *told)
    await connection.execute(_CAUSED_BY, {"transfer": ""})


async def add_lines(
    connection: AsyncConnection, transfer_id: UUID, loans: Sequence[Any], outcomes: Sequence[str]
) -> None:
    """Put down what became of each loan."""
    columns = [[each[name] for each in loans] for name in ("no", "id", "external_ref")]
    nodes = [[each[name] for each in loans] for name in ("sub_branch", "outlet")]
    await raw(connection).execute(_LINES, transfer_id, *columns, list(outcomes), *nodes)


async def changes(connection: AsyncConnection, loan_no: int) -> Sequence[Row[Any]]:
    """The changes of a loan's responsible person in the order of recording, each with its hand-over note."""
    # Relies on responsibility_loan_no_id_idx.
    noted = responsibility.outerjoin(
        responsibility_transfer, responsibility_transfer.c.id == responsibility.c.transfer_id
    )
    wanted = (
        select(responsibility, responsibility_transfer.c.note)
        .select_from(noted)
        .where(responsibility.c.loan_no == loan_no)
        .order_by(responsibility.c.id)
    )
    return (await connection.execute(wanted)).all()


async def first_arrears(connection: AsyncConnection, loan_no: int, through: date) -> date | None:
    """The first close at which a loan was at least a day past due, as it is known now."""
    rows = await raw(connection).fetch(_FIRST_ARREARS, [loan_no], through)
    found: date | None = rows[0]["first_on"] if rows else None
    return found
