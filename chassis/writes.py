"""The write template: every change goes through `perform`, so that no accident can do half of one, or one twice.

In one transaction: find the thing, take the key's lock, answer a replay, run the action, store the key with its answer,
commit. A dry run takes the same path and rolls back. What is refused or fails leaves nothing behind, the key included.
"""

import contextlib
import functools
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import (
    Column,
    DateTime,
    LargeBinary,
    Row,
    SmallInteger,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.access import Access
from chassis.clock import business_date
from chassis.db import FAILURES, VIOLATIONS, Database, constraint_of, is_passing, is_undone, metadata, unavailable
from chassis.errors import (
    BadInput,
    Conflict,
    FieldError,
    Forbidden,
    InFlight,
    KeyReused,
    LoanopsError,
    MakerIsChecker,
    OutcomeUnknown,
    PreconditionFailed,
    PreconditionRequired,
)
from chassis.errors import Text as Message
from chassis.identity import EVERYWHERE, SYSTEM_ACTOR, Actor, Scope

KEY_LENGTH_MAX = 255
KEYS_KEPT_DAYS = 30

log = structlog.get_logger()

idempotency_key = Table(
    "idempotency_key",
    metadata(),
    Column("caller", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_digest", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

_LOCK_KEY = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:identity, 0))")
_CHECK_DEFERRED = text("SET CONSTRAINTS ALL IMMEDIATE")
_FIND_KEY = select(
    idempotency_key.c.body_digest, idempotency_key.c.status, idempotency_key.c.headers, idempotency_key.c.body
).where(
    idempotency_key.c.caller == bindparam("caller"),
    idempotency_key.c.route == bindparam("route"),
    idempotency_key.c.key == bindparam("key"),
)


@dataclass(frozen=True)
class Answer:
    """What the caller gets: kept byte for byte with the key."""

    status: int
    headers: dict[str, str]
    body: bytes
    replayed: bool = False


@dataclass(frozen=True)
class Key:
    """A caller's Idempotency-Key: whose, on which route, with the digest of which body."""

    caller: str
    route: str
    key: str
    body_digest: bytes

    @property
    def identity(self) -> str:
        """What two requests share when they are twins."""
        return f"{self.caller}\n{self.route}\n{self.key}"


@dataclass
class Work:
    """One command being carried out: its transaction, who asks, and when."""

    connection: AsyncConnection
    actor: Actor
    now: datetime
    dry_run: bool = False
    if_match: str | None = None
    status: int | None = None
    """Set by an action that answers otherwise than its route does: 200 for the repeat of a known business key."""
    version: int | str | None = field(default=None)
    """The version of what is answered; becomes the ETag."""
    access: Access | None = None
    chinese: bool = False
    """Whether the caller reads Chinese rather than English."""

    @property
    def today(self) -> date:
        """The bank's calendar day."""
        return business_date(self.now)

    @property
    def node(self) -> Scope:
        """The node in which this actor makes things of their own: their outlet; a department's, the sub-branch.

        Raises Forbidden for somebody who belongs to no sub-branch.
        """
        if not self.actor.sub_branch:
            raise Forbidden
        return Scope(self.actor.sub_branch, self.actor.outlet or EVERYWHERE)

    def match(self, version: int | str) -> None:
        """People decide on what they have seen. Raises PreconditionRequired or PreconditionFailed."""
        if self.if_match is None:
            raise PreconditionRequired
        if self.if_match.strip() not in (etag(version), "*"):
            raise PreconditionFailed

    def not_by(self, *makers: str | None) -> None:
        """Domain O3, O4. Raises MakerIsChecker when this actor is one of those who made, or already checked, the thing.

        So does a deputy of one of them: nobody acts in the place of somebody against whom they are the check.
        """
        if self.actor.sub in makers or (self.actor.deputy_for and self.actor.deputy_for in makers):
            raise MakerIsChecker

    async def record(
        self,
        action: str,
        row: Row[Any],
        *,
        before: audit.Thing = None,
        data: Mapping[str, Any] | None = None,
        resource: UUID | None = None,
    ) -> None:
        """Append this change to the journal: `action` is `<thing>.<verb>`, `row` is the thing as it is now."""
        await audit.append(
            self.connection,
            self.actor,
            self.now,
            action,
            resource or row.id,
            Scope(row.sub_branch, row.outlet),
            before=before,
            after=row,
            data=data,
        )


Action = Callable[[Work], Awaitable[Answer]]


def etag(version: int | str) -> str:
    """A version as an entity tag."""
    return f'"{version}"'


def body_digest(body: bytes) -> bytes:
    """SHA-256 of a request body: of its canonical JSON where it is JSON, so that key order does not matter."""
    with contextlib.suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(body).digest()


def check_key(key: str) -> None:
    """Raises BadInput for an Idempotency-Key that cannot be kept."""
    if not 1 <= len(key) <= KEY_LENGTH_MAX or not key.isprintable():
        message = Message(
            "Idempotency-Key has 1 to 255 printable characters", "Idempotency-Key 须为 1 至 255 个可打印字符"
        )
        raise BadInput([FieldError("/Idempotency-Key", "IDEMPOTENCY_KEY_FORMAT", message)])


async def perform(
    database: Database,
    actor: Actor,
    now: datetime,
    action: Action,
    *,
    key: Key | None = None,
    admit: Callable[[AsyncConnection], Awaitable[None]] | None = None,
    conflicts: Mapping[str, type[LoanopsError]] | None = None,
    dry_run: bool = False,
    if_match: str | None = None,
) -> Answer:
    """Carry out one command, whole or not at all.

    `admit` raises what comes before a replay in the order of refusal; `conflicts` says which error the violation of a
    named constraint means. Raises Unavailable when nothing was done and it may be sent again, OutcomeUnknown when the
    connection was lost during the commit.
    """
    try:
        async with database.transaction(actor.scope) as connection:
            if admit is not None:
                await admit(connection)
            if key is not None:
                await _lock(connection, key)
                known = await _known(connection, key)
                if known is not None:
                    return known
            answer = await action(Work(connection, actor, now, dry_run, if_match))
            if dry_run:
                await connection.execute(_CHECK_DEFERRED)
                await connection.rollback()
                return answer
            if key is not None:
                await _store(connection, key, answer, now)
            await _commit(connection)
            return answer
    except VIOLATIONS as error:
        raise (conflicts or {}).get(constraint_of(error), Conflict) from error
    except FAILURES as error:
        if is_passing(error):
            raise unavailable(error) from error
        raise


async def perform_each(
    database: Database, now: datetime, ids: Sequence[UUID], act: Callable[[UUID, Work], Awaitable[None]], failed: str
) -> int:
    """Do the same for each of these, as the system, each in a transaction of its own. Answers how many went well.

    One that fails is logged with the words `failed` and left for the next time: it does not hold up the others.
    """

    async def one(identity: UUID, work: Work) -> Answer:
        await act(identity, work)
        return Answer(200, {}, b"")

    done = 0
    for identity in ids:
        try:
            await perform(database, SYSTEM_ACTOR, now, functools.partial(one, identity))
            done += 1
        except LoanopsError as error:
            log.warning(failed, id=str(identity), cause=repr(error))
    return done


async def _lock(connection: AsyncConnection, key: Key) -> None:
    # An advisory lock tells a twin that is still running from one that never came; it goes with the transaction.
    if not (await connection.execute(_LOCK_KEY, {"identity": key.identity})).scalar_one():
        raise InFlight


async def _known(connection: AsyncConnection, key: Key) -> Answer | None:
    found = await connection.execute(_FIND_KEY, {"caller": key.caller, "route": key.route, "key": key.key})
    row = found.first()
    if row is None:
        return None
    if row.body_digest != key.body_digest:
        raise KeyReused
    return Answer(row.status, row.headers, row.body, replayed=True)


async def _store(connection: AsyncConnection, key: Key, answer: Answer, now: datetime) -> None:
    await connection.execute(
        insert(idempotency_key).values(
            caller=key.caller,
            route=key.route,
            key=key.key,
            body_digest=key.body_digest,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            created_at=now,
        )
    )


async def _commit(connection: AsyncConnection) -> None:
    try:
        await connection.commit()
    except FAILURES as error:
        if is_passing(error) and not is_undone(error):
            raise OutcomeUnknown from error
        raise


async def forget_old_keys(connection: AsyncConnection, now: datetime) -> int:
    """Delete the keys that are older than they are kept (30 days). Answers how many."""
    old = delete(idempotency_key).where(idempotency_key.c.created_at < now - timedelta(days=KEYS_KEPT_DAYS))
    return (await connection.execute(old)).rowcount
