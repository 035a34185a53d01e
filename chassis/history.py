"""The routes that every service has for its own past: audit records, the proof of their chain, the event feed."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi import Query as Parameter
from sqlalchemy import DateTime, cast, select, text

from chassis import events
from chassis.access import BANKWIDE, EVERYONE, Rule
from chassis.admission import BankRoute, Query
from chassis.audit import audit_record
from chassis.errors import Unavailable
from chassis.events import HeadFile
from chassis.fields import Moment, Out
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.settings import ServiceSettings

RULES = [
    Rule("GET", "/v1/audit-events", "history.read", EVERYONE),
    Rule("GET", "/v1/events", "history.read", EVERYONE),
    Rule("GET", "/v1/audit-chain/verification", "history.verify", {"auditor", "head_office", "risk_officer"}, BANKWIDE),
]

# Relies on audit_chain's primary key; the row policy of audit_record hides what is another node's.
_FEED = text(
    "SELECT c.seq, r.recorded_at, r.action, r.resource, r.data, r.traceparent FROM audit_chain c "
    "JOIN audit_record r ON r.id = c.record_id WHERE c.seq > :after ORDER BY c.seq LIMIT :rows"
)


class AuditEvent(Out):
    """One change: who did what to which thing, with the digests of the thing before and after."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    through: str | None
    action: str
    resource_type: str
    resource: UUID
    sub_branch: str
    outlet: str
    request_id: str
    traceparent: str
    before_digest: str | None
    after_digest: str | None
    data: dict[str, Any]


class Verification(Out):
    """Whether the history is as it was written."""

    intact: bool
    sealed_through: int
    first_break: int | None


class CloudEvent(Out):
    """A CloudEvents 1.0 event; `sequence` is what `after` takes."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    datacontenttype: str
    data: dict[str, Any]


class Feed(Out):
    """Events in the order of their commits. `next_cursor` is the `after` of the next call; it is null at the end."""

    items: list[CloudEvent]
    next_cursor: str | None


def router(settings: ServiceSettings) -> APIRouter:
    """The history routes of one service."""
    routes = APIRouter(prefix="/v1", tags=["history"], route_class=BankRoute)
    heads = (
        HeadFile(settings.audit_head_file, settings.service_key_file)
        if settings.audit_head_file and settings.service_key_file
        else None
    )

    @routes.get("/audit-events", summary="Who did what, newest first")
    async def audit_events(
        query: Query,
        limit: Limit = 50,
        cursor: Cursor = None,
        resource: UUID | None = None,
        actor: str | None = None,
        from_: Annotated[Moment | None, Parameter(alias="from")] = None,
        to: Moment | None = None,
    ) -> Listed[AuditEvent]:
        """`resource` is the bare id of a thing; `from` and `to` bound the time of recording, `to` excluded."""
        record = audit_record.c
        wanted = select(audit_record)
        if resource is not None:
            wanted = wanted.where(record.resource == resource)
        if actor is not None:
            wanted = wanted.where(record.actor == actor)
        if from_ is not None:
            wanted = wanted.where(record.recorded_at >= cast(from_, DateTime(timezone=True)))
        if to is not None:
            wanted = wanted.where(record.recorded_at < cast(to, DateTime(timezone=True)))
        filters = {"resource": resource, "actor": actor, "from": from_, "to": to}
        rows, following = await listed(query, wanted, record.id, limit, cursor, "audit-events", filters)
        return Listed(items=[_audit_event(row) for row in rows], next_cursor=following)

    @routes.get("/audit-chain/verification", summary="Is the history as it was written")
    async def verification(query: Query) -> Verification:
        """Recomputes the hash chain from the journal, and compares it with the head last exported."""
        try:
            exported = heads.last() if heads else None
        except OSError as error:
            raise Unavailable from error
        except ValueError:
            return Verification(intact=False, sealed_through=0, first_break=1)
        found = await events.verify(query.connection, exported)
        return Verification(intact=found.intact, sealed_through=found.sealed_through, first_break=found.first_break)

    @routes.get("/events", summary="The event feed, oldest first")
    async def feed(query: Query, after: Annotated[int, Parameter(ge=0, le=2**62)] = 0, limit: Limit = 50) -> Feed:
        """What was committed, in the order of commits. Poll with the `sequence` of the last event as `after`."""
        rows = min(limit, 200)
        found = (await query.connection.execute(_FEED, {"after": after, "rows": rows + 1})).all()
        items = [_cloud_event(row, settings.service) for row in found[:rows]]
        return Feed(items=items, next_cursor=str(items[-1].sequence) if len(found) > rows else None)

    return routes


def _audit_event(row: Any) -> AuditEvent:
    values = row._asdict() | {
        "at": row.recorded_at,
        "before_digest": row.before_digest.hex() if row.before_digest else None,
        "after_digest": row.after_digest.hex() if row.after_digest else None,
    }
    return AuditEvent.model_validate(values)


def _cloud_event(row: Any, service: str) -> CloudEvent:
    return CloudEvent(
        specversion="1.0",
        id=f"{service}-{row.seq}",
        source=f"/{service}",
        type=f"loanops.{service}.{row.action}",
        subject=str(row.resource),
        time=row.recorded_at,
        sequence=row.seq,
        datacontenttype="application/json",
        data=row.data,
    )
