"""The organisation: tables and queries."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    cast,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import metadata, node_columns

tables = metadata()

node = Table(
    "node",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

staff = Table(
    "staff",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("sub", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("tokens_from", DateTime(timezone=True)),
)

post = Table(
    "staff_post",
    tables,
    Column("staff_id", Uuid, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sub", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

deputy = Table(
    "deputy",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("absent", Text, nullable=False),
    Column("deputy", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)


async def find_node(connection: AsyncConnection, code: str) -> Row[Any] | None:
    """A node by its code, if the caller sees it. Relies on node_code_key."""
    return (await connection.execute(select(node).where(node.c.code == code))).first()


async def outlets(connection: AsyncConnection) -> Sequence[Row[str, str]]:
    """The places of all outlets: some thousands in a large bank."""
    wanted = select(node.c.sub_branch, node.c.outlet).where(node.c.kind == "outlet")
    return list(await connection.execute(wanted))


async def find_staff(connection: AsyncConnection, sub: str, *, lock: bool = False) -> Row[Any] | None:
    """Somebody by their sub, if the caller sees them; locked if asked. Relies on staff_sub_key."""
    wanted = select(staff).where(staff.c.sub == sub)
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    return (await connection.execute(wanted)).first()


def _at_work(on: date) -> Any:
    ends = or_(staff.c.valid_until.is_(None), staff.c.valid_until >= on)
    return staff.c.active & (staff.c.valid_from <= on) & ends


async def managers(connection: AsyncConnection, sub_branch: str | None, on: date) -> Sequence[Row[Any]]:
    """The account managers of a sub-branch, or of all, on a day, by name. Relies on staff_outlet_idx."""
    wanted = select(staff.c.sub, staff.c.outlet).where(staff.c.roles.contains(["account_manager"]), _at_work(on))
    if sub_branch is not None:
        wanted = wanted.where(staff.c.sub_branch == sub_branch)
    return list(await connection.execute(wanted.order_by(staff.c.sub)))


async def managers_among(connection: AsyncConnection, subs: Iterable[str], on: date) -> Sequence[Row[Any]]:
    """Of these people the account managers of a day. Relies on staff_sub_key."""
    wanted = select(staff.c.sub, staff.c.sub_branch).where(
        staff.c.sub == any_(cast(list(subs), ARRAY(Text))), staff.c.roles.contains(["account_manager"]), _at_work(on)
    )
    return list(await connection.execute(wanted))


async def names(connection: AsyncConnection, codes: Iterable[str], subs: Iterable[str]) -> dict[str, str]:
    """What these nodes and people are called, those the caller sees. Relies on node_code_key and staff_sub_key."""
    nodes = select(node.c.code, node.c.name).where(node.c.code == any_(cast(list(codes), ARRAY(Text))))
    people = select(staff.c.sub, staff.c.name).where(staff.c.sub == any_(cast(list(subs), ARRAY(Text))))
    return {row.code: row.name for row in await connection.execute(nodes.union_all(people))}


def posts_of(sub: str) -> Select[Any]:
    """The posts that somebody held. Relies on staff_post_sub_idx."""
    return select(post).where(post.c.sub == sub)


async def refuse_older_tokens(connection: AsyncConnection, sub: str, at: datetime) -> None:
    """Have only tokens count that are made after this moment."""
    await connection.execute(update(staff).where(staff.c.sub == sub).values(tokens_from=at))


async def token_standing(connection: AsyncConnection, since: datetime) -> Sequence[Row[Any]]:
    """Whose older tokens are refused, of those changed since a moment. Relies on staff_tokens_from_idx."""
    wanted = select(staff.c.sub, staff.c.tokens_from).where(staff.c.tokens_from > since)
    return list(await connection.execute(wanted))


async def deputising(connection: AsyncConnection, sub: str, on: date) -> Sequence[Row[Any]]:
    """For whom somebody stands in on a day: until when, and the absent one's post. Relies on deputy_deputy_idx."""
    wanted = (
        select(deputy.c.ends_on, staff)
        .join(staff, staff.c.sub == deputy.c.absent)
        .where(
            deputy.c.deputy == sub,
            deputy.c.state == "named",
            deputy.c.starts_on <= on,
            deputy.c.ends_on >= on,
            _at_work(on),
        )
        .order_by(staff.c.sub, deputy.c.ends_on.desc())
    )
    return list(await connection.execute(wanted))
