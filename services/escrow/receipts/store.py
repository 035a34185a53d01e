"""Receipts: the table, and the one call that records them with all that goes with them."""

import json
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Column, Date, DateTime, Row, Select, Table, Text, Uuid, bindparam, func, select
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

# Written by the function `assign_receipt` alone, for an approved identification.
assignment = Table(
    "receipt_assignment",
    receipt.metadata,
    Column("receipt_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("unit_no", Text, nullable=False),
    Column("assigned_on", Date, nullable=False),
    *node_columns(),
)

Fetch = Callable[..., Awaitable[Sequence[Any]]]

_RECORD = (
    "SELECT outcome, answer FROM record_receipts($1, $2, $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::text[], "
    "$8::text[], $9::date[], $10::boolean[], $11::timestamptz[], $12::text[], $13::text[], $14::text[], $15::text[], "
    "$16::text[], $17::bytea[], $18::text[], $19::text[], $20::text[], $21::bytea[], $22::bytea[]) ORDER BY item"
)


@dataclass(frozen=True)
class Recording:
    """One receipt to be recorded: by whom, and with which key if the key is to be kept with it.

    It knows the request that it came with, since what records it may run on behalf of several.
    """

    receipt: ReceiptOut
    actor: Actor
    key: Key | None = None
    journaled: bool = True
    """Whether it gets a record of its own in the journal; the lines of an import have one for each chunk."""
    request_id: str = field(default_factory=request_id)
    traceparent: str = field(default_factory=traceparent)

    @property
    def order(self) -> str:
        """Receipts recorded together go by their references, so that two calls never wait in a circle."""
        return self.receipt.bank_ref

    @property
    def identity(self) -> Hashable:
        """What two recordings share when one is the other sent again."""
        return self.key.identity if self.key else self.receipt.id

    @cached_property
    def answer(self) -> bytes:
        """What its caller is answered, byte for byte."""
        return self.receipt.model_dump_json().encode()


@dataclass(frozen=True)
class Outcome:
    """What became of one item: `posted`, or why not (migrations/sql/0030_receive.sql); with the answer to give."""

    name: str
    answer: bytes | None


async def record(fetch: Fetch, scope: Scope, items: Sequence[Recording]) -> list[Outcome]:
    """Record receipts in one call of the SQL function, with that scope's eyes. Answers an outcome for each item.

    `fetch` is an asyncpg connection's: on its own the call is a transaction, in a transaction it is part of it. Hand
    over what may meet others in the order of `Recording.order`, and no key twice.
    """
    receipts = [item.receipt for item in items]
    rows = await fetch(
        _RECORD,
        scope.sub_branch,
        scope.outlet,
        [each.id for each in receipts],
        [each.account_id for each in receipts],
        [each.source for each in receipts],
        [to_fen(each.amount) for each in receipts],
        [each.bank_ref for each in receipts],
        [each.unit_no for each in receipts],
        [each.value_date for each in receipts],
        [each.in_suspense for each in receipts],
        [each.made_at for each in receipts],
        [item.actor.sub for item in items],
        [item.actor.name for item in items],
        [item.actor.through for item in items],
        [item.request_id for item in items],
        [item.traceparent for item in items],
        [digest_of(item.receipt.model_dump()) if item.journaled else None for item in items],
        [_event_data(item.receipt) if item.journaled else None for item in items],
        [item.key and item.key.route for item in items],
        [item.key and item.key.key for item in items],
        [item.key and item.key.body_digest for item in items],
        [item.answer if item.key else None for item in items],
    )
    return [
        Outcome(row["outcome"], item.answer if row["outcome"] == "posted" and item.key else row["answer"])
        for item, row in zip(items, rows, strict=True)
    ]


def _event_data(each: ReceiptOut) -> str:
    facts = {
        "account_id": str(each.account_id),
        "amount": money_text(each.amount),
        "source": each.source,
        "unit_no": each.unit_no,
        "in_suspense": each.in_suspense,
    }
    return json.dumps(facts)


def standing() -> Select[Any]:
    """Receipts as they count now, out of suspense once named. Relies on receipt_assignment's primary key."""
    reported = [column for column in receipt.c if column.key != "in_suspense"]
    waits = receipt.c.in_suspense & assignment.c.receipt_id.is_(None)
    return select(*reported, waits.label("in_suspense"), assignment.c.unit_no.label("identified_unit_no")).select_from(
        receipt.outerjoin(assignment, assignment.c.receipt_id == receipt.c.id)
    )


async def find_standing(connection: AsyncConnection, receipt_id: UUID) -> Row[Any] | None:
    """One receipt as it counts now."""
    found: Row[Any] | None = (await connection.execute(standing().where(receipt.c.id == receipt_id))).first()
    return found


async def find_by_bank_refs(connection: AsyncConnection, bank_refs: Sequence[str]) -> dict[str, Row[Any]]:
    """The receipts with these references of core banking's. Relies on receipt_bank_ref_key."""
    wanted = select(receipt).where(receipt.c.bank_ref == func.any(bindparam("refs", bank_refs, ARRAY(Text))))
    return {row.bank_ref: row for row in await connection.execute(wanted)}
