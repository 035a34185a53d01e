"""What is done with nodes and staff."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.organisation import store
from services.customer.organisation.rules import (
    DEPUTY_MOVES,
    STANDING_HOURS,
    WHOLE,
    is_at_work,
    place_of,
    require_deputation,
    require_parent,
    require_post,
    require_validity,
    unknown_node,
    unknown_person,
)
from services.customer.organisation.schemas import DeputyIn, NodeIn, PostIn, StaffIn
from services.customer.organisation.store import deputy, node, post, staff

_NAME_IN_PATH = re.compile(r"[A-Za-z0-9._@-]{1,100}")


async def open_node(work: Work, body: NodeIn) -> Row[Any]:
    """Open a node below its parent (O1). Raises BadInput for a parent of another level, NodeExists for a known code."""
    above = await store.find_node(work.connection, body.parent) if body.parent else None
    require_parent(body.kind, body.parent, above.kind if above else None)
    sub_branch, outlet = place_of(body.kind, body.code, body.parent)
    values = body.model_dump() | {"sub_branch": sub_branch, "outlet": outlet}
    made = insert(node).values(id=new_id(), made_by=work.actor.sub, made_at=work.now, **values)
    row: Row[Any] = (await work.connection.execute(made.returning(node))).one()
    await work.record("node.open", row, data={"code": row.code, "kind": row.kind, "parent": row.parent})
    return row


async def get_node(task: Work | Reading, code: str) -> Row[Any]:
    """One node by its code. Raises NotFound, also for one outside the caller's part of the tree."""
    row = await store.find_node(task.connection, code) if _NAME_IN_PATH.fullmatch(code) else None
    if row is None:
        raise NotFound
    return row


async def engage(work: Work, body: StaffIn) -> Row[Any]:
    """Put somebody on the staff (O2). Raises BadInput where the roles cannot be held there, StaffExists."""
    valid_from = body.valid_from or work.today
    values = {"sub": body.sub, **await _post(work, body, valid_from), "valid_from": valid_from}
    made = insert(staff).values(id=new_id(), made_by=work.actor.sub, made_at=work.now, version=1, **values)
    row: Row[Any] = (await work.connection.execute(made.returning(staff))).one()
    await _keep(work, row)
    await work.record("staff.engage", row, data=_facts(row))
    return row


async def change_post(work: Work, sub: str, body: PostIn) -> Row[Any]:
    """Give somebody other roles or another place, or let them go. Their older tokens are refused (O1).

    Raises NotFound, BadInput.
    """
    row = await get_staff(work, sub, lock=True)
    work.match(row.version)
    values = await _post(work, body, row.valid_from)
    after = await amend(work.connection, staff, row, tokens_from=work.now, **values)
    await _keep(work, after)
    await work.record("staff.change", after, before=row, data=_facts(after))
    return after


async def _keep(work: Work, row: Row[Any]) -> None:
    """Write the post down as it is now, for the history."""
    names = ("sub", "name", "roles", "active", "valid_until", "sub_branch", "outlet")
    values = {name: getattr(row, name) for name in names} | {"staff_id": row.id, "position": row.version}
    begins = row.valid_from if row.version == 1 else work.today
    await work.connection.execute(
        insert(post).values(valid_from=begins, made_by=work.actor.sub, made_at=work.now, **values)
    )


async def name_deputy(work: Work, body: DeputyIn) -> Row[Any]:
    """Have somebody stand in for another for a time, with the same powers (O4). Raises BadInput.

    The absent person must be in the caller's part of the bank.
    """
    require_deputation(body.absent, body.deputy, work.actor.sub, body.starts_on, body.ends_on, work.today)
    found = {}
    for pointer in ("absent", "deputy"):
        row = await store.find_staff(work.connection, getattr(body, pointer))
        if row is None or not row.active:
            raise unknown_person(f"/{pointer}")
        found[pointer] = row
    absent = found["absent"]
    values = body.model_dump() | {"sub_branch": absent.sub_branch, "outlet": absent.outlet}
    made = insert(deputy).values(
        id=new_id(), state="named", made_by=work.actor.sub, made_at=work.now, version=1, **values
    )
    named: Row[Any] = (await work.connection.execute(made.returning(deputy))).one()
    await work.record("deputy.name", named, data=_deputation(named))
    return named


