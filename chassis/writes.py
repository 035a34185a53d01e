"""The write template: every change goes through `perform`, so that no accident can do half of one, or one twice.

In one transaction: find the thing, take the key's lock, answer a replay, run the action, store the key with its answer,
commit. A dry run takes the same path and rolls back. What is refused or fails leaves nothing behind, the key included.
"""

import contextlib
import functools
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
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
    delete,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.access import Access, Place
from chassis.clock import business_date
from chassis.db import FAILURES, VIOLATIONS, Database, constraint_of, is_passing, is_undone, metadata, raw, unavailable
from chassis.errors import (
    BadInput,
    Conflict,
    FieldError,
    Forbidden,
    InFlight,
    KeyReused,
    LoanopsError,
    MakerIsChecker,
    NotFound,
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

_CHECK_DEFERRED = text("SET CONSTRAINTS ALL IMMEDIATE")
_SEEN = (
    "SELECT {located} AS located, body_digest, status, headers, body FROM (SELECT) AS one "
    "LEFT JOIN idempotency_key ON caller = $1::text AND route = $2::text AND key = $3::text"
)


def _store_key(first: int) -> str:
    """The statement that keeps a key, its parameters numbered from there on."""
    kinds = ("text", "text", "text", "bytea", "smallint", "jsonb", "bytea", "timestamptz")
    names = "caller, route, key, body_digest, status, headers, body, created_at"
    values = ", ".join(f"${first + place}::{kind}" for place, kind in enumerate(kinds))
    return f"INSERT INTO idempotency_key ({names}) VALUES ({values})"  # noqa: S608 - spelled out above


_KEY_ALONE = _store_key(1)
# What was done and the key with its answer, in one statement.
_JOURNAL_AND_KEY = f"WITH kept AS ({_store_key(audit.PARAMETERS + 1)}) {audit.WRITE}"


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
    journal: list[audit.Entry] | None = None
    """Changes recorded so far, where whoever made this writes them before it commits; None: each is written at once."""

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

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A part that may fail without the rest: what it did is undone then, what it recorded included."""
        recorded = len(self.journal or [])
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            if self.journal is not None:
                del self.journal[recorded:]
            raise

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
        node = Scope(row.sub_branch, row.outlet)
        made = audit.entry(action, resource or row.id, node, before=before, after=row, data=data)
        if self.journal is None:
            await audit.write(self.connection, self.actor, self.now, [made])
        else:
            self.journal.append(made)


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
    place: Place | None = None,
    admit: Callable[[], None] | None = None,
    conflicts: Mapping[str, type[LoanopsError]] | None = None,
    dry_run: bool = False,
    if_match: str | None = None,
) -> Answer:
    """Carry out one command, whole or not at all.

    `place` is the thing it is about, which must be there, and `admit` raises what else comes before a replay in the
    order of refusal; `conflicts` says which error the violation of a named constraint means. Raises Unavailable when
    nothing was done and it may be sent again, OutcomeUnknown when the connection was lost during the commit.
    """
    try:
        async with _begun(database, actor.scope, key) as (connection, is_alone):
            seen = await _seen(connection, place, key)
            if admit is not None:
                admit()
            if not is_alone:
                raise InFlight
            if seen is not None and key is not None:
                return _replay(seen, key)
            work = Work(connection, actor, now, dry_run, if_match, journal=[])
            answer = await action(work)
            if dry_run:
                await _keep(work, None, answer)
                await connection.execute(_CHECK_DEFERRED)
                await connection.rollback()
                return answer
            await _keep(work, key, answer)
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


@asynccontextmanager
async def _begun(database: Database, scope: Scope, key: Key | None) -> AsyncIterator[tuple[AsyncConnection, bool]]:
    """A transaction, and whether no twin of this command is still running."""
    if key is None:
        async with database.transaction(scope) as connection:
            yield connection, True
    else:
        async with database.locked_transaction(scope, key.identity) as begun:
            yield begun


async def _seen(connection: AsyncConnection, place: Place | None, key: Key | None) -> Any:
    """The key as it was kept, None when it was not. A statement after the one that takes the lock: it sees more.

    Raises NotFound when the thing that the command is about is not there.
    """
    if place is None and key is None:
        return None
    asked = (key.caller, key.route, key.key) if key else ("", "", "")
    located = "true" if place is None else f"EXISTS (SELECT FROM {place.table} WHERE id = $4)"
    found = await raw(connection).fetchrow(_SEEN.format(located=located), *asked, *([place.id] if place else []))
    if not found["located"]:
        raise NotFound
    return None if found["status"] is None else found


def _replay(seen: Any, key: Key) -> Answer:
    """The first answer again. Raises KeyReused for another body than the first."""
    if seen["body_digest"] != key.body_digest:
        raise KeyReused
    return Answer(seen["status"], seen["headers"], seen["body"], replayed=True)


async def _keep(work: Work, key: Key | None, answer: Answer) -> None:
    """Write what the command recorded of its changes, and the key with its answer."""
    journal = work.journal or []
    if key is None:
        await audit.write(work.connection, work.actor, work.now, journal)
        return
    kept = [key.caller, key.route, key.key, key.body_digest, answer.status]
    kept += [json.dumps(answer.headers), answer.body, work.now]
    if journal:
        await raw(work.connection).execute(_JOURNAL_AND_KEY, *audit.arguments(work.actor, work.now, journal), *kept)
    else:
        await raw(work.connection).execute(_KEY_ALONE, *kept)


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
