"""Receipts: the table, and the one call that records them with all that goes with them."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Row, Table, Text, Uuid, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.audit import digest_of
from chassis.db import Fen, metadata, node_columns
from chassis.identity import Actor, Scope
from chassis.logs import request_id, traceparent
from chassis.money import money_text, to_fen
from chassis.writes import Key
from services.escrow.receipts.schemas import ReceiptOut

receipt = Table(
    "receipt",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("amount", Fen, nullable=False),
    Column("bank_ref", Text, nullable=False),
    Column("unit_no", Text),
    Column("value_date", Date, nullable=False),
    Column("in_suspense", Boolean, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

Fetch = Callable[..., Awaitable[Sequence[Any]]]

_RECORD = (
    "SELECT outcome, answer FROM record_receipts($1, $2, $3, $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], "
    "$8::text[], $9::text[], $10::date[], $11::boolean[], $12::text[], $13::text[], $14::text[], $15::text[], "
    "$16::text[], $17::bytea[], $18::text[], $19::text[], $20::text[], $21::bytea[], $22::bytea[]) ORDER BY item"
)


@dataclass(frozen=True)
class Recording:
    """One receipt to be recorded: by whom, and with which key if the key is to be kept with it."""

    receipt: ReceiptOut
    actor: Actor
    key: Key | None = None

    @property
    def answer(self) -> bytes:
        """What its caller is answered, byte for byte."""
        return self.receipt.model_dump_json().encode()


@dataclass(frozen=True)
class Outcome:
    """What became of one item: `posted`, or why not (migrations/sql/0004_receipts.sql); with the answer to give."""

    name: str
    answer: bytes | None


async def record(fetch: Fetch, scope: Scope, at: datetime, items: Sequence[Recording]) -> list[Outcome]:
    """Record receipts in one call of the SQL function, with that scope's eyes. Answers an outcome for each item.

    `fetch` is an asyncpg connection's: on its own the call is a transaction, in a transaction it is part of it.
    """
    receipts = [item.receipt for item in items]
    rows = await fetch(
        _RECORD,
        scope.sub_branch,
        scope.outlet,
        at,
        [each.id for each in receipts],
        [each.account_id for each in receipts],
        [each.source for each in receipts],
        [to_fen(each.amount) for each in receipts],
        [each.bank_ref for each in receipts],
        [each.unit_no for each in receipts],
        [each.value_date for each in receipts],
        [each.in_suspense for each in receipts],
        [item.actor.sub for item in items],
        [item.actor.name for item in items],
        [item.actor.through for item in items],
        [request_id() for _ in items],
        [traceparent() for _ in items],
        [digest_of(each.model_dump()) for each in receipts],
        [_event_data(each) for each in receipts],
        [item.key and item.key.route for item in items],
        [item.key and item.key.key for item in items],
        [item.key and item.key.body_digest for item in items],
        [item.answer for item in items],
    )
    return [Outcome(row["outcome"], row["answer"]) for row in rows]


def _event_data(each: ReceiptOut) -> str:
    facts = {
        "account_id": str(each.account_id),
        "amount": money_text(each.amount),
        "source": each.source,
        "unit_no": each.unit_no,
        "in_suspense": each.in_suspense,
    }
    return json.dumps(facts)


async def find_by_bank_ref(connection: AsyncConnection, bank_ref: str) -> Row[Any] | None:
    """The receipt with core banking's reference. Relies on receipt_bank_ref_key."""
    found: Row[Any] | None = (await connection.execute(select(receipt).where(receipt.c.bank_ref == bank_ref))).first()
    return found