async def withdraw_deputy(work: Work, deputy_id: UUID) -> Row[Any]:
    """End a deputation before its time. The deputy's tokens are refused at once. Raises NotFound, InvalidState."""
    row = await find(work.connection, deputy, deputy_id, lock=True)
    work.match(row.version)
    state = DEPUTY_MOVES.after(row.state, "withdraw")
    changes = {"state": state, "withdrawn_by": work.actor.sub, "withdrawn_at": work.now}
    after = await amend(work.connection, deputy, row, **changes)
    await store.refuse_older_tokens(work.connection, row.deputy, work.now)
    await work.record("deputy.withdraw", after, before=row, data=_deputation(after))
    return after


async def sign_in(task: Reading, sub: str) -> tuple[Row[Any], list[Row[Any]]]:
    """Somebody's post, and those in whose place they may act today (O4). Raises NotFound for who is not at work."""
    row = await get_staff(task, sub)
    if not is_at_work(row.active, row.valid_from, row.valid_until, task.today):
        raise NotFound
    return row, list(
        {each.sub: each for each in reversed(await store.deputising(task.connection, sub, task.today))}.values()
    )


async def token_standing(connection: AsyncConnection, now: datetime) -> dict[str, datetime]:
    """From when on somebody's tokens count, of those whose post changed of late."""
    rows = await store.token_standing(connection, now - timedelta(hours=STANDING_HOURS))
    return {row.sub: row.tokens_from for row in rows}


async def get_staff(task: Work | Reading, sub: str, *, lock: bool = False) -> Row[Any]:
    """Somebody by their sub, locked if asked. Raises NotFound, also for those outside the caller's part."""
    row = await store.find_staff(task.connection, sub, lock=lock) if _NAME_IN_PATH.fullmatch(sub) else None
    if row is None:
        raise NotFound
    return row


async def require_outlet(task: Work | Reading, sub_branch: str, outlet: str) -> None:
    """Raises BadInput unless that sub-branch has that outlet."""
    found = await store.find_node(task.connection, outlet)
    if found is None or found.kind != "outlet" or found.parent != sub_branch:
        raise unknown_node("/outlet")


async def outlets(task: Work | Reading) -> set[tuple[str, str]]:
    """Every outlet that the caller sees, after its sub-branch."""
    return {(row.sub_branch, row.outlet) for row in await store.outlets(task.connection)}


async def managers(task: Work | Reading, sub_branch: str, outlet: str, on: date) -> list[str]:
    """The account managers of an outlet on a day; where it has none, those of its sub-branch."""
    rows = await store.managers(task.connection, sub_branch, on)
    return [row.sub for row in rows if row.outlet == outlet] or [row.sub for row in rows]


async def managers_of(task: Work | Reading, sub_branch: str, on: date) -> set[str]:
    """The account managers of a sub-branch on a day, or, for `*`, of the whole bank, as far as the caller sees them."""
    return {row.sub for row in await store.managers(task.connection, None if sub_branch == WHOLE else sub_branch, on)}


async def still_managers(task: Work | Reading, subs: Iterable[str], on: date) -> set[tuple[str, str]]:
    """Of these people those who are account managers on a day, each with their sub-branch."""
    return {(row.sub, row.sub_branch) for row in await store.managers_among(task.connection, subs, on)}


async def names(task: Work | Reading, *, nodes: Iterable[str] = (), people: Iterable[str] = ()) -> dict[str, str]:
    """What these nodes and these people are called, as far as the caller sees them."""
    return await store.names(task.connection, nodes, people)


async def _post(work: Work, body: PostIn, valid_from: date) -> dict[str, Any]:
    require_post(body.roles, body.sub_branch, body.outlet)
    require_validity(valid_from, body.valid_until)
    if body.outlet is not None:
        await require_outlet(work, body.sub_branch or WHOLE, body.outlet)
    elif body.sub_branch is not None:
        found = await store.find_node(work.connection, body.sub_branch)
        if found is None or found.kind != "sub_branch":
            raise unknown_node("/sub_branch")
    return {
        "name": body.name,
        "roles": body.roles,
        "active": body.active,
        "valid_until": body.valid_until,
        "sub_branch": body.sub_branch or WHOLE,
        "outlet": body.outlet or WHOLE,
    }


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"sub": row.sub, "roles": row.roles, "active": row.active}


def _deputation(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("absent", "deputy", "starts_on", "ends_on", "state")}
