"""The organisation over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.errors import NotFound
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import Work
from services.customer.organisation import actions
from services.customer.organisation.rules import DEPUTY_MOVES, WHOLE
from services.customer.organisation.schemas import (
    DeputyIn,
    DeputyOut,
    NodeIn,
    NodeKind,
    NodeOut,
    PostIn,
    PostOut,
    Role,
    SignInOut,
    StaffIn,
    StaffOut,
    StandingOut,
    StandingsOut,
    StandInOut,
)
from services.customer.organisation.store import deputy, node, post, posts_of, staff

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


@router.get("/staff/{sub}/posts", summary="The posts that somebody held, newest first")
async def list_posts(sub: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[PostOut]:
    """O1, O2: every move is history. A post is seen by those where it was held, and above; of whom the
    caller sees no post there is no such person.
    """
    rows, following = await listed(query, posts_of(sub), post.c.position, limit, cursor, "posts", {"sub": sub})
    if not rows and cursor is None:
        raise NotFound
    return Listed(items=[published(PostOut, row, **_place(row)) for row in rows], next_cursor=following)


def _deputy(task: Work | Reading, row: Row[Any]) -> list[str]:
    return allowed_actions(task, "deputy", DEPUTY_MOVES.verbs(row.state))


@router.post("/deputies", status_code=201, summary="Name a deputy")
async def name_deputy(body: DeputyIn, command: Command) -> DeputyOut:
    """O4: for a named period, with the same powers; never for both sides of one approval."""
    row = await actions.name_deputy(command, body)
    return shown(command, DeputyOut, row, allowed_actions=_deputy(command, row))


@router.get("/deputies", summary="Deputies, newest first")
async def list_deputies(
    query: Query, limit: Limit = 50, cursor: Cursor = None, absent: str | None = None, deputy_sub: str | None = None
) -> Listed[DeputyOut]:
    """O4: for those of the caller's own node and below."""
    wanted = select(deputy)
    if absent is not None:
        wanted = wanted.where(deputy.c.absent == absent)
    if deputy_sub is not None:
        wanted = wanted.where(deputy.c.deputy == deputy_sub)
    filters = {"absent": absent, "deputy": deputy_sub}
    rows, following = await listed(query, wanted, deputy.c.id, limit, cursor, "deputies", filters)
    items = [published(DeputyOut, row, allowed_actions=_deputy(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/deputies/{deputy_id}", summary="One deputation")
async def read_deputy(deputy_id: str, query: Query) -> DeputyOut:
    """With what the caller may do with it."""
    row = (await query.connection.execute(select(deputy).where(deputy.c.id == id_in_path(deputy_id)))).one()
    return shown(query, DeputyOut, row, allowed_actions=_deputy(query, row))


@router.post("/deputies/{deputy_id}/withdraw", summary="End a deputation before its time")
async def withdraw_deputy(deputy_id: str, command: Command) -> DeputyOut:
    """O4: the deputy's tokens are refused at once."""
    row = await actions.withdraw_deputy(command, id_in_path(deputy_id))
    return shown(command, DeputyOut, row, allowed_actions=_deputy(command, row))


@router.get("/sign-ins/{sub}", summary="What a token of somebody says")
async def read_sign_in(sub: str, query: Query) -> SignInOut:
    """O1, O4: for the issuer. Who is not at work today is not found, and gets no token."""
    row, absent = await actions.sign_in(query, sub)
    standing_in = [StandInOut(**_says(each), until=each.ends_on) for each in absent]
    return SignInOut(**_says(row), until=row.valid_until, deputy_for=standing_in)


def _says(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("sub", "name", "roles")} | _place(row)


@router.get("/token-standing", summary="Whose older tokens are refused")
async def read_token_standing(query: Query) -> StandingsOut:
    """O1: for every service; a changed person's older tokens say what is no longer so."""
    found = await actions.token_standing(query.connection, query.now)
    return StandingsOut(items=[StandingOut(sub=sub, tokens_from=at) for sub, at in sorted(found.items())])
