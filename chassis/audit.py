"""The journal: one row for each change, in the change's own transaction. It is both the audit record and the event.

A row says who did what to which thing, with digests of the thing before and after; `data` is what the event tells
subscribers, and holds no personal data. The runtime role may insert and read here, never update or delete.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, LargeBinary, Row, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns, raw
from chassis.identity import Actor, Scope
from chassis.logs import request_id, traceparent
from chassis.money import money_text

audit_record = Table(
    "audit_record",
    metadata(),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("tx", Text, nullable=False),  # xid8: the transaction that wrote it, by which the sequencer orders
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("through", Text),
    Column("action", Text, nullable=False),
    Column("resource_type", Text, nullable=False),
    Column("resource", Uuid, nullable=False),
    *node_columns(),
    Column("request_id", Text, nullable=False),
    Column("traceparent", Text, nullable=False),
    Column("before_digest", LargeBinary),
    Column("after_digest", LargeBinary),
    Column("data", JSONB, nullable=False),
)

Thing = Mapping[str, Any] | Row[Any] | None


class Entry(NamedTuple):
    """One change, still to be written into the journal."""

    action: str
    resource: UUID
    node: Scope
    before_digest: bytes | None
    after_digest: bytes | None
    data: str


# One statement for all that a command changed, in its order: ids are given as the rows come.
WRITE = (
    "INSERT INTO audit_record (recorded_at, actor, actor_name, through, request_id, traceparent, action, "
    "resource_type, resource, sub_branch, outlet, before_digest, after_digest, data) "
    "SELECT $1::timestamptz, $2::text, $3::text, $4::text, $5::text, $6::text, action, split_part(action, '.', 1), "
    "resource, sub_branch, outlet, before_digest, after_digest, data::jsonb "
    "FROM unnest($7::text[], $8::uuid[], $9::text[], $10::text[], $11::bytea[], $12::bytea[], $13::text[]) "
    "WITH ORDINALITY AS e (action, resource, sub_branch, outlet, before_digest, after_digest, data, place) "
    "ORDER BY place"
)

PARAMETERS = 13


def entry(
    action: str,
    resource: UUID,
    node: Scope,
    *,
    before: Thing = None,
    after: Thing = None,
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """One change. `action` is `<thing>.<verb>`; `before` and `after` are the thing's rows as they are now."""
    return Entry(action, resource, node, digest_of(before), digest_of(after), canonical(data or {}).decode())


def arguments(actor: Actor, at: datetime, entries: Sequence[Entry]) -> list[Any]:
    """What `WRITE` is given."""
    told = [actor.sub, actor.name, actor.through, request_id(), traceparent()]
    actions, resources, nodes, befores, afters, data = (list(each) for each in zip(*entries, strict=True))
    places = [[node.sub_branch for node in nodes], [node.outlet for node in nodes]]
    return [at, *told, actions, resources, *places, befores, afters, data]


async def write(connection: AsyncConnection, actor: Actor, at: datetime, entries: Sequence[Entry]) -> None:
    """Write changes into the journal."""
    if entries:
        await raw(connection).execute(WRITE, *arguments(actor, at, entries))


async def append(
    connection: AsyncConnection,
    actor: Actor,
    at: datetime,
    action: str,
    resource: UUID,
    node: Scope,
    *,
    before: Thing = None,
    after: Thing = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write one change into the journal. `action` is `<thing>.<verb>`; `before` and `after` are the thing's rows."""
    await write(connection, actor, at, [entry(action, resource, node, before=before, after=after, data=data)])


def digest_of(thing: Thing) -> bytes | None:
    """SHA-256 over the canonical JSON of a row or mapping."""
    if thing is None:
        return None
    return hashlib.sha256(canonical(thing._asdict() if isinstance(thing, Row) else thing)).digest()


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, and one spelling for dates, ids, amounts and bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spelled).encode()


def _spelled(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | UUID():
            return str(value)
        case Decimal():
            return money_text(value) if value.as_tuple().exponent == -2 else str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical spelling")
