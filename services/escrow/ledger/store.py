"""The ledger's tables: read here, written only by the SQL function `post` (migrations/sql/0004_ledger.sql)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Row,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns, raw
from chassis.money import to_fen
from chassis.statements import Statement
from services.escrow.ledger.rules import Posting

tables = metadata()

ledger_account = Table(
    "ledger_account",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("clearing_id", Uuid),
    Column("project_id", Uuid, nullable=False),
    Column("total", Fen, nullable=False),
    Column("held", Fen, nullable=False),
    Column("suspense", Fen, nullable=False),
    Column("retained", Fen, nullable=False),
    Column("entries", BigInteger, nullable=False),
    *node_columns(),
)

ledger_entry = Table(
    "ledger_entry",
    tables,
    Column("account_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("transfer_id", Uuid, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("balance", Fen, nullable=False),
    Column("value_date", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

ledger_transfer = Table(
    "ledger_transfer",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
)

_POST = (
    "SELECT item, outcome FROM post($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::boolean[], "
    "$7::text[], $8::date[], $9::timestamptz) ORDER BY item"
)


async def post(connection: AsyncConnection, postings: Sequence[Posting], at: datetime) -> list[str]:
    """Hand postings to the ledger's one writer. Answers an outcome for each, in their order."""
    rows = await raw(connection).fetch(
        _POST,
        [posting.kind for posting in postings],
        [posting.transfer_id for posting in postings],
        [posting.account_id for posting in postings],
        [to_fen(posting.amount) for posting in postings],
        [posting.hold_id for posting in postings],
        [False for _ in postings],
        [posting.reference for posting in postings],
        [posting.value_date for posting in postings],
        at,
    )
    return [str(row["outcome"]) for row in rows]


async def find(connection: AsyncConnection, account_id: UUID) -> Row[Any] | None:
    """A supervised account's money by its id."""
    wanted = select(ledger_account).where(ledger_account.c.id == account_id, ledger_account.c.kind == "supervised")
    found: Row[Any] | None = (await connection.execute(wanted)).first()
    return found


async def find_of_project(connection: AsyncConnection, project_id: UUID, *, lock: bool) -> Row[Any] | None:
    """The money of a project's supervised account. Relies on ledger_account_project_id_key."""
    return await (_LOCKED if lock else _OF_PROJECT).first(connection, project_id=project_id)


OF_PROJECT = select(ledger_account).where(
    ledger_account.c.project_id == bindparam("project_id"), ledger_account.c.kind == "supervised"
)
LOCKED = OF_PROJECT.with_for_update(key_share=True)
_OF_PROJECT, _LOCKED = Statement(OF_PROJECT), Statement(LOCKED)

HOLD = (
    text(
        "SELECT outcome FROM post(ARRAY['hold'], ARRAY[:transfer_id], ARRAY[:account_id], ARRAY[:held], "
        "ARRAY[:hold_id], ARRAY[false], ARRAY[:reference], ARRAY[:value_date], :at)"
    )
    .bindparams(
        bindparam("transfer_id", type_=Uuid),
        bindparam("account_id", type_=Uuid),
        bindparam("held", type_=Fen),
        bindparam("hold_id", type_=Uuid),
        bindparam("reference", type_=Text),
        bindparam("value_date", type_=Date),
        bindparam("at", type_=DateTime(timezone=True)),
    )
    .columns(Column("outcome", Text))
)


async def open_pair(connection: AsyncConnection, supervised: dict[str, Any], clearing: dict[str, Any]) -> None:
    """Add an empty supervised account, and the clearing account on its other side."""
    await connection.execute(insert(ledger_account).values(clearing))
    await connection.execute(insert(ledger_account).values(supervised))


async def set_retained(connection: AsyncConnection, account_id: UUID, retained: Any) -> None:
    """Write what must stay in the account."""
    await connection.execute(update(ledger_account).where(ledger_account.c.id == account_id).values(retained=retained))


async def total_on(connection: AsyncConnection, account_id: UUID, on: date) -> Decimal:
    """The sum of the account's entries up to that value date, in yuan. Relies on ledger_entry's primary key."""
    wanted = select(func.coalesce(func.sum(ledger_entry.c.amount, type_=Fen), 0, type_=Fen)).where(
        ledger_entry.c.account_id == account_id, ledger_entry.c.value_date <= on
    )
    return Decimal((await connection.execute(wanted)).scalar_one())
