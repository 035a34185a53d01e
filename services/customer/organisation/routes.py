"""The organisation over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, published, shown
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.organisation import actions
from services.customer.organisation.rules import WHOLE
from services.customer.organisation.schemas import NodeIn, NodeKind, NodeOut, PostIn, Role, StaffIn, StaffOut
from services.customer.organisation.store import node, staff

router = APIRouter(prefix="/v1/organisation", tags=["organisation"], route_class=BankRoute)


def _place(row: Row[Any]) -> dict[str, str | None]:
    return {name: None if getattr(row, name) == WHOLE else getattr(row, name) for name in ("sub_branch", "outlet")}


def _shown(task: Work | Reading, row: Row[Any]) -> StaffOut:
    return shown(task, StaffOut, row, **_place(row))


@router.get("/nodes", summary="The organisation's nodes, newest first")
async def list_nodes(
    query: Query, limit: Limit = 50, cursor: Cursor = None, kind: NodeKind | None = None, parent: str | None = None
) -> Listed[NodeOut]:
    """O1: the caller's own node and what is below it; `parent` gives the nodes right below one."""
    wanted = select(node)
    if kind is not None:
        wanted = wanted.where(node.c.kind == kind)
    if parent is not None:
        wanted = wanted.where(node.c.parent == parent)
    filters = {"kind": kind, "parent": parent}
    rows, following = await listed(query, wanted, node.c.id, limit, cursor, "nodes", filters)
    return Listed(items=[published(NodeOut, row) for row in rows], next_cursor=following)


@router.post("/nodes", status_code=201, summary="Open a node")
async def open_node(body: NodeIn, command: Command) -> NodeOut:
    """O1: a city branch below the head office, a sub-branch below a city branch, an outlet below a sub-branch."""
    return shown(command, NodeOut, await actions.open_node(command, body))


@router.get("/nodes/{code}", summary="One node")
async def read_node(code: str, query: Query) -> NodeOut:
    """A node by its code."""
    return shown(query, NodeOut, await actions.get_node(query, code))


@router.get("/staff", summary="The staff, newest first")
async def list_staff(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    role: Role | None = None,
    sub_branch: str | None = None,
    outlet: str | None = None,
    active: bool | None = None,
) -> Listed[StaffOut]:
    """O1, O2: those of the caller's own node and below."""
    wanted = select(staff)
    if role is not None:
        wanted = wanted.where(staff.c.roles.contains([role]))
    if sub_branch is not None:
        wanted = wanted.where(staff.c.sub_branch == sub_branch)
    if outlet is not None:
        wanted = wanted.where(staff.c.outlet == outlet)
    if active is not None:
        wanted = wanted.where(staff.c.active == active)
    filters = {"role": role, "sub_branch": sub_branch, "outlet": outlet, "active": active}
    rows, following = await listed(query, wanted, staff.c.id, limit, cursor, "staff", filters)
    return Listed(items=[published(StaffOut, row, **_place(row)) for row in rows], next_cursor=following)


@router.post("/staff", status_code=201, summary="Put somebody on the staff")
async def engage_staff(body: StaffIn, command: Command) -> StaffOut:
    """O2: their roles, and the sub-branch and outlet in which they hold them."""
    return _shown(command, await actions.engage(command, body))


@router.get("/staff/{sub}", summary="Somebody on the staff")
async def read_staff(sub: str, query: Query) -> StaffOut:
    """By the `sub` of their tokens."""
    return _shown(query, await actions.get_staff(query, sub))


@router.patch("/staff/{sub}", summary="Change somebody's post")
async def change_post(sub: str, body: PostIn, command: Command) -> StaffOut:
    """O2: all of it is given anew; `active` false lets them go, and keeps them for the history."""
    return _shown(command, await actions.change_post(command, sub, body))
