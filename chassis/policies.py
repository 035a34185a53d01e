"""Policies: the bank's figures as versions with a start, made by one person and activated by another (domain S6, O3).

A version is never changed: a new figure is a new version. `in_force` answers the one that counts on a day.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator
from sqlalchemy import Column, Date, DateTime, Row, Select, Table, Text, Uuid, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.access import BANKWIDE, EVERYONE, Rule
from chassis.admission import BankRoute, Command, Query, Reading
from chassis.audit import canonical
from chassis.db import metadata
from chassis.errors import Conflict, LoanopsError, MakerIsChecker, NotFound
from chassis.errors import Text as Message
from chassis.fields import Day, In, Out, Ref, fault
from chassis.identity import Scope
from chassis.ids import new_id
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.statements import Statement
from chassis.states import Moves
from chassis.writes import Work

policy = Table(
    "policy",
    metadata(),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("activated_by", Text),
    Column("activated_at", DateTime(timezone=True)),
)

MOVES = Moves({"draft": {"activate": "active"}})

Rules = TypeVar("Rules", bound=In)

_VERSION = re.compile(r"\w[\w.:+-]*")


def _version(value: str) -> str:
    # A version is read at a path of its own: what cannot stand in one would be lost as soon as it is drafted.
    if not _VERSION.fullmatch(value):
        raise fault(
            "VERSION_FORMAT",
            "A version's name has letters, digits and . : + - _ only, and begins with a letter or digit",
            "版本号只能包含字母、数字及 . : + - _，并以字母或数字开头",
        )
    return value


Version = Annotated[Ref, AfterValidator(_version)]


class VersionExists(Conflict):
    code = "POLICY_VERSION_EXISTS"
    title = Message("This version name is taken: a version is never changed", "该版本号已存在：版本不得更改")


CONFLICTS: dict[str, type[LoanopsError]] = {
    "policy_kind_version_key": VersionExists,
    "policy_maker_is_not_checker": MakerIsChecker,
}


class PolicyIn(In, Generic[Rules]):
    """A draft: its name, the first day it counts once activated, and the figures."""

    version: Version
    effective_from: Day
    rules: Rules


class PolicyOut(Out, Generic[Rules]):
    """One version, drafted or active."""

    kind: str
    version: str
    state: str
    effective_from: Day
    rules: Rules
    made_by: str
    made_at: datetime
    activated_by: str | None
    activated_at: datetime | None
    allowed_actions: list[str]


_IN_FORCE = Statement(
    select(policy)
    .where(policy.c.kind == bindparam("kind"), policy.c.state == "active", policy.c.effective_from <= bindparam("on"))
    .order_by(policy.c.effective_from.desc(), policy.c.activated_at.desc(), policy.c.id.desc())
    .limit(1)
)


async def in_force(connection: AsyncConnection, kind: str, on: date) -> Row[Any]:
    """The version of `kind` that counts on that day: the latest start not after it, and of those the last activated.

    Relies on policy_in_force_idx. Raises LookupError when none counts yet, which the default version rules out.
    """
    found = await _IN_FORCE.first(connection, kind=kind, on=on)
    if found is None:
        raise LookupError(f"no {kind} policy is in force on {on}")
    return found


def counting(kind: str) -> Select[Any]:
    """Which version of `kind` counts `today`, as `id`: to be asked together with other things, and then `read`.

    Relies on policy_in_force_idx.
    """
    return (
        select(policy.c.id)
        .where(policy.c.kind == kind, policy.c.state == "active", policy.c.effective_from <= bindparam("today"))
        .order_by(policy.c.effective_from.desc(), policy.c.activated_at.desc(), policy.c.id.desc())
        .limit(1)
    )


async def read(connection: AsyncConnection, version_id: UUID) -> Row[Any]:
    """A version that was once in force. It never changes, so each process reads it once."""
    known = _read.get(version_id)
    if known is None:
        known = await _READ.first(connection, id=version_id)
        assert known is not None, "a version is never deleted"
        _read[version_id] = known
    return known


_READ = Statement(select(policy).where(policy.c.id == bindparam("id")))
_read: dict[UUID, Row[Any]] = {}


async def active_bodies(connection: AsyncConnection, kind: str) -> list[dict[str, Any]]:
    """The figures of every version of a kind that was ever activated."""
    wanted = select(policy.c.body).where(policy.c.kind == kind, policy.c.state == "active")
    return list((await connection.execute(wanted)).scalars())


async def draft(work: Work, kind: str, version: str, effective_from: date, rules: In) -> Row[Any]:
    """Write a new version down. It counts for nothing until another person activates it."""
    made = insert(policy).values(
        id=new_id(),
        kind=kind,
        version=version,
        state="draft",
        effective_from=effective_from,
        body=rules.model_dump(mode="json"),
        made_by=work.actor.sub,
        made_at=work.now,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(policy))).one()
    await _record(work, "policy.draft", row, None)
    return row


async def activate(work: Work, kind: str, version: str) -> Row[Any]:
    """Put a version in force from its start on. Raises MakerIsChecker for the person who drafted it."""
    row = await find(work, kind, version, lock=True)
    work.not_by(row.made_by)
    work.match(token(row))
    state = MOVES.after(row.state, "activate")
    changed = (
        update(policy)
        .where(policy.c.id == row.id)
        .values(state=state, activated_by=work.actor.sub, activated_at=work.now)
        .returning(policy)
    )
    after: Row[Any] = (await work.connection.execute(changed)).one()
    await _record(work, "policy.activate", after, row)
    return after


async def find(task: Work | Reading, kind: str, version: str, *, lock: bool = False) -> Row[Any]:
    """One version by its name. Raises NotFound, also for what can be no version's name."""
    if not _VERSION.fullmatch(version):
        raise NotFound
    wanted = select(policy).where(policy.c.kind == kind, policy.c.version == version)
    if lock:
        wanted = wanted.with_for_update()
    row: Row[Any] | None = (await task.connection.execute(wanted)).first()
    if row is None:
        raise NotFound
    return row


