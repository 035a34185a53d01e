"""Targets, market shares, frozen results, notices and named support: tables and queries."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Fen, metadata, node_columns

tables = metadata()

target = Table(
    "target",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("new_lending", Fen, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

market_share = Table(
    "market_share",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("quarter", Text, nullable=False),
    Column("own_new_lending", Fen, nullable=False),
    Column("others", JSONB, nullable=False),
    Column("share", Numeric(5, 4), nullable=False),
    Column("share_rank", Integer, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)

snapshot = Table(
    "result_snapshot",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("previous_id", Uuid),
    Column("inputs_digest", Text, nullable=False),
    Column("loans", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("collections_months", ARRAY(Text)),
    Column("missing", ARRAY(Text), nullable=False),
)

entry = Table(
    "result_snapshot_entry",
    tables,
    Column("snapshot_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("loans", BigInteger, nullable=False),
    Column("new_lending", Fen, nullable=False),
    Column("target", Fen),
    Column("previous_place", Integer),
    Column("share", Numeric(5, 4)),
    Column("previous_share", Numeric(5, 4)),
    Column("share_rank", Integer),
    Column("products_taken_up", BigInteger),
    Column("added_contribution", Fen),
    Column("place", Integer, nullable=False),
    Column("commended", Boolean, nullable=False),
    *(
        Column(name, BigInteger)
        for name in (
            "cases_opened",
            "cases_cured",
            "cases_open",
            "tasks_late",
            "promises_kept",
            "promises_broken",
            "reviews_accountable",
            "files_late",
        )
    ),
)

arrears = Table(
    "result_snapshot_arrears",
    tables,
    Column("snapshot_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("correlation_id", Uuid, primary_key=True),
)

notice = Table(
    "notice",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("causes", ARRAY(Text), nullable=False),
    Column("figures", JSONB, nullable=False),
    Column("ranking_id", Uuid, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reply", Text),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

support = Table(
    "sub_branch_support",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("speciality", Text),
    Column("supporter", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("withdrawn_reason", Text),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("named_on", Date, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
)

_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


async def take_turns(connection: AsyncConnection, what: str) -> None:
    """Have those who freeze results, or name key sub-branches, take turns until the transaction ends."""
    await connection.execute(_TAKE_TURNS, {"what": what})


async def add(connection: AsyncConnection, table: Table, **values: Any) -> Row[Any]:
    """Write a row of one of these tables."""
    row: Row[Any] = (await connection.execute(insert(table).values(**values).returning(table))).one()
    return row


async def add_entries(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what a snapshot holds: one statement, however many stand in it."""
    if rows:
        columns = [each for each in entry.columns if each.name in rows[0]]
        lists = [bindparam(each.name, [row[each.name] for row in rows], ARRAY(each.type)) for each in columns]
        held = select(*(func.unnest(each) for each in lists))
        await connection.execute(insert(entry).from_select(columns, held))


async def add_arrears(connection: AsyncConnection, snapshot_id: UUID, named: Mapping[str, Sequence[UUID]]) -> None:
    """Write which arrears counted against whom."""
    pairs = [(key, each) for key, ids in named.items() for each in dict.fromkeys(ids)]
    if pairs:
        keys, ids = (list(column) for column in zip(*pairs, strict=True))
        lists = func.unnest(bindparam("keys", keys, ARRAY(Text))), func.unnest(bindparam("ids", ids, ARRAY(Uuid)))
        held = select(bindparam("of", snapshot_id, Uuid), *lists)
        await connection.execute(insert(arrears).from_select(list(arrears.columns), held))


def naming(correlation_ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether a snapshot names one of these arrears. Relies on result_snapshot_arrears_correlation_id_idx."""
    return snapshot.c.id.in_(select(arrears.c.snapshot_id).where(arrears.c.correlation_id.in_(correlation_ids)))


async def add_notice(connection: AsyncConnection, **values: Any) -> Row[Any] | None:
    """Write a letter; None where the sub-branch has one of its kind for the quarter. Relies on notice_once_key."""
    made = insert(notice).values(**values).on_conflict_do_nothing(constraint="notice_once_key")
    row: Row[Any] | None = (await connection.execute(made.returning(notice))).first()
    return row


async def targets(connection: AsyncConnection, subject: str, period: str) -> dict[str, Decimal]:
    """The targets that count for a period, by key. Relies on target_period_idx."""
    wanted = (
        select(target.c.key, target.c.new_lending)
        .where(target.c.subject == subject, target.c.period == period)
        .order_by(target.c.key, target.c.id.desc())
        .ext(distinct_on(target.c.key))
    )
    return {row.key: row.new_lending for row in await connection.execute(wanted)}


async def shares(connection: AsyncConnection, quarter: str) -> dict[str, Row[Any]]:
    """The market shares that count for a quarter, by sub-branch. Relies on market_share_quarter_idx."""
    wanted = (
        select(market_share)
        .where(market_share.c.quarter == quarter)
        .order_by(market_share.c.sub_branch, market_share.c.id.desc())
        .ext(distinct_on(market_share.c.sub_branch))
    )
    return {row.sub_branch: row for row in await connection.execute(wanted)}


async def latest_final(connection: AsyncConnection, kind: str, subject: str, period: str) -> Row[Any] | None:
    """The last snapshot of a period that was over. Relies on result_snapshot_period_idx."""
    wanted = snapshots(kind, subject, period).where(snapshot.c.final).order_by(snapshot.c.id.desc())
    found: Row[Any] | None = (await connection.execute(wanted.limit(1))).first()
    return found


def snapshots(kind: str, subject: str | None, period: str | None) -> Select[Any]:
    """Snapshots of a kind, subject and period. Relies on result_snapshot_period_idx."""
    wanted = select(snapshot).where(snapshot.c.kind == kind)
    if subject is not None:
        wanted = wanted.where(snapshot.c.subject == subject)
    if period is not None:
        wanted = wanted.where(snapshot.c.period == period)
    return wanted


async def entries(
    connection: AsyncConnection, snapshots_of: Sequence[UUID], *, commended: bool = False
) -> Mapping[UUID, list[Row[Any]]]:
    """What these snapshots hold, by place. Relies on result_snapshot_entry_place_idx."""
    of_entry = (arrears.c.snapshot_id == entry.c.snapshot_id) & (arrears.c.key == entry.c.key)
    named = select(arrears.c.correlation_id).where(of_entry).order_by(arrears.c.correlation_id.desc())
    wanted = select(entry, func.array(named.scalar_subquery()).label("correlation_ids"))
    wanted = wanted.where(entry.c.snapshot_id.in_(snapshots_of)).order_by(entry.c.place, entry.c.key)
    if commended:
        wanted = wanted.where(entry.c.commended)
    found: dict[UUID, list[Row[Any]]] = {each: [] for each in snapshots_of}
    for row in await connection.execute(wanted):
        found[row.snapshot_id].append(row)
    return found


async def notices_for(connection: AsyncConnection, quarter: str) -> Sequence[Row[Any]]:
    """The letters of a quarter: two for each sub-branch at most. Relies on notice_once_key's table being small."""
    return list(await connection.execute(select(notice).where(notice.c.quarter == quarter)))


async def key_sub_branches(connection: AsyncConnection) -> int:
    """How many key sub-branches are named."""
    wanted = select(func.count()).where(support.c.state == "named", support.c.kind == "key")
    return int((await connection.execute(wanted)).scalar_one())
