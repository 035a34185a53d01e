"""Closings: table and queries."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, DateTime, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns
from chassis.money import from_fen

closing = Table(
    "closing",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("closed_on", Date, nullable=False),
    Column("document_id", Uuid),
    Column("entries", BigInteger, nullable=False),
    Column("money_in", Fen, nullable=False),
    Column("money_out", Fen, nullable=False),
    Column("ledger_digest", LargeBinary, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

# Relies on ledger_entry's primary key.
_WHOLE = text(
    "SELECT count(*) AS entries, CAST(coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS bigint) AS money_in, "
    "CAST(coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS bigint) AS money_out, "
    "sha256(convert_to(coalesce(string_agg(concat_ws('|', number, transfer_id, amount, balance, value_date), E'\\n' "
    "ORDER BY number), ''), 'UTF8')) AS digest FROM ledger_entry WHERE account_id = :account_id"
)
_SEAL = text(
    "UPDATE ledger_account SET sealed_at = :at WHERE id = :account_id "
    "OR id = (SELECT clearing_id FROM ledger_account WHERE id = :account_id)"
)


@dataclass(frozen=True)
class Whole:
    """All entries of an account together, in yuan, with the SHA-256 over them in their order."""

    entries: int
    money_in: Decimal
    money_out: Decimal
    digest: bytes


async def whole(connection: AsyncConnection, account_id: UUID) -> Whole:
    """Everything that was ever posted to the account."""
    row = (await connection.execute(_WHOLE, {"account_id": account_id})).one()
    return Whole(row.entries, from_fen(row.money_in), from_fen(row.money_out), bytes(row.digest))


async def seal(connection: AsyncConnection, account_id: UUID, at: datetime) -> None:
    """Nothing more is posted to the account, nor to its clearing account."""
    await connection.execute(_SEAL, {"account_id": account_id, "at": at})