def token(row: Row[Any]) -> str:
    """A version's name never changes, so what `If-Match` compares is its state."""
    return f"{row.id}.{row.state}"


async def _record(work: Work, action: str, row: Row[Any], before: audit.Thing) -> None:
    node = Scope(work.actor.sub_branch or "*", work.actor.outlet or "*")
    facts = {"kind": row.kind, "version": row.version, "effective_from": row.effective_from, "state": row.state}
    await audit.append(
        work.connection, work.actor, work.now, action, row.id, node, before=before, after=row, data=facts
    )


def rules(path: str, permission: str, keepers: set[str]) -> list[Rule]:
    """The access rules of `router(path, …)`: everyone reads, the keepers draft and activate."""
    return [
        Rule("GET", path, f"{permission}.read", EVERYONE, BANKWIDE),
        Rule("GET", f"{path}/{{version}}", f"{permission}.read", EVERYONE, BANKWIDE),
        Rule("POST", path, f"{permission}.draft", keepers, BANKWIDE),
        Rule("POST", f"{path}/{{version}}/activate", f"{permission}.activate", keepers, BANKWIDE, key_required=True),
    ]


def router(path: str, kind: str, model: type[Rules], check: Callable[[Rules], None] | None = None) -> APIRouter:
    """The routes of one kind of policy. `check` raises for figures that make no sense together."""
    routes = APIRouter(tags=["policies"], route_class=BankRoute)
    accepted = PolicyIn[model]  # type: ignore[valid-type]
    published = PolicyOut[model]  # type: ignore[valid-type]

    def answer(task: Work | Reading, row: Row[Any]) -> Any:
        task.version = token(row)
        allowed = _allowed(task, f"{path}/{{version}}", row)
        return published.model_validate(row._asdict() | {"rules": row.body, "allowed_actions": allowed})

    async def list_versions(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Any:
        """Every version, newest first."""
        wanted = select(policy).where(policy.c.kind == kind)
        rows, following = await listed(query, wanted, policy.c.id, limit, cursor, f"policies/{kind}", {})
        page = {"items": [answer(query, row) for row in rows], "next_cursor": following}
        query.version = None
        return page

    async def read_version(version: str, query: Query) -> Any:
        """One version by its name."""
        return answer(query, await find(query, kind, version))

    async def draft_version(body: Any, command: Command) -> Any:
        """Draft a version; another person activates it."""
        if check is not None:
            check(body.rules)
        return answer(command, await draft(command, kind, body.version, body.effective_from, body.rules))

    async def activate_version(version: str, command: Command) -> Any:
        """Put a version in force from its start on; never by the person who drafted it."""
        return answer(command, await activate(command, kind, version))

    draft_version.__annotations__["body"] = accepted
    one = f"{path}/{{version}}"
    routes.get(path, response_model=Listed[published], name=f"list_{kind}", summary=f"Versions of {kind}")(
        list_versions
    )
    routes.get(one, response_model=published, name=f"read_{kind}", summary=f"One version of {kind}")(read_version)
    routes.post(path, response_model=published, name=f"draft_{kind}", status_code=201, summary=f"Draft {kind}")(
        draft_version
    )
    routes.post(f"{one}/activate", response_model=published, name=f"activate_{kind}", summary=f"Activate {kind}")(
        activate_version
    )
    return routes


def _allowed(task: Work | Reading, path: str, row: Row[Any]) -> list[str]:
    if task.access is None or row.made_by in (task.actor.sub, task.actor.deputy_for):
        return []
    rules_of = {verb: task.access.rule("POST", f"{path}/{verb}") for verb in MOVES.verbs(row.state)}
    return [verb for verb, rule in rules_of.items() if task.actor.roles & rule.roles]


def seed_sql(policy_id: str, kind: str, version: str, effective_from: str, body: Mapping[str, Any]) -> str:
    """The SQL by which a migration plants the default version: the source's figures, as data.

    `body` is spelled out in the migration, as it stands in JSON: the models of the code may change after it ran.
    """
    text = canonical(body).decode().replace("'", "''")
    return (
        "INSERT INTO policy (id, kind, version, state, effective_from, body, "  # noqa: S608 - figures of our own code
        "made_by, made_at, activated_by, activated_at) "
        f"VALUES ('{policy_id}', '{kind}', '{version}', 'active', '{effective_from}', '{text}', "
        "'source document', now(), 'loanops', now())"
    )
