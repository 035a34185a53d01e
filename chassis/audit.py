"""The journal: one row for each change, in the change's own transaction. It is both the audit record and the event.

A row says who did what to which thing, with digests of the thing before and after; `data` is what the event tells
subscribers, and holds no personal data. The runtime role may insert and read here, never update or delete.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, LargeBinary, Row, Table, Text, Uuid, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns
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
    await connection.execute(
        insert(audit_record).values(
            recorded_at=at,
            actor=actor.sub,
            actor_name=actor.name,
            through=actor.through,
            action=action,
            resource_type=action.partition(".")[0],
            resource=resource,
            sub_branch=node.sub_branch,
            outlet=node.outlet,
            request_id=request_id(),
            traceparent=traceparent(),
            before_digest=digest_of(before),
            after_digest=digest_of(after),
            data=json.loads(canonical(data or {})),
        )
    )


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
