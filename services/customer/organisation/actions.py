"""What is done with nodes and staff."""

import re
from typing import Any

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.store import amend
from chassis.writes import Work
from services.customer.organisation import store
from services.customer.organisation.rules import WHOLE, place_of, require_parent, require_post, unknown_node
from services.customer.organisation.schemas import NodeIn, PostIn, StaffIn
from services.customer.organisation.store import node, staff

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
    values = {"sub": body.sub, **await _post(work, body)}
    made = insert(staff).values(id=new_id(), made_by=work.actor.sub, made_at=work.now, version=1, **values)
    row: Row[Any] = (await work.connection.execute(made.returning(staff))).one()
    await work.record("staff.engage", row, data=_facts(row))
    return row


async def change_post(work: Work, sub: str, body: PostIn) -> Row[Any]:
    """Give somebody other roles or another place, or let them go. Raises NotFound, BadInput."""
    row = await get_staff(work, sub, lock=True)
    work.match(row.version)
    after = await amend(work.connection, staff, row, **await _post(work, body))
    await work.record("staff.change", after, before=row, data=_facts(after))
    return after


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


async def _post(work: Work, body: PostIn) -> dict[str, Any]:
    require_post(body.roles, body.sub_branch, body.outlet)
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
        "sub_branch": body.sub_branch or WHOLE,
        "outlet": body.outlet or WHOLE,
    }


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"sub": row.sub, "roles": row.roles, "active": row.active}
